/* SPDX-License-Identifier: 0BSD */
/*
 * kmod: `kmod list` is lsmod; `kmod static-nodes` prints the device nodes whose opening loads a module, so that
 * they can be made at boot. It reads modules.devname (depmod/out_devname.c):
 *
 *	# Device nodes to trigger on-demand module loading.
 *	tun net/tun c10:200
 */
#include "applet.h"
#include "base/files.h"
#include "base/log.h"
#include "base/str.h"
#include "loaded.h"
#include "usage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { DEVNAME_LIMIT = 16 << 20 };

struct static_node {
	const char *module, *device;	/* the device's path below /dev */
	char type;			/* 'c' or 'b' */
	unsigned long major, minor;
};

struct node_format {
	const char *name, *help;
	void (*print)(struct out *out, const struct static_node *node);
};

struct static_nodes_options {
	const char *output, *format;
};

static void print_human(struct out *out, const struct static_node *node)
{
	out_format(out,
		   "Module: %s\n\tDevice node: /dev/%s\n\t\tType: %s device\n\t\tMajor: %lu\n\t\tMinor: %lu\n",
		   node->module, node->device, node->type == 'c' ? "character" : "block", node->major,
		   node->minor);
}

static void print_tmpfiles(struct out *out, const struct static_node *node)
{
	const char *slash = strrchr(node->device, '/');

	if (slash)
		out_format(out, "d /dev/%.*s 0755 - - -\n", (int)(slash - node->device), node->device);
	out_format(out, "%c! /dev/%s 0600 - - - %lu:%lu\n", node->type, node->device, node->major,
		   node->minor);
}

static void print_devname(struct out *out, const struct static_node *node)
{
	out_format(out, "%s %s %c%lu:%lu\n", node->module, node->device, node->type, node->major,
		   node->minor);
}

static const struct node_format node_formats[] = {
	{ "human", "for people", print_human },
	{ "tmpfiles", "for systemd-tmpfiles, as in tmpfiles.d(5)", print_tmpfiles },
	{ "devname", "as modules.devname itself", print_devname },
};

static const struct node_format *format_find(const char *name)
{
	for (size_t i = 0; i < sizeof node_formats / sizeof *node_formats; i++)
		if (!strcmp(node_formats[i].name, name))
			return &node_formats[i];
	return NULL;
}

/* "c10:200" */
static bool numbers_parse(struct arena *arena, struct str word, struct static_node *node)
{
	struct str rest = { word.at + 1, word.length - 1 }, major, minor;

	node->type = *word.at;
	if ((node->type != 'c' && node->type != 'b') || !str_cut(&rest, ":", &major))
		return false;
	minor = rest;
	return str_number(arena_copy(arena, major.at, major.length), UINT_MAX, &node->major) &&
	       str_number(arena_copy(arena, minor.at, minor.length), UINT_MAX, &node->minor);
}

static bool node_parse(struct arena *arena, struct str line, struct static_node *node)
{
	struct str module, device, numbers;

	if (memchr(line.at, '\0', line.length) || !str_word(&line, " \t\r", &module) ||
	    !str_word(&line, " \t\r", &device) || !str_word(&line, " \t\r", &numbers) || !numbers.length)
		return false;
	node->module = arena_copy(arena, module.at, module.length);
	node->device = arena_copy(arena, device.at, device.length);
	return numbers_parse(arena, numbers, node);
}

/* Returns 1 if a line was bad; the others are printed all the same. */
static int nodes_print(struct arena *arena, struct str text, const struct node_format *format, struct out *out)
{
	struct str line;
	int code = 0;

	while (str_cut(&text, "\n", &line)) {
		struct static_node node;

		if (!line.length || *line.at == '#')
			continue;
		if (node_parse(arena, line, &node)) {
			format->print(out, &node);
		} else {
			log_error("invalid devname entry: %.*s", (int)line.length, line.at);
			code = 1;
		}
	}
	return code;
}

