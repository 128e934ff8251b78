/* SPDX-License-Identifier: 0BSD */
/* A module directory in all its forms: whatever is there and whole answers, and the answers are the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/elfmaker.h"
#include "unit/fixture.h"

#include "base/buf.h"
#include "base/files.h"
#include "base/log.h"
#include "index/moddb.h"
#include "module/name.h"

#include <errno.h>

static const char fixtures[] = "testsuite/fixtures/index";

/* A module directory of the test's own. */
struct place {
	struct fixture fixture;
	struct arena arena;
	struct moddb *db;
};

static void place_open(struct place *place)
{
	*place = (struct place){ 0 };
	fixture_open(&place->fixture);
	place->db = moddb_open(&place->arena, place->fixture.root);
}

static void place_close(struct place *place)
{
	moddb_close(place->db);
	fixture_close(&place->fixture);
	arena_free(&place->arena);
}

static void read_fixture(struct place *place, const char *name, struct str *bytes)
{
	char *path = path_join(&place->arena, fixtures, name);

	assert_int_equal(file_read(&place->arena, path, 1 << 20, bytes, NULL), 0);
}

static void copy_fixture(struct place *place, const char *name)
{
	struct str bytes;

	read_fixture(place, name, &bytes);
	fixture_bytes(&place->fixture, name, bytes.at, bytes.length);
}

/* "name: dep dep", paths without the directory; "-" if there is no such module, or the number of the error. */
static const char *module(struct place *place, const char *name)
{
	const struct module_record *record;
	size_t root = strlen(place->fixture.root) + 1;
	struct buf text = { 0 };
	const char *result;
	int rc = moddb_module(place->db, name, &record, NULL);

	if (rc < 0)
		return arena_format(&place->arena, "%d", rc);
	if (!rc)
		return "-";
	buf_format(&text, "%s=%s:", record->name, record->path + root);
	for (size_t i = 0; i < record->dep_count; i++) {
		assert_true(str_starts(record->deps[i], "/"));
		buf_format(&text, " %s", str_starts(record->deps[i], place->fixture.root) ? record->deps[i] + root :
			   record->deps[i]);
	}
	result = arena_string(&place->arena, buf_text(&text));
	buf_free(&text);
	return result;
}

typedef int (*list_question)(struct moddb *db, const char *key, struct name_list *out, struct err *err);

/* The names with a blank behind each, or the number of the error. */
static const char *names(struct place *place, list_question ask, const char *key)
{
	struct name_list list;
	struct buf text = { 0 };
	const char *result, *normal = alias_normal(&place->arena, key);
	int rc;

	if (!normal)
		return "";
	rc = ask(place->db, normal, &list, NULL);
	if (rc < 0)
		return arena_format(&place->arena, "%d", rc);
	assert_int_equal(list.count, rc);
	for (size_t i = 0; i < list.count; i++)
		buf_format(&text, "%s ", list.at[i]);
	result = arena_string(&place->arena, buf_text(&text));
	buf_free(&text);
	return result;
}

/* What the fixture's modules are, in whatever form. */
static void check_answers(struct place *place)
{
	assert_string_equal(module(place, "ext4"), "ext4=kernel/fs/ext4/ext4.ko: kernel/lib/crc16.ko "
						   "kernel/fs/mbcache.ko kernel/fs/jbd2/jbd2.ko");
	assert_string_equal(module(place, "virtio-net"), "virtio_net=kernel/drivers/net/virtio_net.ko: "
			    "kernel/drivers/net/net_failover.ko kernel/net/core/failover.ko");
	assert_string_equal(module(place, "crc16"), "crc16=kernel/lib/crc16.ko:");
	assert_string_equal(module(place, "crc32"), "-");
	assert_string_equal(module(place, "crc32"), "-");
	assert_string_equal(module(place, ""), "-");
	assert_string_equal(names(place, moddb_aliases, "fs-ext3"), "ext4 ");
	assert_string_equal(names(place, moddb_aliases, "virtio:d00000001v00001AF4"), "virtio_net ");
	assert_string_equal(names(place, moddb_aliases, "usb:v13FDp3940d01dc00dsc00dp00ic08isc06ip50in00"), "uas ");
	assert_string_equal(names(place, moddb_aliases, "usb:v13FDp3940d03dc00dsc00dp00ic08isc06ip00in00"), "");
	assert_string_equal(names(place, moddb_aliases, "fs-ext5"), "");
	assert_string_equal(names(place, moddb_aliases, "fs]ext4"), "");
	assert_string_equal(names(place, moddb_aliases, "fs[ext4"), "");
}

