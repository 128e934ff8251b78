/* SPDX-License-Identifier: 0BSD */
/*
 * What one run of depmod knows of a module tree. The way of the data:
 *
 *	conf       depmod.d: which folders come first                        -> struct conf
 *	walk       the tree: one file for each module name                   -> tree.modules: path, name
 *	order      modules.order, then by path: the place of each module
 *	read       each file: what it exports, needs and says about itself   -> module.facts
 *	kernel     Module.symvers or System.map: what the kernel exports     -> tree.kernel
 *	resolve    who needs whom, and in which order they must be loaded    -> module.deps, module.rank
 *	outputs    one row for each file that depmod writes                  -> bytes
 *	publish    all files appear, or none does
 */
#ifndef DEPMOD_TREE_H
#define DEPMOD_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "depmod/symbol_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* In facts.needs, beside the number of the symbol: needed only if somebody exports it. */
#define NEED_WEAK 0x80000000u
#define NEED_SYMBOL 0x7fffffffu

/* Numbers of symbols, each once. */
struct number_list {
	uint32_t *at;
	uint32_t count;
	uint32_t *crcs;		/* of each; NULL unless asked for */
};

/* What a module file says. Symbols are numbers in tree.symbols. */
struct facts {
	struct number_list exports;
	struct number_list needs;	/* in the order of the file */

	/* Strings, each one kind and then text and NUL: "apci:v*", "spre: b", "wc" (enum info_kind) */
	const char *infos;
	size_t infos_size;
};

enum info_kind {
	INFO_ALIAS = 'a',
	INFO_SOFTDEP = 's',
	INFO_WEAKDEP = 'w',
};

/* The next string of one kind; start with `*at` NULL. Returns its text, or NULL at the end. */
const char *facts_info(const struct facts *facts, enum info_kind kind, const char **at);

/* The file at one moment. All zero: there is none. */
struct file_stamp {
	uint64_t id;		/* a digest of size, inode and times: any change of the file changes it */
	int64_t time;		/* the last of its times; nanoseconds since 1970 */
};

struct known;

/* What is asked for often stands first: its addresses are short. */
struct module {
	const char *path;	/* as it is opened */
	const char *shown;	/* as modules.dep names it: below the tree's folder, or `path` if it is external */
	const char *name;	/* '-' as '_' */
	uint32_t place;		/* line of modules.order, UINT32_MAX if it has none */
	bool is_external;
	bool is_packed;		/* the problem: by a compression that this program was built without */
	unsigned reader;	/* who read it (read_tree.c); 0: nobody yet */
	int code;		/* of the problem: errno */
	const char *problem;	/* why the file could not be used, with its path; NULL: all is well */
	const char *remark;	/* what of it was left out; may be NULL */
	struct module *second;	/* the file of this name that is taken if this one has a problem; NULL: none */
	struct module *failed;	/* the one that it was taken for */

	const uint32_t *deps;	/* direct ones: places in tree.modules, in the order in which they are needed */
	uint32_t dep_count;
	uint32_t rank;		/* in the order where everybody comes before those he needs */

	const struct known *known;	/* what a cache says about it; may be NULL (cache.h) */
	struct file_stamp stamp;	/* filled if asked for */
	struct facts facts;
};

/* A folder that modules were looked for in. */
struct visit {
	const char *path;
	size_t cut;		/* this many bytes of paths below it are the tree's own; 0 in an external folder */
	struct file_stamp stamp;	/* folder_stamp, from before the look; filled if asked for */
};

/* A symbol that the kernel itself exports. */
struct kernel_symbol {
	uint32_t number;	/* in tree.symbols */
	uint32_t crc;		/* 0 if it is not known */
};

/* In tree.owners, beside a place in tree.modules: nobody exports the symbol, or the kernel itself does. */
#define OWNER_NONE UINT32_MAX
#define OWNER_KERNEL (UINT32_MAX - 1)

/* The size of the board, and of each worker's memory: addresses, not bytes. All that Debian's modules say has 7 MB. */
enum { SHARED_SIZE = 64 << 20 };

struct tree {
	struct arena *arena;
	const char *dir;	/* ".../lib/modules/VERSION" */

	struct module **modules;	/* after `order`: by priority, the first has the highest */
	size_t count, capacity;
	uint32_t *owners;	/* one for each symbol: who exports it */
	uint32_t *by_rank;	/* places in `modules` in the order of module.rank */

	struct visit *visits;	/* all folders, those to be looked into last */
	size_t visit_count, visit_capacity;
	bool is_odd;		/* has links, or two files of a name: stamps do not tell whether all is as it was */
	unsigned shared_count;

	struct kernel_symbol *kernel_symbols;
	size_t kernel_count, kernel_capacity;

	struct symbol_names symbols;
	/* Of arena_share: for what is between this process and its workers, and for what each worker finds */
	struct arena *shared, board;
};

/* Index files hold 7-bit keys, text files lines: whether a text has nothing else. */
bool is_tellable(struct str text);

/* Looks at a file, links followed. */
struct file_stamp file_stamp(const char *path);
struct file_stamp file_stamp_of(const struct stat *status);
int64_t nanoseconds(const struct timespec *time);

/* The time that a file would be stamped with now, nanoseconds since 1970; 0 if it cannot be told. */
int64_t file_time(void);

/*
 * Reads a file that the kernel's build left in the tree. One that is missing is empty, with out->at NULL, and a warning
 * if `verbose`. Returns 0 or -errno.
 */
int list_read(const struct tree *tree, const char *name, bool verbose, struct arena *arena, struct str *out,
	      struct err *err);

/*
 * Makes memory for so many workers, where there is none yet: tree->board and tree->shared. Returns how many may be
 * started.
 */
unsigned tree_share(struct tree *tree, unsigned workers);

/* Gives back what does not lie in tree->arena. */
void tree_close(struct tree *tree);

#endif
