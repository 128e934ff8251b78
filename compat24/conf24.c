/* SPDX-License-Identifier: 0BSD */
/* modules.conf line by line: what is compiled in, conditions, and the table of keywords. */
#include "compat24/conf24.h"

#include "base/files.h"
#include "base/lines.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLANKS " \t"

enum { FILES_MOST = 1000, FILE_LIMIT = 1 << 20, LINE_SHOWN = 80 };

/* What lines begin with: the kinds of entries that are words, then what makes no entry. Each ends in NUL, as all do. */
static const char keywords[] =
	"alias\0probe\0probeall\0options\0above\0below\0pre-install\0install\0post-install\0pre-remove\0remove\0"
	"post-remove\0define\0prune\0options -k\0include\0keep\0if\0elseif\0else\0endif\0";

enum {
	KEYWORD_INCLUDE = CONF24_STAYS + 1, KEYWORD_KEEP, KEYWORD_IF, KEYWORD_ELSEIF, KEYWORD_ELSE, KEYWORD_ENDIF,
	KEYWORD_NONE,
};

/*
 * modutils' aliases (its util/alias.h): the beginning of names, then MODULE:NAME,NAME... with their ends; two blanks
 * are the empty beginning. Left out are drives and cards that were rare when 2.4 was new.
 */
static const char aliases[] =
	"binfmt- off:0000 binfmt_aout:204,263,264,267,387 iBCS:332 "
	"block-major- rd:1 floppy:2 ide-probe-mod:3,22,33,34,56,57,88,89,90,91 loop:7 sd_mod:8 md:9 sr_mod:11 "
	"ide-tape:37 ftl:44 pcd:46 pf:47 lvm-mod:58 nftl:93 pg:97 "
	"char-major- serial:4,5 lp:6 st:9 off:10 wdt:10-130,10-131 rtc:10-135 openprom:10-139 nvram:10-144 "
	"agpgart:10-175 microcode:10-184 soundcore:14 sg:21 ftape:27 mtdchar:90 ppdev:99 ppp_generic:108 lvm-mod:109 "
	"md-personality- linear:1 raid0:2 raid1:3 raid5:4 "
	"net-pf- unix:1 ipv4:2 off:3,6,10,19 ipx:4 appletalk:5 af_packet:17 "
	"tty-ldisc- slip:1 ppp_async:3 irtty:11 ppp_synctty:14 "
	"ppp-compress- ppp_mppe:18 bsd_comp:21 ppp_deflate:24,26 "
	" msdos:dos isofs:iso9660 dummy:dummy0,dummy1 off:eth0,scsi_hostadapter plip:plip0,plip1 ppp:ppp0,ppp1 "
	"slip:slip0,slip1 ipip:tunl0 parport_pc:parport_lowlevel usbcore:usbdevfs";

/* Of modutils' list to prune, what could be taken for a folder of modules. */
static const char defaults[] = "options dummy0 -o dummy0\n"
			       "options dummy1 -o dummy1\n"
			       "options sb io=0x220 irq=7 dma=1 dma16=5 mpu_io=0x330\n"
			       "prune build\n";

/* In /lib/modules. */
static const char folders[] = "boot `uname -r` `kernelversion` default kernel fs net scsi block cdrom ipv4 ipv6 sound "
			      "fc4 video misc pcmcia atm usb ide ieee1394 mtd";

const char *conf24_keyword(enum conf24_kind kind)
{
	const char *word = keywords;

	while (kind--)
		word += strlen(word) + 1;
	return word;
}

/* ---- entries ---- */

/* The place of an entry in the index. */
static void **entry_slot(const struct conf24 *conf, enum conf24_kind kind, const char *name)
{
	return map_slot((struct map *)&conf->index, str_of(arena_format(conf->arena, "%c%s", 'a' + (int)kind, name)));
}

const struct entry24 *conf24_find(const struct conf24 *conf, enum conf24_kind kind, const char *name)
{
	return *entry_slot(conf, kind, name);
}

const char *conf24_text(const struct conf24 *conf, enum conf24_kind kind, const char *name)
{
	const struct entry24 *entry = conf24_find(conf, kind, name);

	return entry ? entry->text : "";
}

/* `name` and `text` must live as long as the configuration. */
static void entry_set(struct conf24 *conf, enum conf24_kind kind, const char *name, const char *text, bool add)
{
	void **slot = entry_slot(conf, kind, name);
	struct entry24 *entry = *slot;

	if (!entry) {
		entry = *slot = arena_alloc(conf->arena, sizeof *entry);
		*conf->end = entry;
		conf->end = &entry->next;
	} else if (add) {
		text = arena_format(conf->arena, "%s %s", entry->text, text);
	}
	entry->kind = kind;
	entry->name = name;
	entry->text = text;
}

