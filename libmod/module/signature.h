/* SPDX-License-Identifier: 0BSD */
/*
 * The signature behind a module's ELF bytes (linux/module_signature.h):
 *
 *	ELF file | signer, key id (old form) | signature | trailer of 12 bytes | "~Module signature appended~\n"
 *
 * The signature is a PKCS#7 message (module/pkcs7.h) since Linux 4.3.
 */
#ifndef MODULE_SIGNATURE_H
#define MODULE_SIGNATURE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "file/image.h"

struct signature {
	const char *id;		/* "PGP", "X509", "PKCS#7" */
	const char *hash;	/* "sha256", ...; "unknown" */
	struct str signer;	/* the issuer's common name, not NUL-terminated; may be empty */
	struct str key;		/* serial number or key id, raw bytes; may be empty */
	struct str bytes;	/* the signature proper, raw bytes */
};

/*
 * Returns 1 with `*out` filled (all owned by the image or its arena), 0 if the module is not signed,
 * -EBADMSG with err set if a signature is announced but its parts do not fit the file or each other,
 * or what image_piece returns.
 */
int signature_read(struct image *image, struct signature *out, struct err *err);

/*
 * Spoils the mark at the end of an edited copy: its signature holds no more, and the kernel shall see an unsigned
 * module, which it may take, and not a forged one. Nothing happens if there is no mark.
 */
void signature_spoil(unsigned char *bytes, size_t size);

#endif
