/* SPDX-License-Identifier: 0BSD */
/* What is printed: results through buf and out, messages through log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/out.h"
#include "unit/fixture.h"

#include <fcntl.h>

static void test_buffer_grows(void **state)
{
	struct buf buf = { 0 };

	(void)state;
	assert_string_equal(buf_text(&buf), "");
	for (int i = 0; i < 1000; i++) {
		buf_put(&buf, "ab", 2);
		buf_char(&buf, 'c');
		buf_string(&buf, "de");
		buf_format(&buf, "%s%03d", "f", i);
	}
	buf_put(&buf, NULL, 0);
	assert_int_equal(buf.length, 9000);
	assert_memory_equal(buf_text(&buf) + 9 * 999, "abcdef999", 10);
	buf_free(&buf);
	assert_null(buf.at);
	buf_format(&buf, "%s", "again");
	assert_string_equal(buf_text(&buf), "again");
	buf_free(&buf);
}

static void test_output_is_complete(void **state)
{
	struct fixture fixture;
	struct out out = { 0 };
	char line[64];
	struct stat status;

	(void)state;
	fixture_open(&fixture);
	out.fd = open(fixture_path(&fixture, "out"), O_RDWR | O_CREAT, 0600);
	for (int i = 0; i < 50000; i++)
		out_format(&out, "%07d\n", i);
	assert_int_equal(out_flush(&out), 0);
	assert_int_equal(fstat(out.fd, &status), 0);
	assert_int_equal(status.st_size, 400000);
	assert_int_equal(pread(out.fd, line, 8, 8 * 49999), 8);
	assert_memory_equal(line, "0049999\n", 8);
	close(out.fd);
	buf_free(&out.buf);
	fixture_close(&fixture);
}

static void test_first_failure_is_kept(void **state)
{
	struct out out = { .fd = open("/dev/full", O_WRONLY) };

	(void)state;
	assert_int_equal(out_flush(&out), 0);
	out_string(&out, "lost");
	assert_int_equal(out_flush(&out), -ENOSPC);
	assert_int_equal(out_flush(&out), -ENOSPC);
	out_put(&out, "x", 1);
	assert_int_equal(out_flush(&out), -ENOSPC);
	close(out.fd);
	buf_free(&out.buf);
}

static int saved_stderr, pipe_end;

static void capture_start(void)
{
	int pipe_ends[2];

	saved_stderr = dup(STDERR_FILENO);
	if (pipe(pipe_ends))
		abort();
	dup2(pipe_ends[1], STDERR_FILENO);
	close(pipe_ends[1]);
	pipe_end = pipe_ends[0];
}

static char *captured(void)
{
	static char line[20000];
	ssize_t length;

	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);
	length = read(pipe_end, line, sizeof line - 1);
	close(pipe_end);
	line[length > 0 ? length : 0] = '\0';
	return line;
}

/* Standard error of one message; log_warn and the others are no functions. */
#define LOGGED(print, text) (capture_start(), print("%s", text), captured())

static void test_message_form(void **state)
{
	(void)state;
	log_open("tool");
	assert_string_equal(LOGGED(log_fatal, "x"), "tool: FATAL: x\n");
	assert_string_equal(LOGGED(log_error, "x"), "tool: ERROR: x\n");
	assert_string_equal(LOGGED(log_warn, "x"), "tool: WARNING: x\n");
	assert_string_equal(LOGGED(log_plain, "x"), "tool: x\n");
	assert_string_equal(LOGGED(log_notice, "x"), "");
	assert_string_equal(LOGGED(log_info, "x"), "");
	log_set_level(LOG_LEVEL_DEBUG);
	assert_string_equal(LOGGED(log_notice, "x"), "tool: NOTICE: x\n");
	assert_string_equal(LOGGED(log_info, "x"), "tool: INFO: x\n");
	assert_string_equal(LOGGED(log_debug, "x"), "tool: DEBUG: x\n");
	log_set_level(LOG_LEVEL_NONE);
	assert_string_equal(LOGGED(log_fatal, "x"), "");
	log_set_level(LOG_LEVEL_WARNING);
}

static void test_a_message_is_one_line(void **state)
{
	char *text = malloc(100000);

	(void)state;
	log_open("tool");
	assert_string_equal(LOGGED(log_error, "a\nb\033[31m\tc\177"),
			    "tool: ERROR: a\\x0ab\\x1b[31m\\x09c\\x7f\n");
	for (int byte = 1; byte < 33; byte += 31) {
		char *line;

		memset(text, byte, 99999);
		text[99999] = '\0';
		line = LOGGED(log_error, text);
		assert_true(strlen(line) < 10000);
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	}
	free(text);
}

static void test_long_program_names(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	log_open(name);
	assert_non_null(strstr(LOGGED(log_error, "x"), "n: ERROR: x\n"));
	log_open("tool");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_buffer_grows),
		cmocka_unit_test(test_output_is_complete),
		cmocka_unit_test(test_first_failure_is_kept),
		cmocka_unit_test(test_message_form),
		cmocka_unit_test(test_a_message_is_one_line),
		cmocka_unit_test(test_long_program_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
