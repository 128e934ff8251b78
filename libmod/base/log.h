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
 * log_fatal only prints; the caller ends the program.
 */
void log_fatal(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void log_notice(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(__printf__, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(__printf__, 1, 2)));

/* A line without a level word: "PROGRAM: text", at the importance of an error. */
void log_plain(const char *format, ...) __attribute__((format(__printf__, 1, 2)));

#endif
