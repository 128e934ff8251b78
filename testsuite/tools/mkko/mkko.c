/* SPDX-License-Identifier: 0BSD */
/*
 * Writes small kernel modules, of any class and byte order, without a compiler. Laid out as `ld -r` does it:
 *
 *	ELF header | sections | .symtab | .strtab | .shstrtab | section headers | signature
 *
 * The parts that the kernel and depmod look at are there and true; the code is not, nothing runs it.
 */
#include "request.h"
#include "signature.h"

#include <elf.h>
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: mkko [OPTION...] NAME [KEY=VALUE...]\n"
	"       mkko -                        the same words from standard input, one a line\n"
	"\n"
	"Writes a kernel module NAME. The KEY=VALUE words are its .modinfo strings, in this order,\n"
	"followed by name=NAME. Numbers are decimal or 0x hexadecimal.\n"
	"\n"
	"  -o, --output FILE        where to (standard output)\n"
	"      --class 32|64        (64)\n"
	"      --order little|big   (little)\n"
	"      --machine NAME|N     x86_64 i386 arm arm64 mips ppc ppc64 riscv s390 sparc sparc64 (x86_64)\n"
	"      --type N             e_type (1: relocatable)\n"
	"      --export SYM[=CRC]   exports a symbol\n"
	"      --need SYM[=CRC]     needs a symbol; with a CRC it is listed in the versions too\n"
	"      --weak SYM[=CRC]     the same, but may do without it\n"
	"      --version SYM=CRC    is in the versions only, as module_layout is\n"
	"      --local SYM          has a symbol that nobody else sees\n"
	"      --crc section|absolute|none\n"
	"                           where __crc_SYM points: into __kcrctab, at the CRC, nowhere (section)\n"
	"      --versions table|extended|both\n"
	"                           form of the versions: __versions, __version_ext_* (table)\n"
	"      --no-exit            has no cleanup_module: cannot be removed\n"
	"      --build-id HEX       has a note with this id\n"
	"      --section NAME=TEXT  one more section; \\0 in the text is a NUL\n"
	"      --pad N              .text has N bytes (16)\n"
	"      --signer NAME        ends in a PKCS#7 signature of NAME (a made-up one)\n"
	"      --hash NAME          its hash: sha1 sha256 sha512 (sha256)\n"
	"      --serial HEX         its key's serial number (0123456789abcdef)\n"
	"      --truncate N         cut to N bytes; -N: cut N bytes off the end\n"
	"      --poke OFFSET:HEX    these bytes over what is there; a negative offset counts from the end\n"
	"      --append HEX         these bytes at the end\n"
	"  -h, --help\n"
	"\n"
	"Damage is done last, in the order: poke, truncate, append.\n"
	"\n"
	"Keys that the fake kernel reads (testsuite/fake): fake_init=ERRNO (what init returns), fake_delay=MS (how\n"
	"long init takes), fake_exit_delay=MS, fake_references=N (held open after loading).\n";

struct request want = {
	.bits = 64, .machine = EM_X86_64, .type = ET_REL, .versions = VERSIONS_TABLE, .pad = 16,
	.hash = "sha256", .serial = "0123456789abcdef",
};

static unsigned long number(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);
	if (!*text || *end)
		errx(1, "not a number: '%s'", text);
	return value;
}

/* ---- damage ---- */

static void poke(struct bytes *file, const char *words)
{
	char *colon;
	long offset = strtol(words, &colon, 0);
	if (*colon != ':')
		errx(1, "--poke needs OFFSET:HEX");
	struct bytes new = {0};
	put_hex(&new, colon + 1);
	if (offset < 0)
		offset += file->length;
	if (offset < 0 || offset + new.length > file->length)
		errx(1, "--poke %s is not in the file's %zu bytes", words, file->length);
	if (new.length)
		memcpy(file->at + offset, new.at, new.length);
}

static void truncate_to(struct bytes *file, const char *cut)
{
	size_t left = *cut == '-' ? file->length - number(cut + 1) : number(cut);
	if (left > file->length)
		errx(1, "--truncate %s: the file has %zu bytes", cut, file->length);
	file->length = left;
}

/* ---- the command line ---- */

static unsigned machine(const char *name)
{
	static const struct { const char *name; unsigned machine; } known[] = {
		{ "x86_64", EM_X86_64 }, { "i386", EM_386 }, { "arm", EM_ARM }, { "arm64", EM_AARCH64 },
		{ "mips", EM_MIPS }, { "ppc", EM_PPC }, { "ppc64", EM_PPC64 }, { "riscv", EM_RISCV },
		{ "s390", EM_S390 }, { "sparc", EM_SPARC }, { "sparc64", EM_SPARCV9 },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!strcmp(name, known[i].name))
			return known[i].machine;
	}
	return number(name);
}

static void add_symbol(const char *words, int kind)
{
	const char *equals = strchr(words, '=');
	struct symbol new = { .name = strndup(words, equals ? (size_t)(equals - words) : strlen(words)), .kind = kind };
	if (equals) {
		new.has_crc = true;
		new.crc = number(equals + 1);
	}
	want.symbols = realloc(want.symbols, (want.symbol_count + 1) * sizeof new);
	if (!want.symbols)
		err(1, "memory");
	want.symbols[want.symbol_count++] = new;
}

static void add_word(const char ***list, size_t *count, const char *word)
{
	*list = realloc(*list, (*count + 1) * sizeof **list);
	if (!*list)
		err(1, "memory");
	(*list)[(*count)++] = word;
}

