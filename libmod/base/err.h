/* SPDX-License-Identifier: 0BSD */
/* Why something failed: set where it failed, wrapped where more is known, printed once. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

struct err {
	int code;		/* errno value, positive; 0: nothing failed */
	bool is_kernels;	/* the kernel's own answer: the text is only the words of the code (kernel_answer) */
	const char *cause;	/* for err_cause, below; NULL: whoever reports it finds out (libmod/cause/cause.h) */
	char text[256];		/* one line, no full stop; of too long a text the middle is left out */
};

/* Says what failed. Returns -code, so that `return err_set(...)` reads well. `err` may be NULL. */
int err_set(struct err *err, int code, const char *format, ...) __attribute__((format(__printf__, 3, 4)));

/* The same for a system call that just failed: code is errno, its words go behind the text. */
int err_sys(struct err *err, const char *format, ...) __attribute__((format(__printf__, 2, 3)));

/* Puts "text: " before what is there already; `err` is not NULL here. Returns -code. */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(__printf__, 2, 3)));

/*
 * After err_set: the one-word code of its cause, a word of the table in libmod/cause/cause.h; the text is its words.
 *	return err_cause(err, "symbol", err_set(err, ENOENT, "unknown symbol '%s'", name));
 * Returns `rc`. err_set and err_sys forget the word, err_wrap keeps it.
 */
int err_cause(struct err *err, const char *cause, int rc);

/* The words for an errno value, those of glibc ("Device or resource busy"). `code` may be negative. */
const char *err_words(int code);

#endif
