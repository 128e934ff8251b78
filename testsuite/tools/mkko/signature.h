/* SPDX-License-Identifier: 0BSD */
/* A module's signature, made up. */
#ifndef MKKO_SIGNATURE_H
#define MKKO_SIGNATURE_H

#include "bytes.h"

/* Appends the message and the trailer. `hash` is a name ("sha256"), `serial` hexadecimal digits. */
void put_signature(struct bytes *out, const char *signer, const char *hash, const char *serial);

#endif