static void check_builtins(struct place *place)
{
	assert_int_equal(moddb_builtin(place->db, "sha1-generic", NULL), 1);
	assert_int_equal(moddb_builtin(place->db, "configfs", NULL), 1);
	assert_int_equal(moddb_builtin(place->db, "ext4", NULL), 0);
	assert_string_equal(names(place, moddb_builtin_aliases, "crypto_sha1-generic"), "sha1_generic ");
	assert_string_equal(names(place, moddb_builtin_aliases, "sha1"), "sha1_generic another ");
	assert_string_equal(names(place, moddb_builtin_aliases, "zpool-zbud"), "zpool ");
	assert_string_equal(names(place, moddb_builtin_aliases, "zpoo"), "");
}

static void test_binary_alone(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	copy_fixture(&place, "modules.dep.bin");
	copy_fixture(&place, "modules.alias.bin");
	copy_fixture(&place, "modules.symbols.bin");
	copy_fixture(&place, "modules.builtin.bin");
	copy_fixture(&place, "modules.builtin.alias.bin");
	check_answers(&place);
	check_builtins(&place);
	assert_string_equal(names(&place, moddb_symbols, "symbol:xor_blocks"), "xor ");
	assert_string_equal(names(&place, moddb_symbols, "symbol:xor_block"), "");
	place_close(&place);
}

static void test_text_alone(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	copy_fixture(&place, "modules.dep");
	copy_fixture(&place, "modules.alias");
	copy_fixture(&place, "modules.builtin");
	copy_fixture(&place, "modules.builtin.modinfo");
	fixture_file(&place.fixture, "modules.symbols", "alias symbol:xor_blocks xor\n");
	check_answers(&place);
	check_builtins(&place);
	assert_string_equal(names(&place, moddb_symbols, "symbol:xor_blocks"), "xor ");
	place_close(&place);
}

/* A damaged index may give a wrong name, as it has no checksum, but mostly it is seen and the text is asked. */
static void test_truncated_binary_falls_back(void **state)
{
	struct place place;
	struct str bytes;

	(void)state;
	place_open(&place);
	copy_fixture(&place, "modules.dep");
	copy_fixture(&place, "modules.alias");
	copy_fixture(&place, "modules.alias.bin");
	read_fixture(&place, "modules.dep.bin", &bytes);
	for (size_t size = 0; size < bytes.length; size += 3) {
		fixture_bytes(&place.fixture, "modules.dep.bin", bytes.at, size);
		check_answers(&place);
		moddb_close(place.db);
	}
	place_close(&place);
}

static void test_index_of_nonsense_falls_back(void **state)
{
	static const char nonsense[] = "\xb0\x07\xf4\x57\0\2\0\1\x20\0\0\x0c\3\0";
	struct place place;

	(void)state;
	place_open(&place);
	copy_fixture(&place, "modules.dep");
	copy_fixture(&place, "modules.alias");
	copy_fixture(&place, "modules.builtin");
	copy_fixture(&place, "modules.builtin.modinfo");
	fixture_bytes(&place.fixture, "modules.dep.bin", nonsense, sizeof nonsense - 1);
	fixture_bytes(&place.fixture, "modules.alias.bin", nonsense, sizeof nonsense - 1);
	fixture_bytes(&place.fixture, "modules.builtin.bin", nonsense, sizeof nonsense - 1);
	fixture_file(&place.fixture, "modules.builtin.alias.bin", "");
	check_answers(&place);
	check_builtins(&place);
	place_close(&place);
}

