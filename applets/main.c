/* SPDX-License-Identifier: 0BSD */
/*
 * kmodbox: the tools for kernel modules in one program. The name that it is called by chooses the applet.
 *
 * The house, from the roof to the ground; each floor uses only those below it:
 *
 *	applets/	what a user types: a table of options and a thin run(); the only code that prints results
 *	applets/help	what --help prints, a page for each command
 *	libmod/plan	what modprobe will do, as a list of steps, before it does anything
 *	libmod/depmod	how a tree of module files becomes its indexes
 *	libmod/config	modprobe.d and the kernel command line
 *	libmod/index	those indexes: modules.dep.bin and its kin, or the text files, or the tree itself
 *	libmod/kernel	the running kernel: load, unload, list; sys.c holds all module system calls
 *	libmod/module	what the bytes of a module mean: ELF sections, modinfo, symbols, signature, names
 *	libmod/file	the bytes of a module file, plain or compressed
 *	libmod/base	memory, text, files, options, messages; knows nothing of modules
 *
 * One insmod: main finds the applet and parses its options (base/opt.c); applets/insmod.c opens the file
 * (file/image.c: which compression?), joins the parameters and calls kernel_load, where kernel/linux.c
 * decides between finit_module and init_module. What the kernel answers becomes one line and the exit code.
 *
 * One modprobe: the configuration is read (config/config.c); plan/lookup.c turns the name or alias into
 * modules, with the indexes opened as they are asked (index/moddb.c); plan/insert.c puts dependencies,
 * softdeps and install commands into order; then the plan is printed (-n, -D) or run, step by step, through
 * the same kernel_load.
 *
 * One depmod: depmod/walk.c lists the tree; each module is read once, in pieces (file/image.c, module/elf.c),
 * for its symbols and aliases; depmod/resolve.c finds who needs whom; each output is made in memory
 * (depmod/out_*.c, index/index_write.c); depmod/publish.c replaces all files, or none.
 *
 * Here: dispatch, what all applets share, and the one check that standard output was really written.
 */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "base/words.h"
#include "rows.h"
#include "usage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DECLARE(name) extern const struct applet applet_##name;
APPLETS(DECLARE)
#undef DECLARE

#define ROW(name) &applet_##name,
const struct applet *const applets[] = { APPLETS(ROW) NULL };
#undef ROW

/* Linux 2.4's own: commands that have a file applets/NAME24.c. None if 24 is not among the Makefile's KERNELS. */
#define DECLARE(name) extern const struct applet applet_##name;
APPLETS24(DECLARE)
#undef DECLARE

#define ROW(name) &applet_##name,
static const struct applet *const applets24[] = { APPLETS24(ROW) NULL };
#undef ROW

enum { HAS_24 = sizeof applets24 / sizeof *applets24 > 1 };

/* A closed one is filled with /dev/null, or else the next file that is opened would get its number. */
static void descriptor_fill(void)
{
	if (open("/dev/null", O_RDWR) < 0)
		open("/", O_RDONLY);	/* takes the number as well */
}

/* Looks which of the standard descriptors are closed, in one call, so that no message is written into a file. */
static void stdio_keep(struct out *out)
{
	struct pollfd fds[3] = { { .fd = STDIN_FILENO }, { .fd = STDOUT_FILENO }, { .fd = STDERR_FILENO } };

	if (poll(fds, 3, 0) <= 0)
		return;
	for (int i = 0; i < 3; i++)
		if (fds[i].revents & POLLNVAL)
			descriptor_fill();
	if (fds[STDOUT_FILENO].revents & POLLNVAL)
		out->fd = -1;
	if (fds[STDERR_FILENO].revents & POLLNVAL)
		log_set_syslog(true);
}

static const struct applet *applet_find(const struct applet *const *list, const char *name)
{
	for (; *list; list++)
		if (!strcmp((*list)->name, name))
			return *list;
	return NULL;
}

