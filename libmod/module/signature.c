/* SPDX-License-Identifier: 0BSD */
/*
 * The signature behind a module's ELF bytes. Its end is read first, and tells the lengths of what is before it:
 *
 *	| u8 algorithm | u8 hash | u8 id type | u8 signer length | u8 key id length | u8[3] | be32 signature length |
 */
#include "module/signature.h"

#include "module/pkcs7.h"

#include <errno.h>
#include <string.h>

static const char marker[] = "~Module signature appended~\n";
enum { MARKER_SIZE = sizeof marker - 1, TRAILER_SIZE = 12, END_SIZE = TRAILER_SIZE + MARKER_SIZE };

enum { ID_PGP, ID_X509, ID_PKCS7 };
static const char id_names[][7] = { [ID_PGP] = "PGP", [ID_X509] = "X509", [ID_PKCS7] = "PKCS#7" };

/* enum hash_algo of the kernel (linux/hash_info.h), as far as signatures of the old form had them. */
static const char old_hashes[][7] = {
	"md4", "md5", "sha1", "rmd160", "sha256", "sha384", "sha512", "sha224", "sm3",
};

/* DSA and RSA; a PKCS#7 message has its own word for it, and 0 here. */
enum { ALGORITHMS = 2 };

struct trailer {
	unsigned char hash, id;
	uint64_t signer, key, signature;	/* lengths */
};

static bool read_trailer(const unsigned char *at, struct trailer *out)
{
	out->hash = at[1];
	out->id = at[2];
	out->signer = at[3];
	out->key = at[4];
	out->signature = (uint64_t)at[8] << 24 | (uint64_t)at[9] << 16 | (uint64_t)at[10] << 8 | at[11];
	return at[0] < ALGORITHMS && out->hash < sizeof old_hashes / sizeof *old_hashes &&
	       out->id < sizeof id_names / sizeof *id_names && out->signature;
}

static int damaged(const struct image *image, struct err *err)
{
	return err_set(err, EBADMSG, "'%s' has a damaged signature", image->path);
}

/* What `at` holds, of the lengths that the trailer tells. */
static int read_parts(struct image *image, const struct trailer *trailer, const char *at, struct signature *out,
		      struct err *err)
{
	struct pkcs7 pkcs7;

	out->id = id_names[trailer->id];
	out->hash = old_hashes[trailer->hash];
	out->signer = (struct str){ at, (size_t)trailer->signer };
	out->key = (struct str){ out->signer.at + out->signer.length, (size_t)trailer->key };
	out->bytes = (struct str){ out->key.at + out->key.length, (size_t)trailer->signature };
	if (trailer->id != ID_PKCS7)
		return 1;
	if (!pkcs7_read(out->bytes, &pkcs7))
		return damaged(image, err);
	out->hash = pkcs7_hash_name(pkcs7.hash, image->arena);
	out->signer = pkcs7.signer;
	out->key = pkcs7.key;
	out->bytes = pkcs7.signature;
	return 1;
}

int signature_read(struct image *image, struct signature *out, struct err *err)
{
	const unsigned char *end, *parts;
	struct trailer trailer;
	uint64_t length;
	int rc = image_unpack(image, err);

	*out = (struct signature){ 0 };
	if (rc)
		return rc;
	if (image->size < END_SIZE)
		return 0;
	end = image_piece(image, image->size - END_SIZE, END_SIZE, err);
	if (!end)
		return -err->code;
	if (memcmp(end + TRAILER_SIZE, marker, MARKER_SIZE))
		return 0;
	if (!read_trailer(end, &trailer))
		return damaged(image, err);
	length = trailer.signer + trailer.key + trailer.signature;
	if (length > image->size - END_SIZE)
		return damaged(image, err);
	parts = image_piece(image, image->size - END_SIZE - length, length, err);
	return parts ? read_parts(image, &trailer, (const char *)parts, out, err) : -err->code;
}

void signature_spoil(unsigned char *bytes, size_t size)
{
	if (size >= MARKER_SIZE && !memcmp(bytes + size - MARKER_SIZE, marker, MARKER_SIZE))
		bytes[size - 1] = '\0';
}