const char *conf24_file(const struct conf24 *conf, const char *what)
{
	const char *set = conf24_text(conf, CONF24_SETTING, arena_format(conf->arena, "%sfile", what));

	return *set ? set : arena_format(conf->arena, "/lib/modules/%s/modules.%s", conf->release, what);
}

/* Cuts the next word off, quotes around it too; "" behind the last. The rest begins with no blank. */
static char *word_cut(char **rest)
{
	char *word = *rest + (**rest == '"');

	*rest = word + strcspn(word, word > *rest ? "\"" : BLANKS);
	if (**rest)
		*(*rest)++ = '\0';
	*rest += strspn(*rest, BLANKS);
	return word;
}

/* ---- conditions ---- */

enum { IF_COUNTS, IF_WAITS, IF_OVER };	/* its lines count; not yet; nothing up to its endif does */

/* -f FILE, -k, or [-n] WORD OPERATOR WORD */
static bool test_holds(const struct conf24 *conf, char *test)
{
	const char *word = word_cut(&test), *operator, *other;
	unsigned long left = 0, right = 0;
	int order = 0;

	if (!strcmp(word, "-f"))
		return file_kind(path_join(conf->arena, conf->root, test)) != FILE_UNKNOWN;
	if (!strcmp(word, "-k"))
		return conf->autoclean;
	if (!strcmp(word, "-n")) {
		word = word_cut(&test);
		order = 1;
	}
	operator = word_cut(&test);
	other = word_cut(&test);
	if (order) {
		str_number(word, -1UL, &left);
		str_number(other, -1UL, &right);
		order = (left > right) - (left < right);
	} else {
		order = strcmp(word, other);
	}
	if (*operator == '!')
		return order;
	return *operator && strchr(operator, order < 0 ? '<' : order ? '>' : '=');
}

/* if, elseif, else and endif. Returns false if it does not belong here. */
static bool condition_take(struct conf24 *conf, int keyword, char *test)
{
	unsigned char *state = &conf->ifs[conf->if_count];
	bool is_not;

	if (keyword == KEYWORD_IF) {
		if (conf->if_count + 1 == sizeof conf->ifs)
			return false;
		conf->if_count++;
		state++;
		*state = state[-1] == IF_COUNTS ? IF_WAITS : IF_OVER;
	}
	if (!conf->if_count)
		return false;
	if (keyword == KEYWORD_ENDIF) {
		conf->if_count--;
	} else if (*state != IF_WAITS) {
		*state = IF_OVER;
	} else {
		is_not = *test == '!';
		test += is_not;
		test = expand24(conf, test + strspn(test, BLANKS));
		if (keyword == KEYWORD_ELSE || test_holds(conf, test) != is_not)
			*state = IF_COUNTS;
	}
	return true;
}

/* ---- lines ---- */

static int file_take(struct conf24 *conf, const char *path, struct err *err);
static void text_take(struct conf24 *conf, struct str text, const char *file);

/* A folder that is named again stays where it was. */
static void paths_add(struct conf24 *conf, const char *what, const char *above, char *rest)
{
	for (; *rest; conf->path_count++)
		entry_set(conf, CONF24_PATH, arena_format(conf->arena, "%s%s", above, word_cut(&rest)), what, false);
}

static void paths_set(struct conf24 *conf)
{
	paths_add(conf, "path", "/lib/modules/", expand24(conf, arena_string(conf->arena, folders)));
}

static void include_take(struct conf24 *conf, char *rest)
{
	struct err err;

	while (*rest)
		if (file_take(conf, path_join(conf->arena, conf->root, word_cut(&rest)), &err))
			log_warn("%s", err.text);
}

/* NAME=VALUE, path=FOLDER and path[TAG]=FOLDER. Returns false for anything else. */
static bool setting_take(struct conf24 *conf, char *line)
{
	const char *name = strsep(&line, "=");

	if (!line || !*name)
		return false;
	line = expand24(conf, line);
	if (str_starts(name, "path"))
		paths_add(conf, name, "", line);
	else
		entry_set(conf, CONF24_SETTING, name, line, false);
	return true;
}

/* A line that makes an entry; prune makes one of each word. Returns false if there is no name. */
static bool entry_take(struct conf24 *conf, enum conf24_kind kind, char *rest, bool add)
{
	const char *name = word_cut(&rest);

	if (kind == CONF24_OPTIONS && !strcmp(name, "-k")) {
		name = word_cut(&rest);
		if (*name)
			entry_set(conf, CONF24_STAYS, name, "", false);
	}
	if (!*name)
		return false;
	if (kind == CONF24_DEFINE)
		conf->defines = arena_format(conf->arena, "%s%s=\"%s\"\n", conf->defines, name, rest);
	for (; kind == CONF24_PRUNE && *rest; name = word_cut(&rest))
		entry_set(conf, kind, name, "", false);
	entry_set(conf, kind, name, rest, add);
	return true;
}

