/* SPDX-License-Identifier: 0BSD */
/*
 * What a name that somebody asks for stands for. The sources are asked in this order, and the first one
 * that knows the name decides alone:
 *
 *	alias lines of the configuration	all that match
 *	modules.dep				a module of that very name
 *	modules.symbols				"symbol:NAME": the module that exports it
 *	install and remove lines		for exactly that name: it need not be a module
 *	modules.alias				all that match, in order of priority
 *	modules.builtin				a module that is part of the kernel
 *	aliases of such modules			all that match
 */
#ifndef PLAN_LOOKUP_H
#define PLAN_LOOKUP_H

#include "base/arena.h"
#include "base/map.h"
#include "config/config.h"
#include "index/moddb.h"

#include <stddef.h>

/* A module that a name stands for. It may turn out that there is no such module: an alias can lead anywhere. */
struct target {
	const char *name;	/* normal form */
	const char *alias;	/* what it was found by if that was not its name; NULL: its name, or a path */
	const char *path;	/* the file, where a path was asked for; NULL: modules.dep knows it */
};

struct target_list {
	struct target *at;
	size_t count, capacity;
};

struct lookup {
	struct arena *arena;
	const struct config *config;
	struct moddb *db;
	struct map answers;	/* normal name -> struct target_list: a name is looked up once, misses too */
};

void lookup_open(struct lookup *lookup, struct arena *arena, const struct config *config, struct moddb *db);

/*
 * All modules that `name` (any spelling) stands for, each once, in order; none if nobody knows it.
 * The list belongs to the lookup.
 */
const struct target_list *lookup_find(struct lookup *lookup, const char *name);

/*
 * The module in a file, as a list of one. The path is not looked at; a relative one is made absolute, for it
 * will be printed.
 */
const struct target_list *lookup_path(struct lookup *lookup, const char *path);

#endif
