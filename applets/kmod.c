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

struct static_nodes_options {
	const char *output, *format;
};

/* For people; for systemd-tmpfiles, as in tmpfiles.d(5); as modules.devname itself. */
enum format { HUMAN, TMPFILES, DEVNAME, FORMATS };
static const char format_names[FORMATS][9] = { "human", "tmpfiles", "devname" };

static void node_print(struct out *out, enum format format, const struct static_node *node)
{
	const char *slash = strrchr(node->device, '/');

	if (format == HUMAN)
		out_format(out, "Module: %s\n\tDevice node: /dev/%s\n\t\tType: %s device\n\t\tMajor: %lu\n\t\tMinor: %lu\n",
			   node->module, node->device, node->type == 'c' ? "character" : "block", node->major,
			   node->minor);
	if (format == TMPFILES && slash)
		out_format(out, "d /dev/%.*s 0755 - - -\n", (int)(slash - node->device), node->device);
	if (format == TMPFILES)
		out_format(out, "%c! /dev/%s 0600 - - - %lu:%lu\n", node->type, node->device, node->major, node->minor);
	if (format == DEVNAME)
		out_format(out, "%s %s %c%lu:%lu\n", node->module, node->device, node->type, node->major, node->minor);
}

/* A line: "tun net/tun c10:200", with no NUL byte in it. */
static bool node_parse(struct arena *arena, struct str line, struct static_node *node)
{
	struct str words[3], major;

	for (int i = 0; i < 3; i++)
		if (!str_word(&line, " \t\r", &words[i]))
			return false;
	node->module = arena_copy(arena, words[0].at, words[0].length);
	node->device = arena_copy(arena, words[1].at, words[1].length);
	node->type = *words[2].at;
	if ((node->type != 'c' && node->type != 'b') || !str_cut(&words[2], ":", &major))
		return false;
	return str_number(arena_copy(arena, major.at + 1, major.length - 1), UINT_MAX, &node->major) &&
	       str_number(arena_copy(arena, words[2].at, words[2].length), UINT_MAX, &node->minor);
}

/* Returns 1 if a line was bad; the others are printed all the same. */
static int nodes_print(struct arena *arena, struct str text, enum format format, struct out *out)
{
	struct str line;
	int code = 0;

	while (str_cut(&text, "\n", &line)) {
		struct static_node node;

		if (!line.length || *line.at == '#')
			continue;
		if (!memchr(line.at, '\0', line.length) && node_parse(arena, line, &node)) {
			node_print(out, format, &node);
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
	int fd = length > 1 ? folder_make(arena_copy(arena, path, length - 1), err) : 0;

	if (fd)
		return fd;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	return fd < 0 ? err_sys(err, "could not create '%s'", path) : fd;
}

static int nodes_write(struct arena *arena, struct str text, enum format format, const char *path)
{
	struct out out = { 0 };
	struct err err;
	int code, rc;

	out.fd = output_open(arena, path, &err);
	if (out.fd < 0) {
		log_error("%s", err.text);
		return 1;
	}
	code = nodes_print(arena, text, format, &out);
	rc = out_flush(&out);
	buf_free(&out.buf);
	if (close(out.fd) && !rc)
		rc = -errno;
	if (rc)
		log_error("could not write '%s': %s", path, err_words(rc));
	return rc ? 1 : code;
}

static int static_nodes_run(struct session *session, const void *fields, int count, char **operands)
{
	const struct static_nodes_options *options = fields;
	struct arena *arena = &session->arena;
	enum format format = HUMAN;
	const char *path;
	struct str text;
	struct err err;

	(void)count;
	(void)operands;
	while (options->format && format < FORMATS && strcmp(format_names[format], options->format))
		format++;
	if (format == FORMATS) {
		log_plain("Unknown format: '%s'.", options->format);
		return 1;
	}
	path = path_join(arena, session_module_dir(session, NULL, NULL), "modules.devname");
	switch (file_read(arena, path, DEVNAME_LIMIT, &text, &err)) {
	case 0:
		return options->output ? nodes_write(arena, text, format, options->output) :
					 nodes_print(arena, text, format, &session->out);
	case -ENOENT:
		log_plain("Warning: %s not found - ignoring", path);
		return 0;
	default:
		log_error("%s", err.text);
		return 1;
	}
}

static const struct opt static_nodes_options[] = {
	{ 'f', OPT_TEXT, offsetof(struct static_nodes_options, format), "format" },
	{ 'o', OPT_TEXT, offsetof(struct static_nodes_options, output), "output" },
	{ 0 },
};

static const struct applet command_static_nodes = {
	.name = "static-nodes",
	.of = "kmod",
	.page = "kmod-static-nodes",
	.options = static_nodes_options,
	.options_size = sizeof(struct static_nodes_options),
	.run = static_nodes_run,
};

static const struct applet command_list = {
	.name = "list",
	.of = "kmod",
	.page = "kmod-list",
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
	return usage_print(&session->out, &applet_kmod);
}

static const struct applet command_help = {
	.name = "help",
	.of = "kmod",
	.page = "kmod",
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
	.options = no_options,
	.commands = kmod_commands,
	.run = kmod_run,
};