static void test_dep_text_forms(void **state)
{
	static const char text[] =
		"# a comment\r\n\r\n"
		"kernel/a-b.ko.xz:\tkernel/c.ko \\\r\n\t\tkernel/d.ko\r\n"
		"kernel/c.ko:\n"
		"   \t\n"
		"kernel/d.ko: kernel/e.ko\n"
		"no colon here\n"
		":\n"
		"kernel/e.ko: /extra/f.ko\n"
		"/extra/f.ko:\n"
		"kernel/with:colon.ko:\n"
		"kernel/last.ko: kernel/c.ko\\";
	struct place place;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.dep", text);
	assert_string_equal(module(&place, "a_b"), "a_b=kernel/a-b.ko.xz: kernel/c.ko kernel/d.ko kernel/e.ko "
						   "/extra/f.ko");
	assert_string_equal(module(&place, "d"), "d=kernel/d.ko: kernel/e.ko /extra/f.ko");
	assert_string_equal(module(&place, "with:colon"), "with:colon=kernel/with:colon.ko:");
	assert_string_equal(module(&place, "last"), "last=kernel/last.ko: kernel/c.ko");
	assert_string_equal(module(&place, "no colon here"), "-");
	place_close(&place);
}

/* Each module comes before those that it needs, however the file lists them; cycles have an end. */
static void test_direct_dependencies(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.dep",
		     "top.ko: left.ko right.ko\nleft.ko: base.ko\nright.ko: left.ko base.ko\nbase.ko:\n"
		     "x.ko: y.ko\ny.ko: z.ko\nz.ko: x.ko y.ko z.ko\n"
		     "user.ko: gone.ko base.ko\n"
		     "wrong.ko: base.ko left.ko\n");
	assert_string_equal(module(&place, "top"), "top=top.ko: right.ko left.ko base.ko");
	assert_string_equal(module(&place, "x"), "x=x.ko: y.ko z.ko");
	assert_string_equal(module(&place, "z"), "z=z.ko: x.ko y.ko");
	assert_string_equal(module(&place, "user"), "user=user.ko: gone.ko base.ko");
	assert_string_equal(module(&place, "wrong"), "wrong=wrong.ko: left.ko base.ko");
	place_close(&place);
}

/* A chain of modules that each name only the next one. */
static void test_long_chain(void **state)
{
	struct place place;
	struct buf text = { 0 };
	const struct module_record *record;

	(void)state;
	place_open(&place);
	for (int i = 0; i < 5000; i++)
		buf_format(&text, "m%d.ko: m%d.ko\n", i, i + 1);
	fixture_file(&place.fixture, "modules.dep", buf_text(&text));
	assert_int_equal(moddb_module(place.db, "m0", &record, NULL), 1);
	assert_int_equal(record->dep_count, 5000);
	assert_string_equal(path_base(record->deps[0]), "m1.ko");
	assert_string_equal(path_base(record->deps[4999]), "m5000.ko");
	buf_free(&text);
	place_close(&place);
}

/* Answers from other memory, which is given back each time, are the same, those from text too. */
static void test_forgetting(void **state)
{
	static const char dep[] = "a.ko: b.ko c.ko\nb.ko: c.ko\nc.ko:\n";
	struct arena scratch = { 0 };
	struct place place;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.dep", dep);
	for (size_t i = 0; i < 3; i++) {
		moddb_forget(place.db, &scratch);
		arena_bytes(&scratch, i * 5000);
		assert_string_equal(module(&place, "a"), "a=a.ko: b.ko c.ko");
		assert_string_equal(module(&place, "b"), "b=b.ko: c.ko");
		assert_string_equal(module(&place, "d"), "-");
		assert_string_equal(module(&place, "c"), "c=c.ko:");
		arena_reset(&scratch);
		memset(arena_bytes(&scratch, 20000), 'b', 20000);	/* what was called otherwise is b now */
		arena_reset(&scratch);
	}
	arena_free(&scratch);
	place_close(&place);
}

