/* SPDX-License-Identifier: 0BSD */
/* depmod over two modules, one of which has any bytes: read both, resolve, make all files. */
#include "base/log.h"
#include "depmod/outputs.h"
#include "depmod/read.h"
#include "depmod/resolve.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_one(struct tree *tree, struct module *module, bool versions)
{
	const struct read_options options = { .versions = versions, .stamps = true };
	struct reader reader = { .options = &options, .arena = tree->arena, .symbols = &tree->symbols };

	read_module(&reader, module);
	reader_close(&reader);
}

static void make_all(const struct tree *tree)
{
	const struct output_options options = { .warn = true };
	struct buf bytes = { 0 };
	struct err err;
	const struct making making = { tree, &options, &bytes, &err };

	for (const struct output *output = depmod_outputs; output->name; output++) {
		bytes.length = 0;
		output->write(&making);
	}
	buf_free(&bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct tree tree = { .arena = &arena, .symbols.arena = &arena, .dir = "/nonexistent" };
	struct module modules[2] = { { .shown = "a.ko", .name = "a" }, { .shown = "b.ko", .name = "b" } };
	int fd = memfd_create("module", MFD_CLOEXEC);

	log_set_level(LOG_LEVEL_NONE);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	for (size_t i = 0; i < 2; i++) {
		modules[i].path = arena_format(&arena, "/proc/self/fd/%d", fd);
		read_one(&tree, &modules[i], i);
	}
	close(fd);
	if (!modules[0].problem && !modules[1].problem) {
		tree.modules = (struct module *[]){ &modules[0], &modules[1] };
		tree.count = 2;
		resolve_tree(&tree, NULL);
		make_all(&tree);
	}
	tree_close(&tree);
	arena_free(&arena);
	return 0;
}