/* On Linux 2.4 its own command, if it has one; on any system depmod's, if it is to work for such a kernel. */
static const struct applet *applet_for_kernel(struct session *session, const struct applet *applet,
					      const struct words *arguments)
{
	const struct applet *own = HAS_24 ? applet_find(applets24, applet->name) : NULL;
	bool is_24;

	if (!own)
		return applet;
	is_24 = str_starts(session_kernel(session)->release, "2.4.");
	for (size_t i = 1; own->takes_release && i < arguments->count; i++)
		if (*arguments->at[i] >= '0' && *arguments->at[i] <= '9')
			is_24 = str_starts(arguments->at[i], "2.4.");
	return is_24 ? own : applet;
}

/* By the program's name; kmod and kmodbox go on with their first argument, which then is cut off. */
static const struct applet *applet_choose(struct words *arguments)
{
	const char *name = path_base(arguments->at[0]);
	const struct applet *applet = applet_find(applets, name);

	if (!applet && str_starts(name, applet_kmodbox.name))
		applet = &applet_kmodbox;
	if (!applet)
		log_error("there is no applet '%s'", name);
	while (applet && applet->commands && arguments->count > 1 && *arguments->at[1] != '-') {
		const struct applet *box = applet;

		arguments->at++;
		arguments->count--;
		name = arguments->at[0];
		applet = applet_find(box->commands, name);
		if (!applet)
			applet = applet_find(applets, name);
		log_open(box->name);
		if (!applet)
			log_error("invalid command '%s'", name);
	}
	return applet;
}

/*
 * The words of the applet's variable go between the command's name and its arguments. A program that runs with more
 * rights than its caller does not listen to the caller's environment.
 */
static struct words arguments_expand(const struct applet *applet, const struct words *given,
					 struct arena *arena)
{
	const char *variable = applet->environment ? secure_getenv(applet->environment) : NULL;
	struct words all = { 0 };

	if (!variable)
		return *given;
	word_add(&all, given->at[0], arena);
	words_add(&all, variable, arena);
	for (size_t i = 1; i < given->count; i++)
		word_add(&all, given->at[i], arena);
	word_add(&all, NULL, arena);
	all.count--;
	return all;
}

int applet_run(struct session *session, const struct applet *applet, struct words arguments)
{
	struct common_options common = { 0 };
	void *options = arena_alloc(&session->arena, applet->options_size);
	const struct opt_set sets[2] = { { applet->options, options }, { common_options, &common } };
	struct err err;
	int first;

	session->applet = applet;
	log_open(applet->of ? applet->of : applet->name);
	first = opt_parse(sets, (int)arguments.count, arguments.at, &session->arena, &err);
	if (first < 0) {
		log_plain("%s", err.text);
		return 1;
	}
	if (common.help)
		return usage_print(&session->out, applet);
	if (common.version) {
		version_print(&session->out);
		return 0;
	}
	return applet->run(session, options, (int)arguments.count - first, arguments.at + first);
}

/* A result that nobody got is no success: a full disk shows at the write, a remote one maybe at the close. */
static int output_finish(struct out *out)
{
	int rc = out_flush(out);

	if (!rc && out->fd >= 0 && close(out->fd))
		rc = -errno;
	if (rc)
		log_error("could not write to standard output: %s", err_words(rc));
	return rc ? 1 : 0;
}

/* What most commands need of memory: on the stack it costs neither a mapping nor pages that nobody touches. */
enum {
	LENT_MEMORY = 48 << 10,
	LENT_OUTPUT = 4 << 10,
};

int main(int argc, char **argv)
{
	char *nameless[] = { (char *)applet_kmodbox.name, NULL };	/* old kernels allow no argv[0] */
	struct words given = { .at = argc ? argv : nameless, .count = argc ? (size_t)argc : 1 };
	_Alignas(16) char memory[LENT_MEMORY];
	char output[LENT_OUTPUT];
	struct session session = { .out.fd = STDOUT_FILENO };
	const struct applet *applet;
	int code;

	arena_lend(&session.arena, memory, sizeof memory);
	buf_lend(&session.out.buf, output, sizeof output);
	stdio_keep(&session.out);
	applet = applet_choose(&given);
	if (!applet)
		return 1;
	applet = applet_for_kernel(&session, applet, &given);
	code = applet_run(&session, applet, arguments_expand(applet, &given, &session.arena));
	exit(output_finish(&session.out) ? 1 : code);	/* what is still allocated goes with the process */
}
