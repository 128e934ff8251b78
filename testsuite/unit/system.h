/* SPDX-License-Identifier: 0BSD */
/*
 * A small system for plans: a module directory, /sys/module, and a kernel whose answers a test chooses. It defines
 * the functions of kernel/sys.h, so a test that includes it leaves the real sys.o in its archive.
 */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "kernel/sys.h"
#include "plan/plan.h"
#include "unit/fixture.h"
#include "unit/no24.h"

#include <fcntl.h>

/* An answer of the kernel to one call for a module; what it leaves behind is a state, NULL: as usual. */
struct answer {
	const char *module;
	int code;
	const char *state;
};

static struct {
	struct fixture fixture;
	struct answer answers[8];	/* each is given once; without one a call succeeds */
	char trace[1000];
} fake;

/* A module's folder with this state; "" takes it away, in one step, as others may be looking. */
static inline void state_set(const char *module, const char *state)
{
	static int count;
	char name[200], folder[PATH_MAX];

	snprintf(name, sizeof name, "sys/module/%s", module);
	strcpy(folder, fixture_path(&fake.fixture, name));
	if (!*state) {
		snprintf(name, sizeof name, "gone-%d-%d", (int)getpid(), count++);
		rename(folder, fixture_path(&fake.fixture, name));
		return;
	}
	snprintf(name, sizeof name, "sys/module/%s/holders/", module);
	fixture_file(&fake.fixture, name, "");
	snprintf(name, sizeof name, "sys/module/%s/initstate", module);
	fixture_file(&fake.fixture, name, state);
}

static inline void references_set(const char *module, const char *count)
{
	char name[200];

	snprintf(name, sizeof name, "sys/module/%s/refcnt", module);
	fixture_file(&fake.fixture, name, count);
}

static inline int answered(const char *call, const char *module, const char *more, const char *state)
{
	size_t length = strlen(fake.trace);
	int code = 0;

	for (size_t i = 0; i < sizeof fake.answers / sizeof *fake.answers; i++) {
		struct answer *answer = &fake.answers[i];

		if (!answer->module || strcmp(answer->module, module))
			continue;
		answer->module = NULL;
		code = answer->code;
		state = answer->state;
		break;
	}
	if (state)
		state_set(module, state);
	snprintf(fake.trace + length, sizeof fake.trace - length, "%s%s %s%s = %d", length ? "; " : "", call, module,
		 more, code);
	return code;
}

int sys_finit_module(int fd, const char *params, unsigned flags)
{
	char link[64], path[PATH_MAX + 1] = "", more[200];

	(void)flags;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	assert_true(readlink(link, path, PATH_MAX) > 0);
	*strchr(strrchr(path, '/'), '.') = '\0';
	snprintf(more, sizeof more, *params ? " '%s'" : "", params);
	return answered("load", strrchr(path, '/') + 1, more, "live");
}

int sys_init_module(const void *image, size_t size, const char *params)
{
	(void)image;
	(void)size;
	(void)params;
	return -ENOSYS;
}

int sys_delete_module(const char *name, unsigned flags)
{
	return answered("unload", name, flags & O_TRUNC ? " by force" : "", "");
}

int sys_release(char *release, size_t size)
{
	snprintf(release, size, "6.1.0-test");
	return 0;
}

const char *sys_root(void)
{
	return fake.fixture.root;
}

/* ---- a system ---- */

static const char modules_dep[] =
	"k/crc.ko:\n"
	"k/mbcache.ko:\n"
	"k/jbd2.ko: k/crc.ko\n"
	"k/ext4.ko: k/jbd2.ko k/mbcache.ko k/crc.ko\n"
	"k/before.ko:\n"
	"k/after.ko: k/crc.ko\n"
	"k/user.ko: k/middle.ko k/base.ko\n"
	"k/middle.ko: k/base.ko\n"
	"k/base.ko:\n"
	"k/lone.ko:\n";

static inline int setup(void **state)
{
	static const char *const names[] = { "crc", "mbcache", "jbd2", "ext4", "before", "after", "user", "middle",
					     "base", "lone" };
	char name[100];

	(void)state;
	memset(&fake, 0, sizeof fake);
	fixture_open(&fake.fixture);
	fixture_file(&fake.fixture, "sys/module/", "");
	fixture_file(&fake.fixture, "m/modules.dep", modules_dep);
	fixture_file(&fake.fixture, "m/modules.alias", "alias fs-ext4 ext4\nalias pair before\nalias pair after\n");
	fixture_file(&fake.fixture, "m/modules.symbols", "");
	fixture_file(&fake.fixture, "m/modules.builtin", "kernel/unix.ko\n");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(name, sizeof name, "m/k/%s.ko", names[i]);
		fixture_file(&fake.fixture, name, "\177ELF and so on, long enough for a header");
	}
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	fixture_close(&fake.fixture);
	return 0;
}

/* All that a plan needs, with the lines of a configuration. */
struct work {
	struct arena arena;
	struct config config;
	struct lookup lookup;
	struct kernel kernel;
	struct planner planner;
	struct run run;
	struct plan plan;
	struct out out;
	struct err err;
};

static inline struct work *work_open(const char *config)
{
	struct work *work = calloc(1, sizeof *work);
	struct moddb *db = moddb_open(&work->arena, arena_string(&work->arena, fixture_path(&fake.fixture, "m")));

	work->config.arena = &work->arena;
	config_parse(&work->config, str_of(arena_string(&work->arena, config)), "FILE");
	lookup_open(&work->lookup, &work->arena, &work->config, db);
	kernel_open(&work->kernel, &work->arena);
	work->planner = (struct planner){ .arena = &work->arena, .config = &work->config, .db = db,
					  .lookup = &work->lookup, .kernel = &work->kernel };
	work->run = (struct run){ .arena = &work->arena, .kernel = &work->kernel, .db = db,
				  .live.arena = &work->arena };
	work->plan.arena = &work->arena;
	work->out.fd = -1;
	return work;
}

static inline void work_close(struct work *work)
{
	buf_free(&work->out.buf);
	moddb_close(work->planner.db);
	arena_free(&work->arena);
	free(work);
}

/* "LOAD crc NEEDED, LOAD ext4 ASKED" */
static inline const char *plan_text(struct work *work)
{
	static const char *const kinds[] = { "LOAD", "INSTALL", "BUILTIN", "MISSING", "FORBIDDEN", "UNLOAD", "REMOVE" };
	static const char *const reasons[] = { "ASKED", "NEEDED", "HOLDER", "SOFT", "UNUSED" };
	const char *text = "";

	for (size_t i = 0; i < work->plan.count; i++) {
		const struct step *step = &work->plan.steps[i];

		text = arena_format(&work->arena, "%s%s%s %s %s", text, i ? ", " : "", kinds[step->kind], step->name,
				    reasons[step->reason]);
	}
	return text;
}

static inline void insert(struct work *work, const char *name)
{
	const struct target_list *targets = lookup_find(&work->lookup, name);

	assert_true(targets->count > 0);
	plan_insert(&work->plan, &work->planner, &targets->at[0], "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
