/* SPDX-License-Identifier: 0BSD */
/* Names of error numbers: those that a module system call or a module's init may return. */
#include "errnos.h"

#include <ctype.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW(name) { name, #name }

static const struct {
	int number;
	const char *name;
} rows[] = {
	ROW(EACCES), ROW(EAGAIN), ROW(EBADF), ROW(EBADMSG), ROW(EBUSY), ROW(EEXIST), ROW(EFAULT), ROW(EFBIG),
	ROW(EINTR), ROW(EINVAL), ROW(EIO), ROW(EISDIR), ROW(EKEYEXPIRED), ROW(EKEYREJECTED), ROW(EKEYREVOKED),
	ROW(ELIBBAD), ROW(ENAMETOOLONG), ROW(ENODATA), ROW(ENODEV), ROW(ENOENT), ROW(ENOEXEC), ROW(ENOKEY),
	ROW(ENOMEM), ROW(ENOPKG), ROW(ENOSPC), ROW(ENOSYS), ROW(EOPNOTSUPP), ROW(ENXIO), ROW(EPERM), ROW(EPROTO),
	ROW(ERANGE), ROW(EROFS), ROW(ESRCH), ROW(ETIMEDOUT), ROW(ETXTBSY),
};

enum { ROW_COUNT = sizeof rows / sizeof *rows };

const char *errno_name(int number)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i].number == number)
			return rows[i].name;
	}
	fprintf(stderr, "fake kernel: error number %d has no name in errnos.c\n", number);
	abort();
}

int errno_value(const char *name)
{
	name += *name == '-';
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (!strcmp(rows[i].name, name))
			return rows[i].number;
	}
	if (isdigit((unsigned char)*name))
		return atoi(name);
	fprintf(stderr, "fake kernel: unknown error '%s'\n", name);
	abort();
}
