/* SPDX-License-Identifier: 0BSD */
/* The signature behind a module: what is taken from a good one, and bad ones of all kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "module/pkcs7.h"
#include "module/signature.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MARKER "~Module signature appended~\n"

/* Bytes that grow at their end: `bytes` of it are in use. */
struct text {
	unsigned char at[2048];
	size_t length;
};

static void put(struct text *text, const void *bytes, size_t length)
{
	assert_true(text->length + length <= sizeof text->at);
	memcpy(text->at + text->length, bytes, length);
	text->length += length;
}

/* One DER value; `content` may be of the same struct. */
static void der(struct text *text, unsigned char tag, const void *content, size_t length)
{
	unsigned char head[4] = { tag, 0x82, (unsigned char)(length >> 8), (unsigned char)length };
	unsigned char copy[sizeof text->at];

	memcpy(copy, content, length);
	if (length < 0x80) {
		head[1] = (unsigned char)length;
		put(text, head, 2);
	} else {
		put(text, head, 4);
	}
	put(text, copy, length);
}

/* Puts what is in the text so far into one value. */
static void wrap(struct text *text, unsigned char tag)
{
	size_t length = text->length;

	text->length = 0;
	der(text, tag, text->at, length);
}

static void name_part(struct text *names, unsigned char type, const char *value)
{
	struct text part = { 0 };

	der(&part, 0x06, (unsigned char[]){ 0x55, 0x04, type }, 3);
	der(&part, 0x0c, value, strlen(value));
	wrap(&part, 0x30);
	wrap(&part, 0x31);
	put(names, part.at, part.length);
}

struct signer {
	const char *organisation, *common, *unit, *common2;
	const char *serial, *key_id;
	size_t serial_length;
	const char *hash;
	bool attributes, certificates;
};

static const char sha256[] = "\x60\x86\x48\x01\x65\x03\x04\x02\x01";

static struct text signer_id(const struct signer *signer)
{
	struct text names = { 0 }, id = { 0 };

	if (signer->key_id) {
		der(&id, 0x80, signer->key_id, strlen(signer->key_id));
		return id;
	}
	if (signer->organisation)
		name_part(&names, 10, signer->organisation);
	if (signer->common)
		name_part(&names, 3, signer->common);
	if (signer->unit)
		name_part(&names, 11, signer->unit);
	if (signer->common2)
		name_part(&names, 3, signer->common2);
	der(&id, 0x30, names.at, names.length);
	der(&id, 0x02, signer->serial, signer->serial_length);
	wrap(&id, 0x30);
	return id;
}

static struct text message(const struct signer *signer)
{
	struct text info = { 0 }, id = signer_id(signer), hash = { 0 }, data = { 0 }, all = { 0 };

	der(&hash, 0x06, signer->hash, strlen(signer->hash));
	der(&info, 0x02, "\1", 1);
	put(&info, id.at, id.length);
	der(&info, 0x30, hash.at, hash.length);
	if (signer->attributes)
		der(&info, 0xa0, "xyz", 3);
	der(&info, 0x30, "", 0);
	der(&info, 0x04, "signature bytes", 15);
	wrap(&info, 0x30);
	der(&data, 0x02, "\1", 1);
	der(&data, 0x31, "", 0);
	der(&data, 0x30, "", 0);
	if (signer->certificates)
		der(&data, 0xa0, "certificates", 12);
	der(&data, 0x31, info.at, info.length);
	wrap(&data, 0x30);
	der(&all, 0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 9);
	der(&all, 0xa0, data.at, data.length);
	wrap(&all, 0x30);
	return all;
}

static bool is(struct str a, const char *b, size_t length)
{
	return a.length == length && (!length || !memcmp(a.at, b, length));
}

