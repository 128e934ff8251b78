/* SPDX-License-Identifier: 0BSD */
/* Why something failed: set where it failed, wrapped where more is known, printed once. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct err {
	int code;	/* errno value, positive; 0: nothing failed */
	char text[256];	/* one line, no full stop; of too long a text the middle is left out */
};

/* Says what failed. Returns -code, so that `return err_set(...)` reads well. `err` may be NULL. */
int err_set(struct err *err, int code, const char *format, ...) __attribute__((format(__printf__, 3, 4)));

/* The same for a system call that just failed: code is errno, its words go behind the text. */
int err_sys(struct err *err, const char *format, ...) __attribute__((format(__printf__, 2, 3)));

/* Puts "text: " before what is there already; `err` is not NULL here. Returns -code. */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(__printf__, 2, 3)));

/* The words for an errno value, those of glibc ("Device or resource busy"). `code` may be negative. */
const char *err_words(int code);

#endif