/* Two lines that name one module again and again: the square of their lengths would take minutes and gigabytes. */
static void test_one_module_named_often(void **state)
{
	enum { TIMES = 50000 };
	struct place place;
	struct buf text = { 0 };
	const struct module_record *record;

	(void)state;
	place_open(&place);
	buf_string(&text, "a.ko:");
	for (int i = 0; i < TIMES; i++)
		buf_string(&text, " b.ko");
	buf_string(&text, " c.ko\nb.ko:");
	for (int i = 0; i < TIMES; i++)
		buf_string(&text, " c.ko");
	buf_string(&text, "\nc.ko:\n");
	fixture_file(&place.fixture, "modules.dep", buf_text(&text));
	assert_int_equal(moddb_module(place.db, "a", &record, NULL), 1);
	assert_string_equal(path_base(record->deps[0]), "b.ko");
	assert_string_equal(path_base(record->deps[record->dep_count - 1]), "c.ko");
	buf_free(&text);
	place_close(&place);
}

static void test_paths_stay_inside(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.dep",
		     "kernel/../../../etc/evil.ko:\n"
		     "kernel/good.ko: ../bad.ko\n"
		     "kernel/a..b/..c/d...ko: kernel/e.ko\n");
	assert_string_equal(module(&place, "d"), "d=kernel/a..b/..c/d...ko: kernel/e.ko");
	assert_string_equal(module(&place, "evil"), "-");
	assert_string_equal(module(&place, "good"), "-");
	place_close(&place);
}

/* A module file with these strings in .modinfo; `exported` and `needed` symbols, if not NULL. */
static void put_module(struct place *place, const char *path, const char *modinfo, size_t size, const char *exported,
		       const char *needed)
{
	struct maker maker = { .machine = EM_X86_64 };
	struct maker_symbol symbol = { needed, 0, STB_GLOBAL << 4, SHN_UNDEF };

	maker.sections[0] = (struct maker_section){ .name = ".modinfo", .bytes = modinfo, .size = size };
	maker.sections[1] = (struct maker_section){
		.name = "__ksymtab_strings", .bytes = exported, .size = exported ? strlen(exported) + 1 : 0,
	};
	maker.sections[2] = (struct maker_section){ .name = "__ksymtab", .bytes = "", .size = 0 };
	if (needed)
		maker_symbols(&maker, 4, &symbol, 1, 1);
	maker_make(&maker);
	fixture_bytes(&place->fixture, path, maker.bytes, maker.size);
	maker_free(&maker);
}

#define PUT_MODULE(place, path, modinfo) put_module(place, path, modinfo, sizeof(modinfo), NULL, NULL)

static void put_tree(struct place *place)
{
	static const char none[] = "license=GPL";

	PUT_MODULE(place, "kernel/net/wifi-a.ko", "alias=pci:v0001d*\0depends=lib-b,base\0alias=bus-[a-b]-*");
	PUT_MODULE(place, "kernel/lib-b.ko", "depends=base");
	PUT_MODULE(place, "kernel/base.ko", "depends=");
	PUT_MODULE(place, "updates/base.ko", "depends=\0alias=new-base");
	PUT_MODULE(place, "kernel/other.ko", "depends=gone,base\0alias=pci:v0001d00*");
	PUT_MODULE(place, "build/hidden.ko", "depends=");
	PUT_MODULE(place, "kernel/.git/hidden.ko", "depends=");
	put_module(place, "kernel/provider.ko", none, sizeof none, "provided", NULL);
	put_module(place, "kernel/consumer.ko", none, sizeof none, NULL, "provided");
	fixture_file(&place->fixture, "kernel/empty.ko", "");
	fixture_file(&place->fixture, "kernel/text.ko.xz", "this is no module");
	fixture_file(&place->fixture, "kernel/readme.txt", "nor this");
}

