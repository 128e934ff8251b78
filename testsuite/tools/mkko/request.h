/* SPDX-License-Identifier: 0BSD */
/* What mkko was asked for: its command line as a struct. */
#ifndef MKKO_REQUEST_H
#define MKKO_REQUEST_H

#include "bytes.h"

#include <stdbool.h>
#include <stdint.h>

struct symbol {
	const char *name;
	enum { LOCAL, EXPORT, NEED, WEAK, VERSION } kind;
	bool has_crc;
	uint32_t crc;
};

struct request {
	const char *name, *output;
	unsigned bits, machine, type;
	bool is_big, no_exit;
	struct symbol *symbols;
	size_t symbol_count;
	enum { CRC_SECTION, CRC_ABSOLUTE, CRC_NONE } crc;
	enum { VERSIONS_TABLE = 1, VERSIONS_EXTENDED = 2, VERSIONS_BOTH = 3 } versions;
	const char *build_id, *signer, *hash, *serial, *cut;
	unsigned long pad;
	struct bytes modinfo, append;
	const char **sections, **pokes;
	size_t section_count, poke_count;
};

extern struct request want;

/* The whole file but for signature and damage. */
void put_module(struct bytes *out);

#endif