/* The file that is to be written, with the missing folders above it. Returns the descriptor or -errno. */
static int output_open(struct arena *arena, const char *path, struct err *err)
{
	size_t length = (size_t)(path_base(path) - path);
	int fd;

	if (length > 1) {
		int rc = folder_make(arena_copy(arena, path, length - 1), err);

		if (rc)
			return rc;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return fd < 0 ? err_sys(err, "could not create '%s'", path) : fd;
}

static int output_close(struct out *out, const char *path, struct err *err)
{
	int rc = out_flush(out);

	buf_free(&out->buf);
	if (close(out->fd) && !rc)
		rc = -errno;
	return rc ? err_set(err, -rc, "could not write '%s': %s", path, err_words(rc)) : 0;
}

static int nodes_write(struct arena *arena, struct str text, const struct node_format *format, const char *path)
{
	struct out out = { 0 };
	struct err err;
	int code;

	out.fd = output_open(arena, path, &err);
	if (out.fd < 0) {
		log_error("%s", err.text);
		return 1;
	}
	code = nodes_print(arena, text, format, &out);
	if (output_close(&out, path, &err)) {
		log_error("%s", err.text);
		return 1;
	}
	return code;
}

static int static_nodes_run(struct session *session, const void *fields, int count, char **operands)
{
	const struct static_nodes_options *options = fields;
	const struct node_format *format = format_find(options->format ? options->format : "human");
	struct arena *arena = &session->arena;
	const char *path;
	struct str text;
	struct err err;

	(void)count;
	(void)operands;
	if (!format) {
		log_plain("Unknown format: '%s'.", options->format);
		return 1;
	}
	path = path_join(arena, session_module_dir(session, NULL, NULL), "modules.devname");
	if (file_read(arena, path, DEVNAME_LIMIT, &text, &err)) {
		if (err.code == ENOENT)
			log_plain("Warning: %s not found - ignoring", path);
		else
			log_error("%s", err.text);
		return err.code == ENOENT ? 0 : 1;
	}
	if (options->output)
		return nodes_write(arena, text, format, options->output);
	return nodes_print(arena, text, format, &session->out);
}

static const struct opt static_nodes_options[] = {
	{ 'f', OPT_TEXT, offsetof(struct static_nodes_options, format), "format", "FORMAT",
	  "human (default), tmpfiles or devname" },
	{ 'o', OPT_TEXT, offsetof(struct static_nodes_options, output), "output", "FILE",
	  "write to FILE, with the folders above it" },
	{ 0 },
};

static const struct applet command_static_nodes = {
	.name = "static-nodes",
	.of = "kmod",
	.operands = "[OPTION...]",
	.summary = "print the device nodes whose use loads a module",
	.options = static_nodes_options,
	.options_size = sizeof(struct static_nodes_options),
	.run = static_nodes_run,
};

static const struct applet command_list = {
	.name = "list",
	.of = "kmod",
	.operands = "[OPTION...]",
	.summary = "list the loaded modules",
	.options = loaded_options,
	.options_size = sizeof(struct loaded_options),
	.run = loaded_run,
};

static const struct opt no_options[] = { { 0 } };

extern const struct applet applet_kmod;

static int help_run(struct session *session, const void *fields, int count, char **operands)
{
	(void)fields;
	(void)count;
	(void)operands;
	usage_print(&session->out, &applet_kmod);
	return 0;
}

static const struct applet command_help = {
	.name = "help",
	.of = "kmod",
	.operands = "",
	.summary = "show this help",
	.options = no_options,
	.run = help_run,
};

static const struct applet *const kmod_commands[] = {
	&command_help,
	&command_list,
	&command_static_nodes,
	NULL,
};

static int kmod_run(struct session *session, const void *fields, int count, char **operands)
{
	(void)fields;
	(void)count;
	(void)operands;
	log_error("missing command");
	usage_print(&session->out, session->applet);
	return 1;
}

const struct applet applet_kmod = {
	.name = "kmod",
	.operands = "COMMAND [ARGUMENT...]",
	.summary = "list the loaded modules, print static device nodes",
	.notes = "Any other command of this program may be named as well: kmod modprobe ...\n",
	.options = no_options,
	.commands = kmod_commands,
	.run = kmod_run,
};