/* The place of `word` in the NULL-ended list after it. */
static int choice(const char *word, const char *const *words)
{
	for (int i = 0; words[i]; i++) {
		if (!strcmp(word, words[i]))
			return i;
	}
	errx(1, "unknown word '%s' (try --help)", word);
}

#define CHOICE(...) choice(optarg, (const char *const []) { __VA_ARGS__, NULL })

enum {
	CLASS = 256, ORDER, MACHINE, TYPE, SYMBOL_EXPORT, SYMBOL_NEED, SYMBOL_WEAK, SYMBOL_VERSION, SYMBOL_LOCAL, CRC,
	VERSIONS, NO_EXIT, BUILD_ID, SECTION, PAD, SIGNER, HASH, SERIAL, TRUNCATE, POKE, APPEND,
};

static const struct option options[] = {
	{ "output", 1, NULL, 'o' }, { "class", 1, NULL, CLASS }, { "order", 1, NULL, ORDER },
	{ "machine", 1, NULL, MACHINE }, { "type", 1, NULL, TYPE }, { "export", 1, NULL, SYMBOL_EXPORT },
	{ "need", 1, NULL, SYMBOL_NEED }, { "weak", 1, NULL, SYMBOL_WEAK },
	{ "version", 1, NULL, SYMBOL_VERSION }, { "local", 1, NULL, SYMBOL_LOCAL },
	{ "crc", 1, NULL, CRC }, { "versions", 1, NULL, VERSIONS }, { "no-exit", 0, NULL, NO_EXIT },
	{ "build-id", 1, NULL, BUILD_ID }, { "section", 1, NULL, SECTION }, { "pad", 1, NULL, PAD },
	{ "signer", 1, NULL, SIGNER }, { "hash", 1, NULL, HASH }, { "serial", 1, NULL, SERIAL },
	{ "truncate", 1, NULL, TRUNCATE }, { "poke", 1, NULL, POKE }, { "append", 1, NULL, APPEND },
	{ "help", 0, NULL, 'h' }, { NULL, 0, NULL, 0 },
};

static void take_option(int letter)
{
	switch (letter) {
	case 'o': want.output = optarg; break;
	case CLASS: want.bits = CHOICE("32", "64") ? 64 : 32; break;
	case ORDER: want.is_big = CHOICE("little", "big"); break;
	case MACHINE: want.machine = machine(optarg); break;
	case TYPE: want.type = number(optarg); break;
	case SYMBOL_EXPORT: add_symbol(optarg, EXPORT); break;
	case SYMBOL_NEED: add_symbol(optarg, NEED); break;
	case SYMBOL_WEAK: add_symbol(optarg, WEAK); break;
	case SYMBOL_VERSION: add_symbol(optarg, VERSION); break;
	case SYMBOL_LOCAL: add_symbol(optarg, LOCAL); break;
	case CRC: want.crc = CHOICE("section", "absolute", "none"); break;
	case VERSIONS: want.versions = 1 + CHOICE("table", "extended", "both"); break;
	case NO_EXIT: want.no_exit = true; break;
	case BUILD_ID: want.build_id = optarg; break;
	case SECTION: add_word(&want.sections, &want.section_count, optarg); break;
	case PAD: want.pad = number(optarg); break;
	case SIGNER: want.signer = optarg; break;
	case HASH: want.hash = optarg; break;
	case SERIAL: want.serial = optarg; break;
	case TRUNCATE: want.cut = optarg; break;
	case POKE: add_word(&want.pokes, &want.poke_count, optarg); break;
	case APPEND: put_hex(&want.append, optarg); break;
	case 'h': fputs(help, stdout); exit(0);
	default: exit(1);
	}
}

static void parse(int count, char **words)
{
	int letter;
	while ((letter = getopt_long(count, words, "o:h", options, NULL)) >= 0)
		take_option(letter);
	if (optind == count) {
		fputs(help, stderr);
		exit(1);
	}
	want.name = words[optind];
	for (int i = optind + 1; i < count; i++)
		put_string(&want.modinfo, words[i]);
}

/* Each line of standard input is a word. */
static void parse_lines(char *program)
{
	const char **words = NULL;
	size_t count = 0, capacity = 0;
	char *line = NULL;
	ssize_t length;

	add_word(&words, &count, program);
	while ((length = getline(&line, &capacity, stdin)) >= 0) {
		if (length && line[length - 1] == '\n')
			line[length - 1] = 0;
		add_word(&words, &count, strdup(line));
	}
	int number_of_words = count;
	add_word(&words, &count, NULL);
	parse(number_of_words, (char **)words);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "-"))
		parse_lines(argv[0]);
	else
		parse(argc, argv);

	struct bytes file = {0};
	put_module(&file);
	if (want.signer)
		put_signature(&file, want.signer, want.hash, want.serial);
	for (size_t i = 0; i < want.poke_count; i++)
		poke(&file, want.pokes[i]);
	if (want.cut)
		truncate_to(&file, want.cut);
	put(&file, want.append.at, want.append.length);

	FILE *out = want.output ? fopen(want.output, "w") : stdout;
	if (!out)
		err(1, "%s", want.output);
	fwrite(file.at, 1, file.length, out);
	if (fclose(out))
		err(1, "%s", want.output ? want.output : "standard output");
	return 0;
}