static void check_message(struct signer signer, const char *name, const char *key, size_t key_length)
{
	struct pkcs7 pkcs7;
	struct text text;

	if (!signer.hash)
		signer.hash = sha256;
	text = message(&signer);
	assert_true(pkcs7_read((struct str){ (char *)text.at, text.length }, &pkcs7));
	assert_true(is(pkcs7.signer, name, strlen(name)));
	assert_true(is(pkcs7.key, key, key_length));
	assert_true(is(pkcs7.signature, "signature bytes", 15));
	assert_true(is(pkcs7.hash, signer.hash, strlen(signer.hash)));
}

static void test_messages(void **state)
{
	char long_name[301];

	(void)state;
	check_message((struct signer){ .organisation = "O", .common = "Me", .unit = "U", .serial = "\x12\x34",
				       .serial_length = 2 }, "Me", "\x12\x34", 2);
	check_message((struct signer){ .common = "One", .common2 = "Two", .serial = "\0\0\x80", .serial_length = 3,
				       .attributes = true, .certificates = true }, "One", "\x80", 1);
	check_message((struct signer){ .organisation = "O", .unit = "Last", .serial = "\0", .serial_length = 1 },
		      "Last", "", 0);
	check_message((struct signer){ .serial = "a", .serial_length = 1 }, "", "a", 1);
	check_message((struct signer){ .key_id = "the key's id" }, "", "the key's id", 12);
	memset(long_name, 'n', 300);
	long_name[300] = '\0';
	check_message((struct signer){ .common = long_name, .serial = "a", .serial_length = 1 }, long_name, "a", 1);
}

/* Every truncation and every changed byte of a message: no crash, no read beyond it. */
static void test_damaged_messages(void **state)
{
	struct text text = message(&(struct signer){ .organisation = "O", .common = "Me", .serial = "abc",
						     .serial_length = 3, .hash = sha256, .attributes = true });
	struct pkcs7 pkcs7;

	(void)state;
	for (size_t length = 0; length < text.length; length++) {
		char *part = malloc(length ? length : 1);

		memcpy(part, text.at, length);
		assert_false(pkcs7_read((struct str){ part, length }, &pkcs7));
		free(part);
	}
	for (size_t i = 0; i < text.length * 256; i++) {
		char *copy = malloc(text.length);

		memcpy(copy, text.at, text.length);
		copy[i / 256] = (char)i;
		if (pkcs7_read((struct str){ copy, text.length }, &pkcs7)) {
			assert_true(pkcs7.signer.length <= text.length);
			assert_true(pkcs7.signature.at + pkcs7.signature.length <= copy + text.length);
		}
		free(copy);
	}
}

