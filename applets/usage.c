/* SPDX-License-Identifier: 0BSD */
/* --help and --version from the tables: what the parser takes is what is shown. */
#include "usage.h"

#include "base/fmt.h"
#include "file/compressor.h"
#include "version.h"

#include <string.h>

const struct opt common_options[] = {
	{ 'V', OPT_FLAG, offsetof(struct common_options, version), "version", NULL, "show the version" },
	{ 'h', OPT_FLAG, offsetof(struct common_options, help), "help", NULL, "show this help" },
	{ 0 },
};

/* "  -o, --outdir=DIR"; returns the length, 0 for an option that is not shown */
static size_t option_left(const struct opt *option, char *text, size_t size)
{
	const char letter[] = { option->letter ? '-' : '\0', option->letter, '\0' };
	const char *name = option->name ? option->name : "", *argument = option->argument ? option->argument : "";

	if (!option->help)
		return 0;
	return fmt(text, size, "  %s%s%s%s%s", letter, !*name ? "" : *letter ? ", --" : "    --", name,
		   !*argument ? "" : *name ? "=" : " ", argument);
}

static size_t options_width(const struct opt *options, size_t width)
{
	for (; options->letter || options->name; options++) {
		size_t length = option_left(options, NULL, 0);

		if (length > width)
			width = length;
	}
	return width;
}

static void options_print(struct out *out, const struct opt *options, size_t width)
{
	char left[128];

	for (; options->letter || options->name; options++)
		if (option_left(options, left, sizeof left))
			out_format(out, "%-*s  %s\n", (int)width, left, options->help);
}

void usage_print_applets(struct out *out, const struct applet *const *list)
{
	size_t width = 0;

	for (size_t i = 0; list[i]; i++)
		if (strlen(list[i]->name) > width)
			width = strlen(list[i]->name);
	for (; *list; list++)
		out_format(out, "  %-*s  %s\n", (int)width, (*list)->name, (*list)->summary);
}

void usage_print(struct out *out, const struct applet *applet)
{
	size_t width = options_width(common_options, options_width(applet->options, 0));

	out_format(out, "Usage: %s%s%s%s%s\n%s\n\nOptions:\n", applet->of ? applet->of : "",
		   applet->of ? " " : "", applet->name, *applet->operands ? " " : "", applet->operands,
		   applet->summary);
	options_print(out, applet->options, width);
	options_print(out, common_options, width);
	if (applet->commands) {
		out_string(out, "\nCommands:\n");
		usage_print_applets(out, applet->commands);
	}
	if (applet->notes)
		out_format(out, "\n%s", applet->notes);
}

/* kmod's words for what libraries it has */
static const struct {
	const char *compressor, *word;
} kmod_features[] = {
	{ "zstd", "ZSTD" },
	{ "xz", "XZ" },
	{ "gzip", "ZLIB" },
};

static char feature_sign(const char *compressor)
{
	for (size_t i = 0; compressors[i]; i++)
		if (!strcmp(compressors[i]->name, compressor))
			return '+';
	return '-';
}

void version_print(struct out *out)
{
	out_string(out, "kmod version " KMOD_VERSION "\n");
	for (size_t i = 0; i < sizeof kmod_features / sizeof *kmod_features; i++)
		out_format(out, "%c%s ", feature_sign(kmod_features[i].compressor), kmod_features[i].word);
	out_string(out, "-OPENSSL\nkmodbox " KMODBOX_VERSION);
	for (size_t i = 0; compressors[i]; i++)
		out_format(out, " %s", compressors[i]->name);
	out_string(out, "\n");
}
