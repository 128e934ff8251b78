/* SPDX-License-Identifier: 0BSD */
/* Messages to people. Holds the one mutable global of the program: how it logs. */
#include "base/log.h"

#include "base/files.h"
#include "base/fmt.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct log {
	const char *program;
	enum log_level level;
	bool to_syslog;
} log_state = { .program = "kmodbox", .level = LOG_LEVEL_WARNING };

/* a message is cut here: long enough for two paths */
enum { LINE_SIZE = 8704, FACILITY_DAEMON = 3 << 3 };

void log_open(const char *program)
{
	log_state.program = program;
}

void log_set_level(enum log_level level)
{
	log_state.level = level;
}

enum log_level log_level(void)
{
	return log_state.level;
}

void log_set_syslog(bool to_syslog)
{
	log_state.to_syslog = to_syslog;
}

/*
 * To the daemon of the system log, which adds the time, or where there is none to the console. (musl's syslog() would
 * bring printf and strftime.) `head_length` bytes at the beginning are for the daemon alone.
 */
static void syslog_send(const char *line, size_t head_length, size_t length)
{
	static const struct {
		sa_family_t family;
		char path[sizeof "/dev/log"];
	} address = { AF_UNIX, "/dev/log" };	/* a struct sockaddr_un without its 99 bytes of nothing */
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) || file_write(fd, line, length)) {
		close(fd);
		fd = open("/dev/console", O_WRONLY | O_NOCTTY);
		file_write(fd, line + head_length, length - head_length);
	}
	close(fd);
}

/* Copies at most `room` bytes of `text`, control bytes as \xNN; returns the length written. */
static size_t escape(char *out, size_t room, const char *text)
{
	size_t length = 0;

	for (; *text; text++) {
		unsigned char byte = (unsigned char)*text;
		bool control = byte < 0x20 || byte == 0x7f;

		if (length + (control ? 4 : 1) > room)
			break;
		if (control)
			length += fmt(out + length, 5, "\\x%02x", byte);
		else
			out[length++] = (char)byte;
	}
	return length;
}

/* What stands in front of a message, by the first byte of its format. */
static const char words[][10] = { "", "", "FATAL: ", "ERROR: ", "WARNING: ", "NOTICE: ", "INFO: ", "DEBUG: " };

static void log_line(unsigned level, const char *word, const char *format, va_list list)
{
	char text[LINE_SIZE], line[LINE_SIZE + 16];
	size_t length, head_length;

	length = fmt(text, sizeof text, "%s: %s", log_state.program, word);
	fmt_list(text + length, sizeof text - length, format, list);
	head_length = length = fmt(line, sizeof line, "<%d>", FACILITY_DAEMON | level);
	length += escape(line + length, sizeof line - length - 1, text);
	line[length++] = '\n';
	if (log_state.to_syslog)
		syslog_send(line, head_length, length);
	else
		file_write(STDERR_FILENO, line + head_length, length - head_length);
}

void log_print(const char *format, ...)
{
	unsigned level = LOG_LEVEL_ERROR;
	const char *word;
	va_list list;

	if ((unsigned char)*format < sizeof words / sizeof *words)
		level = (unsigned char)*format++;
	word = words[level];
	if (level < LOG_LEVEL_FATAL)	/* log_plain */
		level = LOG_LEVEL_ERROR;
	if (level > log_state.level)
		return;
	va_start(list, format);
	log_line(level, word, format, list);
	va_end(list);
}