static void test_tree_alone(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	put_tree(&place);
	assert_int_equal(symlink(".", fixture_path(&place.fixture, "kernel/loop")), 0);
	assert_int_equal(symlink("gone", fixture_path(&place.fixture, "kernel/dangling.ko")), 0);
	assert_string_equal(module(&place, "base"), "base=updates/base.ko:");
	assert_string_equal(module(&place, "wifi_a"), "wifi_a=kernel/net/wifi-a.ko: kernel/lib-b.ko updates/base.ko");
	assert_string_equal(module(&place, "other"), "other=kernel/other.ko: updates/base.ko");
	assert_string_equal(module(&place, "consumer"), "consumer=kernel/consumer.ko: kernel/provider.ko");
	assert_string_equal(module(&place, "empty"), "empty=kernel/empty.ko:");
	assert_string_equal(module(&place, "hidden"), "-");
	assert_string_equal(module(&place, "dangling"), "-");
	assert_string_equal(names(&place, moddb_aliases, "new-base"), "base ");
	assert_string_equal(names(&place, moddb_aliases, "bus-b-1"), "wifi_a ");
	assert_string_equal(names(&place, moddb_aliases, "pci:v0001d0001"), "wifi_a other ");
	assert_string_equal(names(&place, moddb_symbols, "symbol:provided"), "provider ");
	assert_int_equal(moddb_builtin(place.db, "base", NULL), 0);
	assert_string_equal(names(&place, moddb_builtin_aliases, "new-base"), "");
	place_close(&place);
}

static void test_tree_order(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	put_tree(&place);
	fixture_file(&place.fixture, "modules.order", "kernel/lib-b.ko\nkernel/other.ko\nkernel/net/wifi-a.ko\n");
	assert_string_equal(names(&place, moddb_aliases, "pci:v0001d0001"), "other wifi_a ");
	place_close(&place);
}

/* Without the release there is an error, and it says so each time; nothing is built in. */
static void test_missing_directory(void **state)
{
	struct arena arena = { 0 };
	struct moddb *db = moddb_open(&arena, "/nonexistent/lib/modules/1.2.3");
	const struct module_record *record;
	struct name_list list;

	(void)state;
	assert_false(moddb_exists(db));
	assert_string_equal(moddb_dir(db), "/nonexistent/lib/modules/1.2.3");
	for (int i = 0; i < 2; i++) {
		struct err err = { 0 };

		assert_int_equal(moddb_module(db, "ext4", &record, &err), -ENOENT);
		assert_non_null(strstr(err.text, "'/nonexistent/lib/modules/1.2.3'"));
		assert_int_equal(moddb_aliases(db, "ext4", &list, &err), -ENOENT);
		assert_int_equal(moddb_builtin(db, "ext4", &err), 0);
		assert_int_equal(moddb_builtin_modinfo(db, "ext4", &list, &err), 0);
	}
	arena_free(&arena);
}

static void test_empty_directory(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	assert_true(moddb_exists(place.db));
	assert_string_equal(module(&place, "ext4"), "-");
	assert_string_equal(names(&place, moddb_aliases, "ext4"), "");
	place_close(&place);
}

static void test_builtin_modinfo(void **state)
{
	static const char odd[] = "\0\0nodot\0.x=1\0a-b.c=1\0a=b.c\0a_b.d\0a_b.e=2=3\0a_b.f=";
	struct place place;

	(void)state;
	place_open(&place);
	copy_fixture(&place, "modules.builtin.modinfo");
	assert_string_equal(names(&place, moddb_builtin_modinfo, "sha1-generic"),
			    "alias=crypto-sha1-generic alias=sha1 ");
	assert_string_equal(names(&place, moddb_builtin_modinfo, "sha1"), "");
	moddb_close(place.db);
	fixture_bytes(&place.fixture, "modules.builtin.modinfo", odd, sizeof odd - 1);
	assert_string_equal(names(&place, moddb_builtin_modinfo, "a_b"), "c=1 e=2=3 f= ");
	assert_string_equal(names(&place, moddb_builtin_aliases, "x"), "");
	place_close(&place);
}

static void test_alias_text_forms(void **state)
{
	struct place place;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.alias",
		     "# comment\nalias snd-* snd-seq\r\nalias\tsnd-card-? snd\nalias snd-card-0 snd-seq\n"
		     "alias bad] snd\nalias \xc3\xa4 snd\nalias half\nblacklist snd\nalias tail\\\n- tail");
	assert_string_equal(names(&place, moddb_aliases, "snd-card-0"), "snd_seq snd ");
	assert_string_equal(names(&place, moddb_aliases, "snd_timer"), "snd_seq ");
	assert_string_equal(names(&place, moddb_aliases, "half"), "");
	assert_string_equal(names(&place, moddb_aliases, "tail-"), "tail ");
	place_close(&place);
}

