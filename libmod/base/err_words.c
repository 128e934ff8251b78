/* SPDX-License-Identifier: 0BSD */
/*
 * The words for errno values, glibc's, whatever the libc: people and scripts know them from other module tools.
 * (musl's differ for half of them; with a table of our own, musl's is not in the program.) Here are those that files,
 * the kernel's loader and the init functions of its modules give; all 133 would be 2100 bytes more.
 */
#include "base/err.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define ERRNOS(row) \
	row(EPERM, "Operation not permitted") \
	row(ENOENT, "No such file or directory") \
	row(ESRCH, "No such process") \
	row(EINTR, "Interrupted system call") \
	row(EIO, "Input/output error") \
	row(ENXIO, "No such device or address") \
	row(E2BIG, "Argument list too long") \
	row(ENOEXEC, "Exec format error") \
	row(EBADF, "Bad file descriptor") \
	row(EAGAIN, "Resource temporarily unavailable") \
	row(ENOMEM, "Cannot allocate memory") \
	row(EACCES, "Permission denied") \
	row(EFAULT, "Bad address") \
	row(EBUSY, "Device or resource busy") \
	row(EEXIST, "File exists") \
	row(EXDEV, "Invalid cross-device link") \
	row(ENODEV, "No such device") \
	row(ENOTDIR, "Not a directory") \
	row(EISDIR, "Is a directory") \
	row(EINVAL, "Invalid argument") \
	row(ENFILE, "Too many open files in system") \
	row(EMFILE, "Too many open files") \
	row(ENOTTY, "Inappropriate ioctl for device") \
	row(ETXTBSY, "Text file busy") \
	row(EFBIG, "File too large") \
	row(ENOSPC, "No space left on device") \
	row(EROFS, "Read-only file system") \
	row(EPIPE, "Broken pipe") \
	row(ERANGE, "Numerical result out of range") \
	row(EDEADLK, "Resource deadlock avoided") \
	row(ENAMETOOLONG, "File name too long") \
	row(ENOSYS, "Function not implemented") \
	row(ENOTEMPTY, "Directory not empty") \
	row(ELOOP, "Too many levels of symbolic links") \
	row(ENODATA, "No data available") \
	row(ENOPKG, "Package not installed") \
	row(EPROTO, "Protocol error") \
	row(EBADMSG, "Bad message") \
	row(EOVERFLOW, "Value too large for defined data type") \
	row(ELIBBAD, "Accessing a corrupted shared library") \
	row(EILSEQ, "Invalid or incomplete multibyte or wide character") \
	row(EPROTONOSUPPORT, "Protocol not supported") \
	row(EOPNOTSUPP, "Operation not supported") \
	row(EAFNOSUPPORT, "Address family not supported by protocol") \
	row(EADDRINUSE, "Address already in use") \
	row(ENOBUFS, "No buffer space available") \
	row(ETIMEDOUT, "Connection timed out") \
	row(EALREADY, "Operation already in progress") \
	row(EINPROGRESS, "Operation now in progress") \
	row(ESTALE, "Stale file handle") \
	row(EUCLEAN, "Structure needs cleaning") \
	row(EREMOTEIO, "Remote I/O error") \
	row(EDQUOT, "Disk quota exceeded") \
	row(ECANCELED, "Operation canceled") \
	row(ENOKEY, "Required key not available") \
	row(EKEYEXPIRED, "Key has expired") \
	row(EKEYREVOKED, "Key has been revoked") \
	row(EKEYREJECTED, "Key was rejected by service") \
	row(ERFKILL, "Operation not possible due to RF-kill") \
	row(517, "Unknown error 517") /* EPROBE_DEFER and ENOTSUPP are the kernel's own, but an init of a */ \
	row(524, "Unknown error 524") /* module may return them: glibc shows the number */

#define CODE(code, words) code,
static const unsigned short codes[] = { ERRNOS(CODE) };
#undef CODE

/* one after the other, each with its NUL, in the order of the codes: no pointers */
#define WORDS(code, words) words "\0"
static const char all_words[] = ERRNOS(WORDS);
#undef WORDS

const char *err_words(int code)
{
	const char *words = all_words;

	if (!code)
		return "Success";
	if (code < 0)
		code = -code;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (codes[i] == code)
			return words;
		words += strlen(words) + 1;
	}
	return "Unknown error";
}
