/* SPDX-License-Identifier: 0BSD */
/* Linux 2.4: what modules.conf and modules.dep make of a name, and the order in which it is done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/log.h"
#include "compat24/run24.h"
#include "unit/fixture.h"

#include <fcntl.h>

/* What is loaded in the fake kernel. */
static const char *loaded_names[8];

static int fake_list(struct kernel *kernel, struct loaded_list *out, struct err *err)
{
	(void)err;
	*out = (struct loaded_list){ 0 };
	for (size_t i = 0; loaded_names[i]; i++) {
		out->at = arena_grow(kernel->arena, out->at, out->count, &out->capacity, sizeof *out->at);
		out->at[out->count++] = (struct loaded_module){ .name = loaded_names[i] };
	}
	return 0;
}

static int fake_insmod(void *context, const struct words *words)
{
	(void)context;
	(void)words;
	return 0;
}

static const struct kernel_ops fake_ops = { .name = "fake", .list = fake_list };

static const char dep[] =
	"/lib/base.o:\n\n"
	"/lib/fat.o:\t/lib/base.o\n\n"
	"/lib/vfat.o:\t/lib/fat.o \\\n\t/lib/base.o\n\n"
	"/lib/self.o:\t/lib/self.o\n\n"
	"/lib/one.o:\t/lib/two.o\n\n"
	"/lib/two.o:\t/lib/one.o\n\n"
	"/lib/snd-pcm.o.gz:\n\n"
	"\n:\nno colon\n/lib/last.o:";

/* All that is printed when `name` is loaded (or removed) by this modules.conf. */
static char *printed(const char *config, const char *name, const char *params, bool is_removal, int rc)
{
	static char text[1 << 16];
	struct fixture fixture;
	struct arena arena = { 0 };
	struct conf24 conf = { .arena = &arena, .release = "2.4.37", .root = fixture.root };
	struct tree24 tree = { .arena = &arena };
	struct kernel kernel = { .ops = &fake_ops, .arena = &arena };
	FILE *file = tmpfile();
	struct out out = { .fd = fileno(file) };
	struct run24 run = {
		.arena = &arena, .conf = &conf, .tree = &tree, .kernel = &kernel, .out = &out, .flags = "",
		.pretend = true, .remove = is_removal, .insmod = fake_insmod,
	};
	struct words words = { 0 };
	struct err err;
	size_t length;

	fixture_open(&fixture);
	fixture_file(&fixture, "etc/modules.conf", config);
	fixture_file(&fixture, "lib/modules/2.4.37/modules.dep", dep);
	assert_int_equal(conf24_read(&conf, NULL, &err), 0);
	assert_int_equal(tree24_read(&tree, &conf, fixture.root, &err), 0);
	conf.root = "";
	words_add(&words, params, &arena);
	assert_int_equal(run24_name(&run, name, &words), rc);
	out_flush(&out);
	rewind(file);
	length = fread(text, 1, sizeof text - 1, file);
	text[length] = '\0';
	fclose(file);
	buf_free(&out.buf);
	fixture_close(&fixture);
	arena_free(&arena);
	return text;
}

#define I "/sbin/insmod /lib/"

static void test_needs(void **state)
{
	(void)state;
	assert_string_equal(printed("", "vfat", "a=1", false, 0), I "base.o\n" I "fat.o\n" I "vfat.o a=1\n");
	assert_string_equal(printed("", "vfat.o", "", false, 0), I "base.o\n" I "fat.o\n" I "vfat.o\n");
	assert_string_equal(printed("", "/lib/fat.o", "", false, 0), I "base.o\n" I "fat.o\n");
	assert_string_equal(printed("", "snd-pcm", "", false, 0), I "snd-pcm.o.gz\n");
	assert_string_equal(printed("", "snd_pcm", "", false, -1), "");
	assert_string_equal(printed("", "last", "", false, 0), I "last.o\n");
	assert_string_equal(printed("", "", "", false, -1), "");
}

