/* SPDX-License-Identifier: 0BSD */
/* What modinfo shows of a PKCS#7 message that signs something (RFC 5652, SignedData); nothing is verified. */
#ifndef MODULE_PKCS7_H
#define MODULE_PKCS7_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>

/* Of the first signer. Raw bytes, borrowed from the message. */
struct pkcs7 {
	struct str signer;	/* the issuer's common name, else the last part of its name; may be empty */
	struct str key;		/* serial number without leading zeros, or the subject key identifier */
	struct str hash;	/* object identifier, as encoded */
	struct str signature;
};

/* Returns false for anything that is not a well-formed message with a signer. */
bool pkcs7_read(struct str message, struct pkcs7 *out);

/*
 * The name of a hash as OpenSSL calls it ("sha256"), for an unknown one its numbers ("1.2.643.7.1.1.2.2"),
 * "unknown" if they make no sense. Owned by the arena or static.
 */
const char *pkcs7_hash_name(struct str hash, struct arena *arena);

#endif
