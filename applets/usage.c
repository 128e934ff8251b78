/* SPDX-License-Identifier: 0BSD */
/*
 * --help and --version. The pages are plain text in applets/help; scripts/pages packs those of this build into one
 * piece that is unpacked when somebody asks: 4 KB less, for every command that loads a module and needs none.
 */
#include "usage.h"

#include "base/log.h"
#include "base/str.h"
#include "file/compressor.h"
#include "pages.h"
#include "version.h"

#include <string.h>

const struct opt common_options[] = {
	{ 'V', OPT_FLAG, offsetof(struct common_options, version), "version" },
	{ 'h', OPT_FLAG, offsetof(struct common_options, help), "help" },
	{ 0 },
};

/* Pairs of name and text, each ended by a NUL, then an empty name; packed if this build can undo it. */
static const unsigned char packed_pages[] = { PAGES };

static int pages_unpack(const char **pages, struct err *err)
{
	const struct compressor *compressor = compressor_of(packed_pages, sizeof packed_pages);
	struct memory text = { .limit = 1 << 20 }, scratch = { .limit = SCRATCH_LIMIT };
	int rc = 0;

	if (compressor)
		rc = compressor->decompress(packed_pages, sizeof packed_pages, &text, &scratch, err);
	*pages = compressor ? (const char *)text.bytes : (const char *)packed_pages;
	return rc;	/* what was allocated goes with the process */
}

/* The text of the page, or of the empty one at the end. */
static const char *page_find(const char *pages, const struct applet *applet)
{
	const char *name = applet->page ? applet->page : applet->name;

	while (*pages) {
		bool found = !strcmp(pages, name);

		pages += strlen(pages) + 1;
		if (found)
			break;
		pages += strlen(pages) + 1;
	}
	return pages;
}

/* Names and what stands in the second line of their pages. */
static void applets_print(struct out *out, const char *pages)
{
	for (const struct applet *const *list = applets; *list; list++) {
		const char *summary = strchr(page_find(pages, *list), '\n') + 1;

		out_format(out, "  %-8s  %.*s\n", (*list)->name, (int)strcspn(summary, "\n"), summary);
	}
}

int usage_print(struct out *out, const struct applet *applet)
{
	const char *pages;
	struct err err;

	if (pages_unpack(&pages, &err)) {
		log_error("%s", err.text);
		return 1;
	}
	out_string(out, page_find(pages, applet));
	if (applet == &applet_kmodbox)
		applets_print(out, pages);
	return 0;
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