static bool line_take(struct conf24 *conf, char *line)
{
	char *whole = arena_string(conf->arena, line), *word = word_cut(&line);
	bool add = !strcmp(word, "add");
	unsigned keyword = 0;

	if (add)
		word = word_cut(&line);
	while (keyword < KEYWORD_NONE && strcmp(conf24_keyword(keyword), word) != 0)
		keyword++;
	if (keyword >= KEYWORD_IF && keyword < KEYWORD_NONE)
		return condition_take(conf, keyword, line);
	if (conf->ifs[conf->if_count] != IF_COUNTS)
		return true;
	if (keyword == KEYWORD_NONE)
		return setting_take(conf, whole);
	if (keyword < CONF24_PRE_INSTALL || keyword > CONF24_POST_REMOVE)
		line = expand24(conf, line);
	if (keyword < KEYWORD_INCLUDE)
		return entry_take(conf, keyword, line, add);
	if (keyword == KEYWORD_INCLUDE)
		include_take(conf, line);
	else
		paths_set(conf);
	return true;
}

/* A # begins a comment where a word could begin. Blanks at the end are nobody's. */
static void line_trim(char *line)
{
	size_t length = 0;

	for (size_t i = 0; line[i] && (line[i] != '#' || (i && !strchr(BLANKS, line[i - 1]))); i++)
		if (!strchr(BLANKS, line[i]))
			length = i + 1;
	line[length] = '\0';
}

static void text_take(struct conf24 *conf, struct str text, const char *file)
{
	unsigned outer = conf->if_count;
	struct lines lines;
	struct str each;

	lines_open(&lines, text, conf->arena);
	lines.keeps_escapes = true;
	while (lines_next(&lines, &each)) {
		char *line = arena_copy(conf->arena, each.at, each.length);

		line_trim(line);
		line += strspn(line, BLANKS);
		if (*line && !line_take(conf, line))
			log_warn("%s line %u: ignoring bad '%.*s'", file, lines.number, LINE_SHOWN,
				 line);
	}
	if (conf->if_count != outer)
		log_warn("%s: endif is missing", file);
	conf->if_count = outer;
}

/* What a stranger could have written is not for root to obey. */
static int file_take(struct conf24 *conf, const char *path, struct err *err)
{
	struct str text;
	struct stat status;
	int rc = file_read(conf->arena, path, FILE_LIMIT, &text, err);

	if (rc)
		return rc;
	if (!stat(path, &status) && status.st_uid && status.st_uid != geteuid())
		return err_set(err, EPERM, "'%s' does not belong to root", path);
	if (++conf->file_count > FILES_MOST)
		return err_set(err, ELOOP, "'%s' is one file too many", path);
	text_take(conf, text, path);
	return 0;
}

/* What stands in the table of aliases. */
static void aliases_set(struct conf24 *conf)
{
	char *rest = arena_string(conf->arena, aliases), *names, *end;
	const char *beginning = "", *module;

	while ((names = strsep(&rest, " "))) {
		module = strsep(&names, ":");
		if (!names)
			beginning = module;
		while ((end = strsep(&names, ",")))
			entry_set(conf, CONF24_ALIAS, arena_format(conf->arena, "%s%s", beginning, end), module,
				  false);
	}
}

int conf24_read(struct conf24 *conf, const char *file, struct err *err)
{
	int rc;

	conf->index.arena = conf->arena;
	conf->end = &conf->entries;
	conf->defines = "";
	aliases_set(conf);
	text_take(conf, str_of(defaults), "");
	rc = file_take(conf, file ? file : path_join(conf->arena, conf->root, "/etc/modules.conf"), err);
	if (rc == -ENOENT && !file)
		rc = file_take(conf, path_join(conf->arena, conf->root, "/etc/conf.modules"), err);
	if (!conf->path_count)
		paths_set(conf);
	return rc == -ENOENT && !file ? 0 : rc;
}

void conf24_print(const struct conf24 *conf, struct out *out)
{
	for (const struct entry24 *entry = conf->entries; entry; entry = entry->next) {
		const char *name = entry->name, *text = entry->text;

		if (entry->kind >= CONF24_SETTING)
			out_format(out, "%s=%s\n", entry->kind == CONF24_PATH ? text : name,
				   entry->kind == CONF24_PATH ? name : text);
		else
			out_format(out, *text ? "%s %s %s\n" : "%s %s\n", conf24_keyword(entry->kind), name, text);
	}
}
