/* SPDX-License-Identifier: 0BSD */
/*
 * The words for errno values, glibc's, whatever the libc: people and scripts know them from other module tools.
 * (musl's differ for half of them; with a table of our own, musl's is not in the program.)
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
	row(ECHILD, "No child processes") \
	row(EAGAIN, "Resource temporarily unavailable") \
	row(ENOMEM, "Cannot allocate memory") \
	row(EACCES, "Permission denied") \
	row(EFAULT, "Bad address") \
	row(ENOTBLK, "Block device required") \
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
	row(ESPIPE, "Illegal seek") \
	row(EROFS, "Read-only file system") \
	row(EMLINK, "Too many links") \
	row(EPIPE, "Broken pipe") \
	row(EDOM, "Numerical argument out of domain") \
	row(ERANGE, "Numerical result out of range") \
	row(EDEADLK, "Resource deadlock avoided") \
	row(ENAMETOOLONG, "File name too long") \
	row(ENOLCK, "No locks available") \
	row(ENOSYS, "Function not implemented") \
	row(ENOTEMPTY, "Directory not empty") \
	row(ELOOP, "Too many levels of symbolic links") \
	row(ENOMSG, "No message of desired type") \
	row(EIDRM, "Identifier removed") \
	row(ECHRNG, "Channel number out of range") \
	row(EL2NSYNC, "Level 2 not synchronized") \
	row(EL3HLT, "Level 3 halted") \
	row(EL3RST, "Level 3 reset") \
	row(ELNRNG, "Link number out of range") \
	row(EUNATCH, "Protocol driver not attached") \
	row(ENOCSI, "No CSI structure available") \
	row(EL2HLT, "Level 2 halted") \
	row(EBADE, "Invalid exchange") \
	row(EBADR, "Invalid request descriptor") \
	row(EXFULL, "Exchange full") \
	row(ENOANO, "No anode") \
	row(EBADRQC, "Invalid request code") \
	row(EBADSLT, "Invalid slot") \
	row(EBFONT, "Bad font file format") \
	row(ENOSTR, "Device not a stream") \
	row(ENODATA, "No data available") \
	row(ETIME, "Timer expired") \
	row(ENOSR, "Out of streams resources") \
	row(ENONET, "Machine is not on the network") \
	row(ENOPKG, "Package not installed") \
	row(EREMOTE, "Object is remote") \
	row(ENOLINK, "Link has been severed") \
	row(EADV, "Advertise error") \
	row(ESRMNT, "Srmount error") \
	row(ECOMM, "Communication error on send") \
	row(EPROTO, "Protocol error") \
	row(EMULTIHOP, "Multihop attempted") \
	row(EDOTDOT, "RFS specific error") \
	row(EBADMSG, "Bad message") \
	row(EOVERFLOW, "Value too large for defined data type") \
	row(ENOTUNIQ, "Name not unique on network") \
	row(EBADFD, "File descriptor in bad state") \
	row(EREMCHG, "Remote address changed") \
	row(ELIBACC, "Can not access a needed shared library") \
	row(ELIBBAD, "Accessing a corrupted shared library") \
	row(ELIBSCN, ".lib section in a.out corrupted") \
	row(ELIBMAX, "Attempting to link in too many shared libraries") \
	row(ELIBEXEC, "Cannot exec a shared library directly") \
	row(EILSEQ, "Invalid or incomplete multibyte or wide character") \
	row(ERESTART, "Interrupted system call should be restarted") \
	row(ESTRPIPE, "Streams pipe error") \
	row(EUSERS, "Too many users") \
	row(ENOTSOCK, "Socket operation on non-socket") \
	row(EDESTADDRREQ, "Destination address required") \
	row(EMSGSIZE, "Message too long") \
	row(EPROTOTYPE, "Protocol wrong type for socket") \
	row(ENOPROTOOPT, "Protocol not available") \
	row(EPROTONOSUPPORT, "Protocol not supported") \
	row(ESOCKTNOSUPPORT, "Socket type not supported") \
	row(EOPNOTSUPP, "Operation not supported") \
	row(EPFNOSUPPORT, "Protocol family not supported") \
	row(EAFNOSUPPORT, "Address family not supported by protocol") \
	row(EADDRINUSE, "Address already in use") \
	row(EADDRNOTAVAIL, "Cannot assign requested address") \
	row(ENETDOWN, "Network is down") \
	row(ENETUNREACH, "Network is unreachable") \
	row(ENETRESET, "Network dropped connection on reset") \
	row(ECONNABORTED, "Software caused connection abort") \
	row(ECONNRESET, "Connection reset by peer") \
	row(ENOBUFS, "No buffer space available") \
	row(EISCONN, "Transport endpoint is already connected") \
	row(ENOTCONN, "Transport endpoint is not connected") \
	row(ESHUTDOWN, "Cannot send after transport endpoint shutdown") \
	row(ETOOMANYREFS, "Too many references: cannot splice") \
	row(ETIMEDOUT, "Connection timed out") \
	row(ECONNREFUSED, "Connection refused") \
	row(EHOSTDOWN, "Host is down") \
	row(EHOSTUNREACH, "No route to host") \
	row(EALREADY, "Operation already in progress") \
	row(EINPROGRESS, "Operation now in progress") \
	row(ESTALE, "Stale file handle") \
	row(EUCLEAN, "Structure needs cleaning") \
	row(ENOTNAM, "Not a XENIX named type file") \
	row(ENAVAIL, "No XENIX semaphores available") \
	row(EISNAM, "Is a named type file") \
	row(EREMOTEIO, "Remote I/O error") \
	row(EDQUOT, "Disk quota exceeded") \
	row(ENOMEDIUM, "No medium found") \
	row(EMEDIUMTYPE, "Wrong medium type") \
	row(ECANCELED, "Operation canceled") \
	row(ENOKEY, "Required key not available") \
	row(EKEYEXPIRED, "Key has expired") \
	row(EKEYREVOKED, "Key has been revoked") \
	row(EKEYREJECTED, "Key was rejected by service") \
	row(EOWNERDEAD, "Owner died") \
	row(ENOTRECOVERABLE, "State not recoverable") \
	row(ERFKILL, "Operation not possible due to RF-kill") \
	row(EHWPOISON, "Memory page has hardware error") \
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
