/* SPDX-License-Identifier: 0BSD */
/*
 * A reader for just enough DER (X.690) to walk through a signed message:
 *
 *	SEQUENCE { OID signedData, [0] { SEQUENCE {
 *		INTEGER version, SET { hashes }, SEQUENCE content, [0] certificates?, [1] revocations?,
 *		SET { SEQUENCE {                                                 (a signer)
 *			INTEGER version,
 *			SEQUENCE { SEQUENCE issuer, INTEGER serial } | [0] subject key identifier,
 *			SEQUENCE { OID hash ... }, [0] attributes?, SEQUENCE algorithm, OCTET STRING signature ...
 *		} ... }
 *	} } }
 *	issuer: SET { SEQUENCE { OID type, STRING value } ... } ...
 */
#include "module/pkcs7.h"

#include <stdint.h>

enum tag {
	TAG_INTEGER = 0x02,
	TAG_OCTETS = 0x04,
	TAG_OID = 0x06,
	TAG_SEQUENCE = 0x30,
	TAG_SET = 0x31,
	TAG_0 = 0xa0,		/* [0] with something in it */
	TAG_1 = 0xa1,
	TAG_0_PLAIN = 0x80,	/* [0] in place of another tag */
};

/*
 * Takes the next value off `in` if it has this tag (0: any); if not, or if it is not all there, `in` stays. Lengths are
 * definite ones, as DER wants them, of at most 32 bits.
 */
static bool take(struct str *in, unsigned char wanted, struct str *content)
{
	const unsigned char *at = (const unsigned char *)in->at, *end = at + in->length;
	unsigned bytes = 0;
	uint64_t length;

	if (in->length < 2 || (wanted && *at != wanted) || at[1] == 0x80)
		return false;
	length = at[1];
	at += 2;
	if (length > 0x80) {
		bytes = length & 0x7f;
		length = 0;
	}
	if (bytes > 4 || (size_t)(end - at) < bytes)
		return false;
	while (bytes--)
		length = length << 8 | *at++;
	if (length > (size_t)(end - at))
		return false;
	*content = (struct str){ (const char *)at, (size_t)length };
	at += length;
	*in = (struct str){ (const char *)at, (size_t)(end - at) };
	return true;
}

/* What to do with the next value: nothing, go into it, or keep it as found[action]. */
enum action { KEEP_TYPE, KEEP_HASH, KEEP_SIGNATURE, SKIP, SKIP_OPTIONAL, ENTER };

struct step {
	unsigned char tag, action;
};

/* Follows `steps`, ended by a zero. False if something is not there. */
static bool follow(struct str *in, const struct step *steps, struct str *found)
{
	for (; steps->tag; steps++) {
		struct str content;

		if (take(in, steps->tag, &content)) {
			if (steps->action == ENTER)
				*in = content;
			else if (steps->action < SKIP)
				found[steps->action] = content;
		} else if (steps->action != SKIP_OPTIONAL) {
			return false;
		}
	}
	return true;
}

/* The first common name (2.5.4.3) of a name, else its last part. */
static struct str name_of_issuer(struct str issuer)
{
	struct str part, pair, type, value = { 0 };

	while (take(&issuer, TAG_SET, &part))
		while (take(&part, TAG_SEQUENCE, &pair)) {
			if (!take(&pair, TAG_OID, &type) || !take(&pair, 0, &value))
				return (struct str){ 0 };
			if (str_equal(type, "\x55\x04\x03"))
				return value;
		}
	return value;
}

static bool read_signer_id(struct str *in, struct pkcs7 *out)
{
	struct str id, issuer;

	if (take(in, TAG_0_PLAIN, &out->key))
		return true;
	if (!take(in, TAG_SEQUENCE, &id) || !take(&id, TAG_SEQUENCE, &issuer) || !take(&id, TAG_INTEGER, &out->key))
		return false;
	while (out->key.length && !*out->key.at) {
		out->key.at++;
		out->key.length--;
	}
	out->signer = name_of_issuer(issuer);
	return true;
}

bool pkcs7_read(struct str message, struct pkcs7 *out)
{
	static const struct step to_signer[] = {
		{ TAG_SEQUENCE, ENTER }, { TAG_OID, KEEP_TYPE }, { TAG_0, ENTER }, { TAG_SEQUENCE, ENTER },
		{ TAG_INTEGER, SKIP }, { TAG_SET, SKIP }, { TAG_SEQUENCE, SKIP }, { TAG_0, SKIP_OPTIONAL },
		{ TAG_1, SKIP_OPTIONAL }, { TAG_SET, ENTER }, { TAG_SEQUENCE, ENTER }, { TAG_INTEGER, SKIP }, { 0, 0 },
	};
	static const struct step to_signature[] = {
		{ TAG_SEQUENCE, KEEP_HASH }, { TAG_0, SKIP_OPTIONAL }, { TAG_SEQUENCE, SKIP },
		{ TAG_OCTETS, KEEP_SIGNATURE }, { 0, 0 },
	};
	struct str found[SKIP];

	*out = (struct pkcs7){ 0 };
	if (!follow(&message, to_signer, found) || !read_signer_id(&message, out) ||
	    !follow(&message, to_signature, found))
		return false;
	out->signature = found[KEEP_SIGNATURE];
	return str_equal(found[KEEP_TYPE], "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") &&	/* signed data */
	       take(&found[KEEP_HASH], TAG_OID, &out->hash);
}

#define NIST "\x60\x86\x48\x01\x65\x03\x04\x02" /* 2.16.840.1.101.3.4.2 */

static const struct {
	char oid[10], name[10];
} hashes[] = {
	{ NIST "\x01", "sha256" },
	{ NIST "\x02", "sha384" },
	{ NIST "\x03", "sha512" },
	{ NIST "\x04", "sha224" },
	{ NIST "\x08", "sha3-256" },
	{ NIST "\x09", "sha3-384" },
	{ NIST "\x0a", "sha3-512" },
	{ "\x2b\x0e\x03\x02\x1a", "sha1" },			/* 1.3.14.3.2.26 */
	{ "\x2a\x86\x48\x86\xf7\x0d\x02\x04", "md4" },		/* 1.2.840.113549.2.4 */
	{ "\x2a\x86\x48\x86\xf7\x0d\x02\x05", "md5" },		/* 1.2.840.113549.2.5 */
	{ "\x2b\x24\x03\x02\x01", "ripemd160" },		/* 1.3.36.3.2.1 */
	{ "\x2a\x81\x1c\xcf\x55\x01\x83\x11", "sm3" },		/* 1.2.156.10197.1.401 */
};

/* Numbers in base 128; the first stands for two: 40 * a + b, where a is 0, 1 or 2. */
static const char *oid_text(struct str oid, struct arena *arena)
{
	const char *text = "";
	uint64_t number = 0;

	for (size_t i = 0; i < oid.length; i++) {
		unsigned char byte = (unsigned char)oid.at[i];

		if (number >> 56)
			return "unknown";
		number = number << 7 | (byte & 0x7f);
		if (byte & 0x80)
			continue;
		if (!*text) {
			unsigned first = number < 80 ? (unsigned)number / 40 : 2;

			text = arena_format(arena, "%u", first);
			number -= first * 40;
		}
		text = arena_format(arena, "%s.%llu", text, (unsigned long long)number);
		number = 0;
	}
	return *text ? text : "unknown";
}

const char *pkcs7_hash_name(struct str hash, struct arena *arena)
{
	for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
		if (str_equal(hash, hashes[i].oid))
			return hashes[i].name;
	return hash.length > 32 ? "unknown" : oid_text(hash, arena);
}
