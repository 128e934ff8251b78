/* SPDX-License-Identifier: 0BSD */
/*
 * Linux 2.6 and later: the kernel links the module, so all there is to decide is how the file gets into it.
 *
 *	the file is                           asked first                 answers that are not the end
 *
 *	plain ELF                             finit_module                ENOSYS
 *	compressed, and the kernel unpacks    finit_module with the       ENOSYS, EOPNOTSUPP, EINVAL, ENOEXEC
 *	  it: /sys/module/compression says      compressed flag
 *	compressed otherwise                  init_module                 none
 *	ELF or compressed, but from a pipe    init_module                 none
 *	anything else                         nobody: it is no module
 *
 * After an answer that is not the end, the file is unpacked here and given to init_module; the table below has the
 * reasons. (A build without that decoder has only the first way.) All other answers are final, among them
 *
 *	EEXIST                  it is loaded: asking again cannot change that
 *	EPERM, EACCES           no capability, lockdown, module_blacklist=; LoadPin wants a file, not memory
 *	ENOKEY, EKEYREJECTED,   a signature is missing or bad: the other way must not look like an attempt
 *	EBADMSG, ENOPKG           to go round it
 *	ENOENT, ESRCH           a symbol is unknown
 *	EBUSY                   another process is just loading or removing it
 *	ETXTBSY                 somebody has the file open for writing
 *	ENOMEM, EFBIG           the second way needs more memory, not less
 *
 * and whatever the module's own init returned. One price is known: a compressed module whose init fails with
 * EINVAL or ENOEXEC is started twice, as nothing tells these from the decoder's errors.
 */
#include "kernel/kernel.h"

#include "base/log.h"
#include "base/str.h"
#include "kernel/procmodules.h"
#include "kernel/sys.h"
#include "kernel/sysmodule.h"
#include "module/force.h"

#include <errno.h>
#include <string.h>

_Static_assert((int)LOAD_IGNORE_MODVERSIONS == SYS_INIT_IGNORE_MODVERSIONS &&
	       (int)LOAD_IGNORE_VERMAGIC == SYS_INIT_IGNORE_VERMAGIC, "passed on as they are");

enum way {
	WAY_FILE,		/* the kernel reads the file */
	WAY_COMPRESSED_FILE,	/* the kernel reads and unpacks it */
	WAY_MEMORY,		/* we read and unpack it */
};

/* Answers of the kernel after which WAY_MEMORY may still work. */
static const struct detour {
	enum way after;
	int code;
	const char *why;
} detours[] = {
	{ WAY_FILE, ENOSYS, "the kernel has no finit_module" },		/* before 3.8 */
	{ WAY_COMPRESSED_FILE, ENOSYS, "the kernel has no finit_module" },
	{ WAY_COMPRESSED_FILE, EOPNOTSUPP, "the kernel cannot unpack modules" },
	/* xz with CRC64 or with a dictionary above the kernel's; but a bad parameter, too, is EINVAL */
	{ WAY_COMPRESSED_FILE, EINVAL, "the kernel may not know this kind of compression" },
	/* the kernel stops at the end of the first of several streams, and finds half a module */
	{ WAY_COMPRESSED_FILE, ENOEXEC, "the kernel may have unpacked a part only" },
};

static const char *detour_why(enum way after, int code)
{
	for (size_t i = 0; i < sizeof detours / sizeof *detours; i++)
		if (detours[i].after == after && detours[i].code == code)
			return detours[i].why;
	return NULL;
}

static enum way way_first(struct kernel *kernel, const struct image *image)
{
	const char *known;

	if (image->fd < 0)
		return WAY_MEMORY;
	if (!image->compression)
		return WAY_FILE;
	known = sysmodule_compression(kernel);
	return known && !strcmp(known, image->compression) ? WAY_COMPRESSED_FILE : WAY_MEMORY;
}

static int load_file(struct image *image, enum way way, const char *params, unsigned flags, struct err *err)
{
	int rc = 0;

	if (way == WAY_COMPRESSED_FILE)
		flags |= SYS_INIT_COMPRESSED_FILE;
	else
		rc = image_unpack(image, err);	/* only looks whether it is ELF */
	return rc ? rc : kernel_answer(err, sys_finit_module(image->fd, params, flags));
}

/*
 * init_module knows no flags: forcing means to give it a copy without what it would check. With flags, too, the kernel
 * takes a module as unsigned.
 */
static int load_memory(struct image *image, const char *params, unsigned flags, struct err *err)
{
	int rc;

	if (flags)
		rc = force_edit(image, flags & LOAD_IGNORE_MODVERSIONS, flags & LOAD_IGNORE_VERMAGIC, err);
	else
		rc = image_whole(image, err);
	return rc ? rc : kernel_answer(err, sys_init_module(image->bytes, (size_t)image->size, params));
}

static int linux_load(struct kernel *kernel, struct image *image, const char *params, unsigned flags,
		      struct err *err)
{
	enum way way = way_first(kernel, image);
	const char *why;
	int rc;

	if (way == WAY_MEMORY)
		return load_memory(image, params, flags, err);
	rc = load_file(image, way, params, flags, err);
	if (!rc || !kernel_refused(err))
		return rc;
	why = detour_why(way, -rc);
	if (!why || (way == WAY_COMPRESSED_FILE && !image->compressor))
		return rc;
	log_info("'%s': %s: %s; trying init_module", image->path, err_words(rc), why);
	return load_memory(image, params, flags, err);
}

static int linux_unload(struct kernel *kernel, const char *name, unsigned flags, struct err *err)
{
	(void)kernel;
	return kernel_answer(err, sys_delete_module(name, flags));
}

/* The state that /proc/modules tells, with memory that is given back: who waits for a module asks often. */
static enum module_state listed_state(const struct kernel *kernel, const char *name)
{
	struct arena arena = { 0 };
	struct kernel reader = { .root = kernel->root, .arena = &arena };
	const struct loaded_module *module;
	enum module_state state;
	struct loaded_list list;

	procmodules_read(&reader, &list, NULL);
	module = loaded_find(&list, name);
	state = module ? module->state : MODULE_ABSENT;
	arena_free(&arena);
	return state;
}

/* A system without /sys may still have /proc. */
static enum module_state linux_state(struct kernel *kernel, const char *name)
{
	enum module_state state = sysmodule_state(kernel, name);

	return state != MODULE_ABSENT || sysmodule_mounted(kernel) ? state : listed_state(kernel, name);
}

static bool linux_matches(const char *release)
{
	return !str_starts(release, "2.4.");
}

const struct kernel_ops kernel_linux = {
	.name = "linux",
	.matches = linux_matches,
	.load = linux_load,
	.unload = linux_unload,
	.list = procmodules_read,
	.state = linux_state,
};
