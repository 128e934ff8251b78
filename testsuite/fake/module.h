/* SPDX-License-Identifier: 0BSD */
/*
 * A module file as the fake kernel sees it. Written apart from libmod's own reader on purpose: what the two
 * think about a file may differ only by a mistake.
 */
#ifndef FAKE_MODULE_H
#define FAKE_MODULE_H

#include "pool.h"

#include <stdbool.h>
#include <stdint.h>

struct symbol {
	char *name;
	uint32_t crc;
	bool has_crc, weak;
};

struct symbols {
	struct symbol *at;
	size_t count;
};

struct names {
	char **at;
	size_t count;
};

struct module_file {
	struct pool pool;	/* owns all that follows; pool_free gives it back */
	char *name;
	struct names info;	/* the .modinfo strings */
	struct symbols exports, needs;
	bool has_exit, has_versions, is_signed;
	char *signature;	/* its bytes as text: the signer's name can be found in it */
	size_t signature_size;
	unsigned machine, bits;
	bool is_big;
};

/* Returns 0, or -ENOEXEC for what a kernel would not take as a module. Only sections that it would load count. */
int module_parse(struct module_file *module, const unsigned char *image, size_t size);

/* The value of the first .modinfo string with this key, or NULL. */
const char *module_info(const struct module_file *module, const char *key);

#endif
