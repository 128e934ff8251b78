/* SPDX-License-Identifier: 0BSD */
/* Messages to people: one line on stderr or to the system log, "PROGRAM: LEVEL: text" as kmod prints it. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* The numbers are syslog's priorities (RFC 5424, 6.2.1); kmod names them FATAL to DEBUG. */
enum log_level {
	LOG_LEVEL_NONE = 0,	/* for log_set_level only */
	LOG_LEVEL_FATAL = 2,
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_NOTICE = 5,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7,
};

/* Names the program in front of every line; `program` must stay valid. To be called first. */
void log_open(const char *program);

/* Messages less important than `level` are dropped. At the start: LOG_LEVEL_WARNING. */
void log_set_level(enum log_level level);
enum log_level log_level(void);

/* From now on to the system log (/dev/log, facility daemon) instead of stderr, or back. */
void log_set_syslog(bool to_syslog);

/*
 * One message, a line of its own whatever its bytes: control bytes are shown as \xNN.
 * log_fatal only prints; the caller ends the program. log_plain is a line without a level word, "PROGRAM: text", at the
 * importance of an error.
 *
 * The level is the first byte of the format, as with the kernel's printk; without one it is an error's. (A function for
 * each level would be 80 bytes more.)
 */
#define log_plain(...) log_print("\1" __VA_ARGS__)
#define log_fatal(...) log_print("\2" __VA_ARGS__)
#define log_error(...) log_print(__VA_ARGS__)
#define log_warn(...) log_print("\4" __VA_ARGS__)
#define log_notice(...) log_print("\5" __VA_ARGS__)
#define log_info(...) log_print("\6" __VA_ARGS__)
#define log_debug(...) log_print("\7" __VA_ARGS__)

void log_print(const char *format, ...) __attribute__((format(__printf__, 1, 2)));

#endif