static void test_existing_path(void **state)
{
	struct place place;
	const char *plain, *packed, *folder;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "kernel/a.b.ko.zst", "x");
	fixture_file(&place.fixture, "kernel/folder.ko/", "");
	plain = path_join(&place.arena, place.fixture.root, "kernel/a.b.ko");
	packed = path_join(&place.arena, place.fixture.root, "kernel/a.b.ko.zst");
	assert_string_equal(moddb_existing_path(&place.arena, plain), packed);
	assert_string_equal(moddb_existing_path(&place.arena, arena_format(&place.arena, "%s.xz", plain)), packed);
	assert_null(moddb_existing_path(&place.arena, packed));
	folder = path_join(&place.arena, place.fixture.root, "kernel/folder.ko.gz");
	assert_null(moddb_existing_path(&place.arena, folder));
	assert_null(moddb_existing_path(&place.arena, place.fixture.root));
	place_close(&place);
}

static int put_line(void *context, const char *key, const struct index_value *value)
{
	buf_format(context, "%s>%s ", key, value->value);
	return 0;
}

static int stop(void *context, const char *key, const struct index_value *value)
{
	(void)key;
	(void)value;
	return ++*(int *)context;
}

static void test_dump(void **state)
{
	static const char nonsense[] = "\xb0\x07\xf4\x57\0\2\0\1\x20\0\0\x0c"
				       "ab\x40\0\0\x16\x20\0\0\0\0\0\0\1\0\0\0\0v";
	struct place place;
	struct buf text = { 0 };
	int calls = 0;

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.alias",
		     "alias b-b two\nalias b one\nalias b-a* three\nalias b-b one\n");
	fixture_bytes(&place.fixture, "modules.alias.bin", nonsense, sizeof nonsense - 1);
	assert_int_equal(moddb_dump_aliases(place.db, put_line, &text), 0);
	assert_string_equal(buf_text(&text), "b>one b_a*>three b_b>two b_b>one ");
	assert_int_equal(moddb_dump_aliases(place.db, stop, &calls), 1);
	assert_int_equal(calls, 1);
	assert_int_equal(moddb_dump_symbols(place.db, stop, &calls), 0);
	buf_free(&text);
	place_close(&place);
}

/* A name that is too long for a walk is an error of its own, and the index goes on answering. */
static void test_too_long_a_name(void **state)
{
	static char text[20 << 20];
	struct place place;
	struct name_list list;
	struct err err = { 0 };

	(void)state;
	place_open(&place);
	fixture_file(&place.fixture, "modules.alias", "alias a*b ab\nalias *c c\n");
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(moddb_aliases(place.db, text, &list, &err), -E2BIG);
	assert_non_null(strstr(err.text, "too long"));
	assert_string_equal(names(&place, moddb_aliases, "aab"), "ab ");
	place_close(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_binary_alone),
		cmocka_unit_test(test_text_alone),
		cmocka_unit_test(test_truncated_binary_falls_back),
		cmocka_unit_test(test_index_of_nonsense_falls_back),
		cmocka_unit_test(test_dep_text_forms),
		cmocka_unit_test(test_direct_dependencies),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_forgetting),
		cmocka_unit_test(test_one_module_named_often),
		cmocka_unit_test(test_paths_stay_inside),
		cmocka_unit_test(test_tree_alone),
		cmocka_unit_test(test_tree_order),
		cmocka_unit_test(test_missing_directory),
		cmocka_unit_test(test_empty_directory),
		cmocka_unit_test(test_builtin_modinfo),
		cmocka_unit_test(test_alias_text_forms),
		cmocka_unit_test(test_existing_path),
		cmocka_unit_test(test_dump),
		cmocka_unit_test(test_too_long_a_name),
	};

	log_set_level(LOG_LEVEL_FATAL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
