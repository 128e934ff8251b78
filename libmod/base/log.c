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
#include <sys/un.h>
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
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) || file_write(fd, line, length)) {
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

static void log_line(enum log_level level, const char *word, const char *format, va_list list)
{
	char text[LINE_SIZE], line[LINE_SIZE + 16];
	size_t length, head_length;

	if (level > log_state.level)
		return;
	length = fmt(text, sizeof text, "%s: %s", log_state.program, word);
	fmt_list(text + length, sizeof text - length, format, list);
	head_length = length = fmt(line, sizeof line, "<%d>", FACILITY_DAEMON | (int)level);
	length += escape(line + length, sizeof line - length - 1, text);
	line[length++] = '\n';
	if (log_state.to_syslog)
		syslog_send(line, head_length, length);
	else
		file_write(STDERR_FILENO, line + head_length, length - head_length);
}

#define LOG_FUNCTION(name, level, word)				\
	void name(const char *format, ...)			\
	{							\
		va_list list;					\
								\
		va_start(list, format);				\
		log_line(level, word, format, list);		\
		va_end(list);					\
	}

LOG_FUNCTION(log_fatal, LOG_LEVEL_FATAL, "FATAL: ")
LOG_FUNCTION(log_error, LOG_LEVEL_ERROR, "ERROR: ")
LOG_FUNCTION(log_warn, LOG_LEVEL_WARNING, "WARNING: ")
LOG_FUNCTION(log_notice, LOG_LEVEL_NOTICE, "NOTICE: ")
LOG_FUNCTION(log_info, LOG_LEVEL_INFO, "INFO: ")
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG, "DEBUG: ")
LOG_FUNCTION(log_plain, LOG_LEVEL_ERROR, "")
