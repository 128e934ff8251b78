/* SPDX-License-Identifier: 0BSD */
/* The fake kernel's state as a file: lines of words, a module's lines behind its "module" line. */
#include "state.h"

#include "errnos.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const phases[] = { "coming", "live", "going" };

static void fail(const char *what, const char *path)
{
	fprintf(stderr, "fake kernel: cannot %s '%s': %s\n", what, path, strerror(errno));
	abort();
}

/* All lines of a file, without their newlines. */
static void read_lines(struct pool *pool, const char *path, struct names *out)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;
	FILE *file = fopen(path, "r");
	if (!file)
		fail("read", path);
	while ((length = getline(&line, &capacity, file)) > 0)
		POOL_ADD(pool, out, pool_copy(pool, line, length - (line[length - 1] == '\n')));
	free(line);
	fclose(file);
}

/* Cuts the next word off `*rest`; "" at the end. */
static char *word(char **rest)
{
	char *at = *rest + strspn(*rest, " ");
	size_t length = strcspn(at, " ");
	*rest = at + length + (at[length] != 0);
	at[length] = 0;
	return at;
}

static void parse_rule(struct kernel_state *kernel, char *rest)
{
	struct rule rule = { .step = word(&rest), .module = word(&rest), .nth = word(&rest) };
	rule.number = errno_value(word(&rest));
	POOL_ADD(&kernel->pool, &kernel->rules, rule);
}

static void parse_state(struct kernel_state *kernel, char *line)
{
	struct loaded *module = kernel->modules.count ? kernel->modules.at[kernel->modules.count - 1] : NULL;
	char *rest = line, *what = word(&rest);

	if (!strcmp(what, "hits")) {
		size_t rule = atol(word(&rest));
		if (rule < kernel->rules.count)
			kernel->rules.at[rule].hits = atol(word(&rest));
	} else if (!strcmp(what, "module")) {
		module = pool_alloc(&kernel->pool, sizeof *module);
		module->name = word(&rest);
		const char *phase = word(&rest);
		while (strcmp(phases[module->phase], phase))
			module->phase++;
		module->references = atol(word(&rest));
		module->exit_delay = atol(word(&rest));
		module->has_exit = atol(word(&rest));
		module->taints = word(&rest);
		POOL_ADD(&kernel->pool, &kernel->modules, module);
	} else if (!strcmp(what, "uses")) {
		POOL_ADD(&kernel->pool, &module->uses, word(&rest));
	} else if (!strcmp(what, "param")) {
		POOL_ADD(&kernel->pool, &module->params, rest);
	} else if (!strcmp(what, "export")) {
		struct symbol symbol = { .name = word(&rest), .has_crc = *rest };
		symbol.crc = strtoul(rest, NULL, 0);
		POOL_ADD(&kernel->pool, &module->exports, symbol);
	}
}

void state_open(struct kernel_state *kernel, const char *root)
{
	*kernel = (struct kernel_state) { .root = root };
	const char *path = pool_format(&kernel->pool, "%s/.kernel/state", root);
	kernel->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (kernel->lock < 0 || flock(kernel->lock, LOCK_EX))
		fail("lock", path);

	read_lines(&kernel->pool, pool_format(&kernel->pool, "%s/.kernel/config", root), &kernel->settings);
	for (size_t i = 0; i < kernel->settings.count; i++) {
		if (!strncmp(kernel->settings.at[i], "fail ", 5))
			parse_rule(kernel, pool_string(&kernel->pool, kernel->settings.at[i] + 5));
	}
	struct names lines = {0};
	read_lines(&kernel->pool, path, &lines);
	for (size_t i = 0; i < lines.count; i++)
		parse_state(kernel, lines.at[i]);
}

void state_save(struct kernel_state *kernel)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	for (size_t i = 0; i < kernel->rules.count; i++)
		fprintf(out, "hits %zu %ld\n", i, kernel->rules.at[i].hits);
	for (size_t i = 0; i < kernel->modules.count; i++) {
		const struct loaded *module = kernel->modules.at[i];
		fprintf(out, "module %s %s %ld %ld %d %s\n", module->name, phases[module->phase], module->references,
			module->exit_delay, module->has_exit, module->taints);
		for (size_t j = 0; j < module->uses.count; j++)
			fprintf(out, "uses %s\n", module->uses.at[j]);
		for (size_t j = 0; j < module->params.count; j++)
			fprintf(out, "param %s\n", module->params.at[j]);
		for (size_t j = 0; j < module->exports.count; j++) {
			const struct symbol *symbol = &module->exports.at[j];
			fprintf(out, symbol->has_crc ? "export %s %#x\n" : "export %s\n", symbol->name, symbol->crc);
		}
	}
	fclose(out);
	if (ftruncate(kernel->lock, 0) || pwrite(kernel->lock, text, size, 0) != (ssize_t)size)
		fail("write the state of", kernel->root);
	free(text);
	render(kernel);
}

void state_close(struct kernel_state *kernel)
{
	close(kernel->lock);
	pool_free(&kernel->pool);
}

void state_trace(const struct kernel_state *kernel, const char *line)
{
	struct pool pool = {0};
	const char *path = pool_format(&pool, "%s/.kernel/trace", kernel->root);
	char *text = pool_format(&pool, "%s\n", line);
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("write", path);
	close(fd);
	pool_free(&pool);
}

void state_log(const struct kernel_state *kernel, const char *text)
{
	struct pool pool = {0};
	char *record = pool_format(&pool, "6,1,1000,-;%s\n SUBSYSTEM=fake\n", text);
	int fd = open(pool_format(&pool, "%s/dev/kmsg", kernel->root), O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd >= 0 && write(fd, record, strlen(record)) < 0)
		fail("write", "kmsg");
	if (fd >= 0)
		close(fd);
	pool_free(&pool);
}

const char *setting(const struct kernel_state *kernel, const char *name)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < kernel->settings.count; i++) {
		const char *line = kernel->settings.at[i];
		if (!strncmp(line, name, length) && (!line[length] || line[length] == ' '))
			return line + length + (line[length] == ' ');
	}
	return NULL;
}

bool setting_is(const struct kernel_state *kernel, const char *name, const char *word)
{
	size_t length = strlen(name);
	for (size_t i = 0; i < kernel->settings.count; i++) {
		const char *line = kernel->settings.at[i];
		if (!strncmp(line, name, length) && line[length] == ' ' && !strcmp(line + length + 1, word))
			return true;
	}
	return false;
}

struct loaded *state_find(const struct kernel_state *kernel, const char *name)
{
	for (size_t i = 0; i < kernel->modules.count; i++) {
		if (!strcmp(kernel->modules.at[i]->name, name))
			return kernel->modules.at[i];
	}
	return NULL;
}

void state_remove(struct kernel_state *kernel, const struct loaded *module)
{
	size_t left = 0;
	for (size_t i = 0; i < kernel->modules.count; i++) {
		if (kernel->modules.at[i] != module)
			kernel->modules.at[left++] = kernel->modules.at[i];
	}
	kernel->modules.count = left;
}

long state_users(const struct kernel_state *kernel, const struct loaded *module)
{
	long users = 0;
	for (size_t i = 0; i < kernel->modules.count; i++) {
		const struct names *uses = &kernel->modules.at[i]->uses;
		for (size_t j = 0; j < uses->count; j++)
			users += !strcmp(uses->at[j], module->name);
	}
	return users;
}
