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

static int damaged(const struct image *image, struct err *err)
{
	return image_refuse(image, EBADMSG, "has a damaged signature", err);
}

/* What `at` holds, of the lengths that the trailer tells. */
static int read_parts(struct image *image, const unsigned char *trailer, const char *at, uint32_t length,
		      struct signature *out, struct err *err)
{
	struct pkcs7 pkcs7;

	out->id = id_names[trailer[2]];
	out->hash = old_hashes[trailer[1]];
	out->signer = (struct str){ at, trailer[3] };
	out->key = (struct str){ at + trailer[3], trailer[4] };
	out->bytes = (struct str){ out->key.at + trailer[4], length };
	if (trailer[2] != ID_PKCS7)
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
	uint64_t total;
	uint32_t length;
	int rc = image_unpack(image, err);

	if (rc || image->size < END_SIZE)
		return rc;
	end = image_piece(image, image->size - END_SIZE, END_SIZE, err);
	if (!end)
		return -err->code;
	if (memcmp(end + TRAILER_SIZE, marker, MARKER_SIZE))
		return 0;
	length = (uint32_t)end[8] << 24 | (uint32_t)end[9] << 16 | (uint32_t)end[10] << 8 | end[11];
	total = (uint64_t)length + end[3] + end[4];
	if (end[0] >= ALGORITHMS || end[1] >= sizeof old_hashes / sizeof *old_hashes ||
	    end[2] >= sizeof id_names / sizeof *id_names || !length || total > image->size - END_SIZE)
		return damaged(image, err);
	parts = image_piece(image, image->size - END_SIZE - total, total, err);
	return parts ? read_parts(image, end, (const char *)parts, length, out, err) : -err->code;
}

void signature_spoil(unsigned char *bytes, size_t size)
{
	if (size >= MARKER_SIZE && !memcmp(bytes + size - MARKER_SIZE, marker, MARKER_SIZE))
		bytes[size - 1] = '\0';
}