static void test_circles(void **state)
{
	(void)state;
	assert_string_equal(printed("", "self", "", false, 0), I "self.o\n");
	assert_string_equal(printed("", "one", "", false, 0), I "two.o\n" I "one.o\n");
	assert_string_equal(printed("alias a b\nalias b a", "a", "", false, -1), "");
	assert_string_equal(printed("probe base base", "base", "", false, 0), I "base.o\n");
	assert_string_equal(printed("above base fat\nbelow base base", "base", "", false, 0),
			    I "base.o\n" I "fat.o\n");
	assert_string_equal(printed("below base fat", "base", "", false, 0), I "fat.o\n" I "base.o\n");
}

/* Each alias adds options, so no two ways to a name are the same. */
static void test_many_ways(void **state)
{
	char config[1 << 14] = "", *end = config;

	(void)state;
	log_set_level(LOG_LEVEL_NONE);
	for (int i = 0; i < 40; i++)
		end += sprintf(end, "probeall a%d a%d b%d\noptions a%d o=%d\nprobeall b%d a%d\noptions b%d p=%d\n",
			       i, i + 1, i, i, i, i, i + 1, i, i);
	printed(config, "a0", "", false, -1);
	log_set_level(LOG_LEVEL_WARNING);
}

static void test_options(void **state)
{
	static const char config[] = "alias top mid\nalias mid base\noptions top t=1\noptions mid m=1\noptions base b=1\n"
				     "add options base c=1\noptions -k fat f=1\ninsmod_opt=-x\n";

	(void)state;
	assert_string_equal(printed(config, "top", "u=1", false, 0),
			    "/sbin/insmod -x /lib/base.o t=1 m=1 b=1 c=1 u=1\n");
	assert_string_equal(printed(config, "fat", "u=1", false, 0),
			    "/sbin/insmod -x /lib/base.o b=1 c=1\n/sbin/insmod -x /lib/fat.o f=1 u=1\n");
}

static void test_loaded(void **state)
{
	(void)state;
	loaded_names[0] = "fat";
	assert_string_equal(printed("", "vfat", "", false, 0), I "base.o\n" I "vfat.o\n");
	assert_string_equal(printed("", "fat", "", false, 0), "");
	assert_string_equal(printed("", "fat", "", true, 0), "# delete fat\n");
	assert_string_equal(printed("", "vfat", "", true, 0), "");
	assert_string_equal(printed("options x -o fat\nalias x base", "x", "", false, 0), "");
	assert_string_equal(printed("", "nobody", "", true, -1), "");
	loaded_names[0] = "stranger";
	assert_string_equal(printed("", "stranger", "", true, 0), "# delete stranger\n");
	loaded_names[0] = "vfat";
	loaded_names[1] = "fat";
	loaded_names[2] = "base";
	assert_string_equal(printed("pre-remove fat x\npost-remove base y", "vfat", "", true, 0),
			    "# delete vfat\n# pre-remove fat\nx\n# delete fat\n# delete base\n# post-remove base\ny\n");
	memset(loaded_names, 0, sizeof loaded_names);
}

static void test_around(void **state)
{
	static const char config[] = "pre-install fat p\npost-install fat q\nbelow fat last\nabove fat vfat nobody\n"
				     "install last l\nalias off off\nalias null null\nprobe some nobody off null vfat\n";

	(void)state;
	assert_string_equal(printed(config, "fat", "", false, 0),
			    "# pre-install fat\np\n# install last\nl\n" I "base.o\n" I "fat.o\n"
			    "# post-install fat\nq\n" I "vfat.o\n");
	assert_string_equal(printed(config, "some", "", false, 0), "");
	assert_string_equal(printed(config, "off", "", false, -1), "");
	assert_string_equal(printed("below fat base nobody", "fat", "", false, -1), I "base.o\n# delete base\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_many_ways),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_loaded),
		cmocka_unit_test(test_around),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
