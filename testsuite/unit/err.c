/* SPDX-License-Identifier: 0BSD */
/* Errors: codes, texts, wrapping, and glibc's words for every errno whatever the libc. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void test_words_are_glibcs(void **state)
{
	static const int known[] = { EPERM, ENOENT, EIO, ENXIO, ENOEXEC, EAGAIN, ENOMEM, EACCES, EFAULT, EBUSY, EEXIST, ENODEV,
				     EINVAL, ETXTBSY, EFBIG, ENOSPC, EROFS, EPIPE, ERANGE, ELOOP, ENOSYS, ENOPKG, EBADMSG,
				     ELIBBAD, EOPNOTSUPP, ETIMEDOUT, ENOKEY, EKEYREJECTED, ENOTEMPTY, ENAMETOOLONG };

	(void)state;
	for (int code = 0; code < 134; code++) {
		if (strcmp(err_words(code), "Unknown error"))
			assert_string_equal(err_words(code), strerror(code));
		assert_ptr_equal(err_words(-code), err_words(code));
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_string_equal(err_words(known[i]), strerror(known[i]));
	assert_string_equal(err_words(524), "Unknown error 524");
}

static void test_set_and_wrap(void **state)
{
	struct err err;

	(void)state;
	assert_int_equal(err_set(&err, ENOENT, "no '%s'", "x"), -ENOENT);
	assert_int_equal(err.code, ENOENT);
	assert_string_equal(err.text, "no 'x'");
	assert_int_equal(err_wrap(&err, "could not %s", "y"), -ENOENT);
	assert_string_equal(err.text, "could not y: no 'x'");
	assert_int_equal(err_set(NULL, EIO, "nobody listens"), -EIO);
}

static void test_sys_has_the_words(void **state)
{
	struct err err;

	(void)state;
	errno = EBUSY;
	assert_int_equal(err_sys(&err, "could not stop"), -EBUSY);
	assert_string_equal(err.text, "could not stop: Device or resource busy");
	errno = EACCES;
	assert_int_equal(err_sys(NULL, "nobody listens"), -EACCES);
}

/* The cause of a failure stands at the end of its text, behind paths of any length. */
static void test_long_texts_keep_their_ends(void **state)
{
	char path[4096];
	struct err err;

	(void)state;
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	errno = EIO;
	assert_int_equal(err_sys(&err, "could not open '%s'", path), -EIO);
	assert_int_equal(strlen(err.text), sizeof err.text - 1);
	assert_non_null(strstr(err.text, "could not open 'xxx"));
	assert_non_null(strstr(err.text, "xxx...xxx"));
	assert_non_null(strstr(err.text, "xxx': Input/output error"));
	err_set(&err, EINVAL, "damaged");
	err_wrap(&err, "could not unpack '%s'", path);
	assert_non_null(strstr(err.text, "xxx': damaged"));
	err_set(&err, ENOEXEC, "'%s' is not an ELF file", path);
	assert_non_null(strstr(err.text, "xxx' is not an ELF file"));
}

static void test_long_texts_are_cut(void **state)
{
	char text[600];
	struct err err;

	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (size_t cut = 0; cut < 100; cut++) {
		err_set(&err, EIO, "%s", text + 300 + cut);
		err_wrap(&err, "%s", text + 500);
		assert_true(strlen(err.text) < sizeof err.text);
		errno = EIO;
		err_sys(&err, "%s", text + 300 + cut);
		assert_true(strlen(err.text) < sizeof err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words_are_glibcs),
		cmocka_unit_test(test_set_and_wrap),
		cmocka_unit_test(test_sys_has_the_words),
		cmocka_unit_test(test_long_texts_are_cut),
		cmocka_unit_test(test_long_texts_keep_their_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
