/* SPDX-License-Identifier: 0BSD */
/* A module's signature: a PKCS#7 message (RFC 5652) in DER, and the kernel's trailer. Nothing is really signed. */
#include "signature.h"

#include <err.h>
#include <string.h>

/* Wraps what is in `inner` as a DER value, appends it to `out`, empties `inner`. */
static void put_der(struct bytes *out, unsigned char tag, struct bytes *inner)
{
	size_t length = inner->length;
	put(out, &tag, 1);
	if (length >= 0x80) {
		unsigned char size[3] = { 0x82, length >> 8, length };
		put(out, size, 3);
	} else {
		unsigned char size = length;
		put(out, &size, 1);
	}
	put(out, inner->at, inner->length);
	inner->length = 0;
}

static void put_der_hex(struct bytes *out, unsigned char tag, const char *hex)
{
	struct bytes inner = {0};
	put_hex(&inner, hex);
	put_der(out, tag, &inner);
}

enum { DER_INTEGER = 2, DER_OCTETS = 4, DER_OID = 6, DER_UTF8 = 12, DER_SEQUENCE = 0x30, DER_SET = 0x31, DER_0 = 0xa0 };

static void put_hash_algorithm(struct bytes *out, const char *hash)
{
	static const char *const oids[][2] = {
		{ "sha1", "2b0e03021a" }, { "sha256", "608648016503040201" }, { "sha512", "608648016503040203" },
	};
	struct bytes algorithm = {0};
	for (size_t i = 0; i < sizeof oids / sizeof *oids; i++) {
		if (!strcmp(hash, oids[i][0]))
			put_der_hex(&algorithm, DER_OID, oids[i][1]);
	}
	if (!algorithm.length)
		errx(1, "unknown hash '%s'", hash);
	put_der(out, DER_SEQUENCE, &algorithm);
}

/* The issuer's common name and the serial number: which key it was. */
static void put_key_name(struct bytes *out, const char *signer, const char *serial)
{
	struct bytes a = {0}, b = {0};
	put_der_hex(&a, DER_OID, "550403");
	put(&b, signer, strlen(signer));
	put_der(&a, DER_UTF8, &b);
	put_der(&b, DER_SEQUENCE, &a);
	put_der(&a, DER_SET, &b);
	put_der(&b, DER_SEQUENCE, &a);
	put_der_hex(&b, DER_INTEGER, serial);
	put_der(out, DER_SEQUENCE, &b);
}

static void put_signer(struct bytes *out, const char *signer, const char *hash, const char *serial)
{
	struct bytes info = {0}, part = {0};
	put_der_hex(&info, DER_INTEGER, "01");
	put_key_name(&info, signer, serial);
	put_hash_algorithm(&info, hash);
	put_der_hex(&part, DER_OID, "2a864886f70d010101");	/* rsaEncryption */
	put_der_hex(&part, 5, "");
	put_der(&info, DER_SEQUENCE, &part);
	for (unsigned i = 0; i < 256; i++) {
		unsigned char byte = i * 7;
		put(&part, &byte, 1);
	}
	put_der(&info, DER_OCTETS, &part);
	put_der(&part, DER_SEQUENCE, &info);
	put_der(out, DER_SET, &part);
}

void put_signature(struct bytes *out, const char *signer, const char *hash, const char *serial)
{
	struct bytes message = {0}, data = {0}, part = {0};
	put_der_hex(&data, DER_INTEGER, "01");
	put_hash_algorithm(&part, hash);
	put_der(&data, DER_SET, &part);
	put_der_hex(&part, DER_OID, "2a864886f70d010701");	/* data */
	put_der(&data, DER_SEQUENCE, &part);
	put_signer(&data, signer, hash, serial);
	put_der(&part, DER_SEQUENCE, &data);
	put_der_hex(&data, DER_OID, "2a864886f70d010702");	/* signedData */
	put_der(&data, DER_0, &part);
	put_der(&message, DER_SEQUENCE, &data);

	unsigned char trailer[12] = { 0, 0, 2 };		/* PKEY_ID_PKCS7, then the size, big-endian */
	trailer[10] = message.length >> 8;
	trailer[11] = message.length;
	put(out, message.at, message.length);
	put(out, trailer, sizeof trailer);
	put(out, "~Module signature appended~\n", 28);
}
