/* SPDX-License-Identifier: 0BSD */
/*
 * Shows the fake kernel's modules as a kernel does, in the fixture's proc/modules and sys/module. Each file and
 * folder appears whole, by a rename: other processes may be reading.
 */
#include "state.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every module has the same size: traces and lists do not change when mkko does. */
enum { MODULE_SIZE = 16384 };

static void check(int failed, const char *path)
{
	if (!failed)
		return;
	fprintf(stderr, "fake kernel: cannot write '%s': %s\n", path, strerror(errno));
	abort();
}

/* Writes a file if it does not say this already. */
static void write_file(struct pool *pool, const char *root, const char *path, const char *text)
{
	char *old = pool_alloc(pool, strlen(text) + 2);
	FILE *file = fopen(path, "r");
	if (file) {
		size_t length = fread(old, 1, strlen(text) + 1, file);
		fclose(file);
		if (length == strlen(text) && !memcmp(old, text, length))
			return;
	}
	const char *temporary = pool_format(pool, "%s/.kernel/new", root);
	file = fopen(temporary, "w");
	check(!file || fputs(text, file) < 0, temporary);
	check(fclose(file) || rename(temporary, path), path);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *position)
{
	(void)status, (void)type, (void)position;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *phase_word(const struct loaded *module, bool in_sys)
{
	static const char *const words[][2] = { { "Loading", "coming" }, { "Live", "live" }, { "Unloading", "going" } };
	return words[module->phase][in_sys];
}

/* The modules that use it, the newest first, each followed by a comma. */
static const char *users(const struct kernel_state *kernel, struct pool *pool, const struct loaded *module)
{
	const char *text = "";
	for (size_t i = kernel->modules.count; i-- > 0; ) {
		const struct loaded *user = kernel->modules.at[i];
		for (size_t j = 0; j < user->uses.count; j++) {
			if (!strcmp(user->uses.at[j], module->name))
				text = pool_format(pool, "%s%s,", text, user->name);
		}
	}
	return text;
}

/* The same as /proc/modules says it: with "[permanent]" if it cannot be removed, "-" if there is nothing to say. */
static const char *users_word(const struct kernel_state *kernel, struct pool *pool, const struct loaded *module)
{
	const char *text = pool_format(pool, "%s%s", users(kernel, pool, module),
				       module->has_exit ? "" : "[permanent],");
	return *text ? text : "-";
}

static void render_list(const struct kernel_state *kernel, struct pool *pool)
{
	const char *text = "";
	for (size_t i = kernel->modules.count; i-- > 0; ) {
		const struct loaded *module = kernel->modules.at[i];
		const char *taints = *module->taints ? pool_format(pool, " (%s)", module->taints) : "";
		text = pool_format(pool, "%s%s %d %ld %s %s 0x0000000000000000%s\n", text, module->name, MODULE_SIZE,
				   module->references + state_users(kernel, module), users_word(kernel, pool, module),
				   phase_word(module, false), taints);
	}
	write_file(pool, kernel->root, pool_format(pool, "%s/proc/modules", kernel->root), text);
}

static void render_params(const struct kernel_state *kernel, struct pool *pool, const struct loaded *module,
			  const char *folder)
{
	if (!module->params.count)
		return;
	const char *params = pool_format(pool, "%s/parameters", folder);
	mkdir(params, 0777);
	for (size_t i = 0; i < module->params.count; i++) {
		const char *param = module->params.at[i], *equals = strchr(param, '=');
		const char *path = pool_format(pool, "%s/%.*s", params, (int)(equals - param), param);
		write_file(pool, kernel->root, path, pool_format(pool, "%s\n", equals + 1));
	}
}

/* The links in holders/: made for those who use it, removed for those who do no more. */
static void render_holders(const struct kernel_state *kernel, struct pool *pool, const struct loaded *module,
			   const char *folder)
{
	const char *holders = pool_format(pool, "%s/holders", folder);
	mkdir(holders, 0777);
	const char *names = pool_format(pool, ",%s", users(kernel, pool, module));
	DIR *listing = opendir(holders);
	for (struct dirent *entry; listing && (entry = readdir(listing)); ) {
		if (*entry->d_name != '.' && !strstr(names, pool_format(pool, ",%s,", entry->d_name)))
			remove(pool_format(pool, "%s/%s", holders, entry->d_name));
	}
	if (listing)
		closedir(listing);
	char *rest = pool_string(pool, names);
	for (char *name; (name = strsep(&rest, ",")); ) {
		if (!*name)
			continue;
		const char *path = pool_format(pool, "%s/%s", holders, name);
		check(symlink(pool_format(pool, "../../%s", name), path) && errno != EEXIST, path);
	}
}

static void render_module(const struct kernel_state *kernel, struct pool *pool, const struct loaded *module)
{
	const char *final = pool_format(pool, "%s/sys/module/%s", kernel->root, module->name);
	bool is_new = access(final, F_OK);
	const char *folder = is_new ? pool_format(pool, "%s/.kernel/module", kernel->root) : final;
	long references = module->references + state_users(kernel, module);
	const char *files[][2] = {
		{ "initstate", pool_format(pool, "%s\n", phase_word(module, true)) },
		{ "refcnt", pool_format(pool, "%ld\n", references) },
		{ "coresize", pool_format(pool, "%d\n", MODULE_SIZE) },
		{ "taint", pool_format(pool, "%s\n", module->taints) },
	};

	mkdir(folder, 0777);
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		write_file(pool, kernel->root, pool_format(pool, "%s/%s", folder, files[i][0]), files[i][1]);
	render_params(kernel, pool, module, folder);
	render_holders(kernel, pool, module, folder);
	if (is_new)
		check(rename(folder, final), final);
}

/* Folders with initstate are modules; those without are built in and stay. */
static void remove_gone(const struct kernel_state *kernel, struct pool *pool)
{
	const char *folder = pool_format(pool, "%s/sys/module", kernel->root);
	DIR *listing = opendir(folder);
	check(!listing, folder);
	for (struct dirent *entry; (entry = readdir(listing)); ) {
		const char *path = pool_format(pool, "%s/%s", folder, entry->d_name);
		if (state_find(kernel, entry->d_name) || access(pool_format(pool, "%s/initstate", path), F_OK))
			continue;
		const char *trash = pool_format(pool, "%s/.kernel/gone", kernel->root);
		check(rename(path, trash), path);
		remove_tree(trash);
	}
	closedir(listing);
}

void render(const struct kernel_state *kernel)
{
	struct pool pool = {0};
	if (!access(pool_format(&pool, "%s/sys/module", kernel->root), F_OK)) {
		remove_gone(kernel, &pool);
		for (size_t i = 0; i < kernel->modules.count; i++)
			render_module(kernel, &pool, kernel->modules.at[i]);
	}
	if (!access(pool_format(&pool, "%s/proc", kernel->root), F_OK))
		render_list(kernel, &pool);
	pool_free(&pool);
}
