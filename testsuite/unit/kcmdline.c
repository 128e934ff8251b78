/* SPDX-License-Identifier: 0BSD */
/* The kernel command line: what is for modules, in every way of quoting it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config.h"
#include "config/kcmdline.h"

#include <stdlib.h>
#include <string.h>

/* What `modprobe -c` shows of a command line. */
static void shows(const char *text, const char *expected)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };
	struct out out = { .fd = -1 };

	kcmdline_parse(&config, arena_string(&arena, text));
	config_print(&config, &out);
	assert_string_equal(buf_text(&out.buf), expected);
	buf_free(&out.buf);
	arena_free(&arena);
}

static void test_parameters(void **state)
{
	(void)state;
	shows("", "");
	shows("psmouse.foo root=/dev/x", "options psmouse foo\n");
	shows("x.y=1.5G root=/dev/disk/by-label/x init=../a.b", "options x y=1.5G\n");
	shows("foo-bar.x-y=1 foo_bar.z", "options foo_bar x-y=1\noptions foo_bar z\n");
	shows("quiet a.b=c.d a.b=\n", "options a b=c.d\noptions a b=\n");
	shows("a.b=1\nc.d=2\te.f=3  g.h=4", "options a b=1\noptions c d=2\noptions e f=3\noptions g h=4\n");
	shows("a.b==2", "options a b==2\n");
	shows("a.b=[x.y]", "options a b=[x.y]\n");
}

static void test_not_for_modules(void **state)
{
	(void)state;
	shows("BOOT_IMAGE=/vmlinuz-6.1 ro quiet root=UUID=1.2 initrd=a.img", "");
	shows("a.b.c=2 a.b.c .x=1 a.=1 a. . .. =", "");
	shows("ivrs_acpihid[14:00.5]=PNPD0040:00 psmouse.foo=1", "options psmouse foo=1\n");
	shows("a]b.c=1 a[.b=1", "");
	shows("modprobe.blacklist", "options modprobe blacklist\n");	/* as kmod: without a value it is any option */
	shows("modprobe.foo=1", "options modprobe foo=1\n");
}

static void test_quotes(void **state)
{
	(void)state;
	shows("a.b=\"x y\" c.d=2", "options a b=\"x y\"\noptions c d=2\n");
	shows("\"a.b=x y\" c.d=2", "options a b=\"x y\"\noptions c d=2\n");
	shows("\"a.b=x\"", "options a b=\"x\"\n");
	shows("\"a.b\" c.d", "options a b\noptions c d\n");
	shows("a.b=x\"y z\"w c.d", "options a b=x\"y z\"w\noptions c d\n");
	shows("root=\"/x y.z\" k.l=1", "options k l=1\n");
	shows("a.b=\"x'y z'\"", "options a b=\"x'y z'\"\n");
	shows("a.b='x y' c.d", "options a b='x\noptions c d\n");
	shows("\"a.b='x y'\"", "options a b=\"'x y'\"\n");
	/* nothing that anybody means */
	shows("a.\"b=x y\" c.d", "options c d\n");
	shows("\"a.b\"=x c.d", "options c d\n");
	shows("a\".b=x y\" c.d", "options c d\n");
	shows("\"a.b=\"x y\"\" c.d", "options c d\n");
	shows("\"\" c.d \"", "options c d\n");
	shows("c.d a.b=\"x y e.f=3", "options c d\n");
}

static void test_blacklist(void **state)
{
	(void)state;
	shows("modprobe.blacklist=a-b,c modprobe.blacklist=d", "blacklist a_b\nblacklist c\nblacklist d\n");
	shows("modprobe.blacklist=,a,,b, ,", "blacklist a\nblacklist b\n");
	shows("modprobe.blacklist=", "");
	shows("modprobe.blacklist=\"x,y\" \"modprobe.blacklist=z\"", "blacklist x\nblacklist y\nblacklist z\n");
}

static void test_length(void **state)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };
	size_t count = 20000;
	char *text = malloc(count * 8 + 1), *at = text;

	(void)state;
	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, "aa.b=cd ");
	kcmdline_parse(&config, arena_string(&arena, text));
	assert_int_equal(config.options.count, count);
	assert_string_equal(config.options.at[count - 1].text, "b=cd");
	free(text);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_not_for_modules),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_blacklist),
		cmocka_unit_test(test_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