static void test_hash_names(void **state)
{
	static const struct {
		const char *oid, *name;
	} cases[] = {
		{ sha256, "sha256" },
		{ "\x60\x86\x48\x01\x65\x03\x04\x02\x0a", "sha3-512" },
		{ "\x2b\x0e\x03\x02\x1a", "sha1" },
		{ "\x2a\x85\x03\x07\x01\x01\x02\x02", "1.2.643.7.1.1.2.2" },	/* Streebog, 256 bits */
		{ "\x88\x37\x01", "2.999.1" },
		{ "\x27", "0.39" },
		{ "", "unknown" },
		{ "\x80\x80\x80", "unknown" },
		{ "\x2a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "unknown" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(pkcs7_hash_name((struct str){ cases[i].oid, strlen(cases[i].oid) }, &arena),
				    cases[i].name);
	arena_free(&arena);
}

struct trailer {
	unsigned char algorithm, hash, id, signer, key;
	uint32_t length;
};

/* An ELF file of 60 bytes, `body`, and the trailer. */
static int read_signed(struct arena *arena, const void *body, size_t length, struct trailer trailer,
		       struct signature *out, struct image *image)
{
	struct text text = { .at = "\177ELF", .length = 60 };
	unsigned char end[12] = { trailer.algorithm, trailer.hash, trailer.id, trailer.signer, trailer.key };
	unsigned char *exact;
	struct err err = { 0 };
	int rc;

	for (int i = 0; i < 4; i++)
		end[8 + i] = (unsigned char)(trailer.length >> (24 - 8 * i));
	put(&text, body, length);
	put(&text, end, sizeof end);
	put(&text, MARKER, strlen(MARKER));
	exact = malloc(text.length);
	memcpy(exact, text.at, text.length);
	assert_int_equal(image_open_bytes(image, exact, text.length, "test.ko", arena, &err), 0);
	rc = signature_read(image, out, &err);
	if (rc < 0) {
		assert_int_equal(rc, -EBADMSG);
		assert_non_null(strstr(err.text, "test.ko"));
		free(exact);
	}
	return rc;
}

static void test_old_form(void **state)
{
	static const char body[] = "SignerKEYIDsigbytes";
	struct signature signature;
	struct arena arena = { 0 };
	struct image image = { 0 };

	(void)state;
	assert_int_equal(read_signed(&arena, body, 19, (struct trailer){ 1, 4, 1, 6, 5, 8 }, &signature, &image), 1);
	assert_string_equal(signature.id, "X509");
	assert_string_equal(signature.hash, "sha256");
	assert_true(is(signature.signer, "Signer", 6));
	assert_true(is(signature.key, "KEYID", 5));
	assert_true(is(signature.bytes, "sigbytes", 8));
	free((void *)image.bytes);
	assert_int_equal(read_signed(&arena, body, 19, (struct trailer){ 0, 2, 0, 0, 0, 8 }, &signature, &image), 1);
	assert_string_equal(signature.id, "PGP");
	assert_string_equal(signature.hash, "sha1");
	assert_int_equal(signature.signer.length, 0);
	assert_int_equal(signature.key.length, 0);
	free((void *)image.bytes);
	image_close(&image);
	arena_free(&arena);
}

static void test_pkcs7_form(void **state)
{
	struct text text = message(&(struct signer){ .common = "Me", .serial = "abc", .serial_length = 3,
						     .hash = sha256 });
	struct signature signature;
	struct arena arena = { 0 };
	struct image image = { 0 };

	(void)state;
	assert_int_equal(read_signed(&arena, text.at, text.length,
				     (struct trailer){ .id = 2, .length = (uint32_t)text.length }, &signature,
				     &image), 1);
	assert_string_equal(signature.id, "PKCS#7");
	assert_string_equal(signature.hash, "sha256");
	assert_true(is(signature.signer, "Me", 2));
	assert_true(is(signature.key, "abc", 3));
	free((void *)image.bytes);
	image_close(&image);
	arena_free(&arena);
}

static void test_bad_trailers(void **state)
{
	static const struct trailer bad[] = {
		{ 2, 4, 1, 6, 5, 8 }, { 1, 9, 1, 6, 5, 8 }, { 1, 4, 3, 6, 5, 8 }, { 1, 4, 1, 6, 5, 0 },
		{ 1, 4, 1, 6, 5, 100 }, { 1, 4, 1, 6, 5, UINT32_MAX }, { 1, 4, 1, 6, 5, 1u << 31 },
		{ 1, 4, 1, 255, 255, 8 }, { 0, 0, 2, 0, 0, 8 },
	};
	struct signature signature;
	struct arena arena = { 0 };
	struct image image = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(read_signed(&arena, "SignerKEYIDsigbytes", 19, bad[i], &signature, &image), -EBADMSG);
	image_close(&image);
	arena_free(&arena);
}

static void test_unsigned(void **state)
{
	static const char *const files[] = { "\177ELF", "\177ELF" MARKER,
					     "\177ELF 0123456789012345678901234567890123456789" };
	struct signature signature;
	struct image image = { 0 };
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_int_equal(image_open_bytes(&image, files[i], strlen(files[i]), "test.ko", NULL, &err), 0);
		assert_int_equal(signature_read(&image, &signature, &err), 0);
		image_close(&image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_damaged_messages),
		cmocka_unit_test(test_hash_names),
		cmocka_unit_test(test_old_form),
		cmocka_unit_test(test_pkcs7_form),
		cmocka_unit_test(test_bad_trailers),
		cmocka_unit_test(test_unsigned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
