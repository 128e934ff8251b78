/* SPDX-License-Identifier: 0BSD */
/* The modules of a fake Linux 2.4, in ROOT/.kernel/state24, and how /proc/modules shows them. See state.h. */
#ifndef FAKE_STATE24_H
#define FAKE_STATE24_H

#include "model24.h"
#include "state.h"

#include <stdint.h>

/* struct module's flags (linux/module.h of 2.4) */
enum { RUNNING = 1, DELETED = 2, AUTOCLEAN = 4, USED_ONCE = 16 };

struct value24 {
	char *name;
	uint64_t value;
};

struct values24 {
	struct value24 *at;
	size_t count;
};

struct module24 {
	char *name;
	uint64_t address, size, flags, cleanup;
	long uses;
	struct names uses_modules;
	struct values24 symbols;
};

struct modules24 {
	struct module24 **at;	/* oldest first */
	size_t count;
};

struct kernel24 {
	struct kernel_state state;	/* settings, rules, the lock */
	unsigned word;
	bool executes;
	uint64_t next;			/* the address of the next module */
	struct modules24 modules;
	struct values24 symbols;	/* the kernel's */
};

/* Locks and reads it; as state_open. */
void state24_open(struct kernel24 *kernel, const struct caller24 *caller);

/* Writes it back, shows it in /proc/modules, unlocks it and frees all. */
void state24_close(struct kernel24 *kernel);

/* The -errno that a rule has for this step, or 0. */
int state24_scripted(struct kernel24 *kernel, const char *step, const char *module);

struct module24 *state24_find(const struct kernel24 *kernel, const char *name);
struct module24 *state24_at(const struct kernel24 *kernel, uint64_t address);

/* Whether another module refers to this one. */
bool state24_is_needed(const struct kernel24 *kernel, const struct module24 *module);

struct module24 *state24_add(struct kernel24 *kernel, const char *name, uint64_t size);
void state24_remove(struct kernel24 *kernel, const struct module24 *module);

#endif
