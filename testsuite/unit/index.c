/* SPDX-License-Identifier: 0BSD */
/* The binary index as it is read: right answers from a sound one (index_damage.c has the others). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/fixture.h"

#include "index/index.h"
#include "index/index_write.h"

#include <fnmatch.h>

static unsigned random_number(unsigned limit)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state >> 16) % limit;
}

/* An index in memory: pairs of key and value, ended by NULL; the priority is the value's length. */
struct made {
	struct index index;
	struct buf bytes;
	struct arena arena;
	struct index_values values;
};

static void make(struct made *made, const char *const *pairs)
{
	struct index_entries entries = { 0 };

	*made = (struct made){ 0 };
	for (; *pairs; pairs += 2)
		index_entries_add(&entries, &made->arena, pairs[0], pairs[1], (uint32_t)strlen(pairs[1]));
	assert_int_equal(index_write(entries.at, entries.count, &made->bytes, NULL), 0);
	assert_int_equal(index_open_bytes(&made->index, made->bytes.at, made->bytes.length, NULL), 0);
}

static void drop(struct made *made)
{
	index_close(&made->index);
	buf_free(&made->bytes);
	arena_free(&made->arena);
}

/* The values that a search finds, each with a blank behind it. */
static const char *search(struct made *made, const char *text)
{
	static char found[256];
	int count;

	made->values.count = 0;
	count = index_search(&made->index, text, &made->arena, &made->values);
	found[0] = '\0';
	if (count < 0)
		snprintf(found, sizeof found, "%d", count);
	for (int i = 0; i < count; i++) {
		strcat(found, made->values.at[i].value);
		strcat(found, " ");
	}
	return found;
}

static void test_find(void **state)
{
	static const char *const pairs[] = { "ext", "e", "ext2", "ee", "ext4", "eee", "ext4", "x", "*", "s", NULL };
	struct made made;

	(void)state;
	make(&made, pairs);
	assert_int_equal(index_find(&made.index, "ext4", &made.arena, &made.values), 2);
	assert_string_equal(made.values.at[0].value, "x");
	assert_int_equal(made.values.at[0].priority, 1);
	assert_string_equal(made.values.at[1].value, "eee");
	assert_int_equal(index_find(&made.index, "ext", &made.arena, &made.values), 1);
	assert_int_equal(index_find(&made.index, "*", &made.arena, &made.values), 1);
	assert_int_equal(made.values.count, 4);
	assert_int_equal(index_find(&made.index, "", &made.arena, &made.values), 0);
	assert_int_equal(index_find(&made.index, "ex", &made.arena, &made.values), 0);
	assert_int_equal(index_find(&made.index, "ext3", &made.arena, &made.values), 0);
	assert_int_equal(index_find(&made.index, "ext44", &made.arena, &made.values), 0);
	assert_int_equal(index_find(&made.index, "\xff", &made.arena, &made.values), 0);
	drop(&made);
}

static void test_empty_index(void **state)
{
	static const char *const none[] = { NULL };
	struct made made;

	(void)state;
	make(&made, none);
	assert_int_equal(index_find(&made.index, "", &made.arena, &made.values), 0);
	assert_int_equal(index_find(&made.index, "a", &made.arena, &made.values), 0);
	assert_string_equal(search(&made, "a"), "");
	drop(&made);
}

static void test_search(void **state)
{
	static const char *const pairs[] = {
		"pci:v*d*", "any", "pci:v8086d10", "exact1", "pci:v8086d1?", "one", "pci:v[0-9]086d*", "digit12",
		"pci:v8086d[!a-z]0", "not_a-z", "usb:v*", "usb-any", "b*", "b", NULL,
	};
	struct made made;

	(void)state;
	make(&made, pairs);
	assert_string_equal(search(&made, "pci:v8086d10"), "one any exact1 not_a-z digit12 ");
	assert_string_equal(search(&made, "pci:v8086dx0"), "any digit12 ");
	assert_string_equal(search(&made, "pci:vx086d"), "any ");
	assert_string_equal(search(&made, "pci:v"), "");
	assert_string_equal(search(&made, "usb:v"), "usb-any ");
	assert_string_equal(search(&made, "b"), "b ");
	assert_string_equal(search(&made, "b\xff\x80"), "b ");
	assert_string_equal(search(&made, ""), "");
	drop(&made);
}

/* Of one priority, what lies deeper in the tree and what is older comes first: kmod prints them so. */
static void test_search_order(void **state)
{
	static const char *const pairs[] = {
		"a*", "1", "ab*", "2", "abc", "3", "abc", "4", "*", "5", "?bc", "6", NULL
	};
	struct made made;

	(void)state;
	make(&made, pairs);
	assert_string_equal(search(&made, "abc"), "3 4 2 1 6 5 ");
	drop(&made);
}

/* What an alias as it stands in modules.alias finds is the same as in kmod. */
static void test_wildcards_in_text(void **state)
{
	static const char *const pairs[] = {
		"usb:d0*", "0", "usb:d[0-2]x*", "02", "usb:d[0-2]", "002", "usb:d?", "1", NULL
	};
	struct made made;

	(void)state;
	make(&made, pairs);
	assert_string_equal(search(&made, "usb:d*"), "1 ");
	assert_string_equal(search(&made, "usb:d[0-2]x*"), "02 ");
	assert_string_equal(search(&made, "usb:d[0-2]"), "002 ");
	assert_string_equal(search(&made, "usb:d[0-2"), "");
	drop(&made);
}

/* Keys that no depmod writes: a bracket that is never closed, a backslash at the end. */
static void test_odd_keys(void **state)
{
	static const char *const pairs[] = { "?[ab", "open", "?\\", "end", "*[]]", "bracket", "?\\*", "star", NULL };
	struct made made;

	(void)state;
	make(&made, pairs);
	assert_string_equal(search(&made, "x[ab"), "");
	assert_string_equal(search(&made, "xa"), "");
	assert_string_equal(search(&made, "x\\"), "");
	assert_string_equal(search(&made, "x]"), "bracket ");
	assert_string_equal(search(&made, "x*"), "star ");
	drop(&made);
}

static void random_text(char *text, const char *letters, unsigned longest)
{
	unsigned length = random_number(longest + 1);

	for (unsigned i = 0; i < length; i++)
		text[i] = letters[random_number((unsigned)strlen(letters))];
	text[length] = '\0';
}

/* Whether every [ is closed: fnmatch takes one that is not for a plain byte. */
static bool is_closed(const char *key)
{
	for (; *key; key++) {
		if (*key == '\\') {
			key += key[1] != '\0';
		} else if (*key == '[') {
			key += key[1] == '!' || key[1] == '^';
			key += key[1] == '\\' && key[2];
			for (key += key[1] != '\0'; *++key && *key != ']';)
				key += *key == '\\' && key[1];
			if (!*key)
				return false;
		}
	}
	return true;
}

/* A key means what it says up to its first wildcard; from there on it is a pattern. */
static bool key_matches(const char *key, const char *text)
{
	while (*key && !strchr("*?[", *key) && *key == *text) {
		key++;
		text++;
	}
	if (*key && strchr("*?[", *key))
		return !fnmatch(key, text, 0);
	return !*key && !*text;
}

static void check_like_fnmatch(const char *const *keys, size_t count, const char *text)
{
	const char *pairs[2 * 12 + 1] = { NULL };
	char names[12][24];
	struct made made;

	for (size_t i = 0; i < count; i++) {
		snprintf(names[i], sizeof names[i], "%zu", i);
		pairs[2 * i] = keys[i];
		pairs[2 * i + 1] = names[i];
	}
	make(&made, pairs);
	assert_true(index_search(&made.index, text, &made.arena, &made.values) >= 0);
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t k = 0; k < made.values.count; k++)
			found |= !strcmp(made.values.at[k].value, names[i]);
		if (found != key_matches(keys[i], text))
			fail_msg("key '%s', text '%s': %d", keys[i], text, found);
	}
	drop(&made);
}

static void test_search_is_fnmatch(void **state)
{
	(void)state;
	for (int round = 0; round < 4000; round++) {
		const char *letters = round % 2 ? "ab*?[]!-\\c^" : "ab*?a*b";
		char keys[12][12], text[160];
		const char *list[12];
		size_t count = 1 + random_number(12);

		for (size_t i = 0; i < count; i++) {
			do
				random_text(keys[i], letters, 9);
			while (!is_closed(keys[i]));
			list[i] = keys[i];
		}
		for (int k = 0; k < 4; k++) {
			random_text(text, "abcb-]^!\\", k ? 8 : 150);
			check_like_fnmatch(list, count, text);
		}
	}
}

static void test_long_texts(void **state)
{
	static const char *const pairs[] = { "a*z", "az", "*", "star", "*b*b", "bb", "aaa", "a", NULL };
	static char text[1000001];
	struct made made;

	(void)state;
	make(&made, pairs);
	memset(text, 'a', sizeof text - 1);
	assert_string_equal(search(&made, text), "star ");
	text[sizeof text - 2] = 'z';
	assert_string_equal(search(&made, text), "az star ");
	text[sizeof text - 2] = 'b';
	text[64] = 'b';
	assert_string_equal(search(&made, text), "bb star ");
	memset(text, '*', sizeof text - 1);
	assert_string_equal(search(&made, text), "star ");
	drop(&made);
}

/* Texts whose positions fill one, two or three words of 64, and almost. */
static void test_word_borders(void **state)
{
	static const char *const keys[] = {
		"*", "*b", "*?b", "a*b", "?*b*?b", "*[!a]", "*a[b]", "*\\b", "*b\\b", "*\\?", "*b*c", "*ab"
	};

	(void)state;
	for (size_t length = 60; length < 195; length++) {
		static const char *const ends[] = { "b", "bb", "a", "?", "\xff" "b", "cb" };
		char text[200];

		for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
			memset(text, 'a', length);
			strcpy(text + length - strlen(ends[i]), ends[i]);
			check_like_fnmatch(keys, sizeof keys / sizeof *keys, text);
			text[length / 2] = 'b';
			check_like_fnmatch(keys, sizeof keys / sizeof *keys, text);
		}
	}
}

/* No index has bytes above 127 in a key, but if it has, they are nothing else than bytes. */
static void test_bytes_above_127(void **state)
{
	static const char bytes[] = "\xb0\x07\xf4\x57\0\2\0\1" "\xa0\0\0\x0c" "*\xff\0" "\xaa\xaa" "\x40\0\0\x15"
				    "\0\0\0\1" "\0\0\0\0" "v";
	struct made made = { 0 };
	char text[100];

	(void)state;
	assert_int_equal(index_open_bytes(&made.index, bytes, sizeof bytes, NULL), 0);
	assert_string_equal(search(&made, "a\xff\xaa"), "v ");
	assert_string_equal(search(&made, "\xff\xff\xaa"), "v ");
	assert_string_equal(search(&made, "a\x7f*"), "");
	assert_string_equal(search(&made, "a\xff*"), "");
	memset(text, '\xff', 98);
	strcpy(text + 98, "\xaa");
	assert_string_equal(search(&made, text), "v ");
	drop(&made);
}

/* Many questions, so that the file is mapped on the way: answers and what was found before stay. */
static void test_many_blocks(void **state)
{
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct index_values values = { 0 };
	struct buf out = { 0 };
	struct fixture fixture;
	struct index index;

	(void)state;
	for (unsigned i = 0; i < 20000; i++)
		index_entries_add(&entries, &arena, arena_format(&arena, "%u", i * 7919),
				  arena_format(&arena, "value %u", i), i);
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	fixture_open(&fixture);
	fixture_bytes(&fixture, "test.bin", out.at, out.length);
	assert_int_equal(index_open(&index, fixture_path(&fixture, "test.bin"), &arena, NULL), 0);
	for (unsigned i = 0; i < 20000; i += 13)
		assert_int_equal(index_find(&index, arena_format(&arena, "%u", i * 7919), &arena, &values), 1);
	assert_non_null(index.whole.bytes);
	for (unsigned i = 0; i < values.count; i++)
		assert_string_equal(values.at[i].value, arena_format(&arena, "value %u", i * 13));
	index_close(&index);
	fixture_close(&fixture);
	buf_free(&out);
	arena_free(&arena);
}

/* Strings that are longer than what is read at once, and than what is read at all without mapping the file. */
static void test_long_values_in_file(void **state)
{
	static const unsigned lengths[] = { 1, 505, 511, 512, 513, 5000, 65535, 70000, 300000 };
	enum { COUNT = sizeof lengths / sizeof *lengths };
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct buf out = { 0 };
	struct fixture fixture;

	(void)state;
	for (unsigned i = 0; i < COUNT; i++) {
		char *value = arena_alloc(&arena, lengths[i] + 1);

		memset(value, 'a' + (int)i, lengths[i]);
		index_entries_add(&entries, &arena, arena_format(&arena, "key%u", i), value, i);
	}
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	fixture_open(&fixture);
	fixture_bytes(&fixture, "test.bin", out.at, out.length);
	for (unsigned i = 0; i < COUNT; i++) {
		struct index_values values = { 0 };
		struct index index;

		assert_int_equal(index_open(&index, fixture_path(&fixture, "test.bin"), &arena, NULL), 0);
		assert_int_equal(index_find(&index, arena_format(&arena, "key%u", i), &arena, &values), 1);
		assert_int_equal(strlen(values.at[0].value), lengths[i]);
		assert_int_equal(values.at[0].value[lengths[i] - 1], 'a' + (int)i);
		index_close(&index);
	}
	fixture_close(&fixture);
	buf_free(&out);
	arena_free(&arena);
}

/* The same with keys: a node that is longer than a window, and than what is read without mapping the file. */
static void test_long_keys_in_file(void **state)
{
	static const unsigned lengths[] = { 1, 400, 509, 510, 511, 512, 513, 1023, 1025, 5000, 70000 };
	enum { COUNT = sizeof lengths / sizeof *lengths };
	struct arena arena = { 0 };
	struct index_entries entries = { 0 };
	struct fixture fixture;
	struct buf out = { 0 };
	char *keys[COUNT];

	(void)state;
	for (unsigned i = 0; i < COUNT; i++) {
		keys[i] = arena_alloc(&arena, lengths[i] + 3);
		memset(keys[i], 'a' + (int)i, lengths[i]);
		keys[i][lengths[i]] = 'x';
		index_entries_add(&entries, &arena, arena_string(&arena, keys[i]), "short", i);
		keys[i][lengths[i]] = 'z';
		index_entries_add(&entries, &arena, keys[i], "long", i);
	}
	assert_int_equal(index_write(entries.at, entries.count, &out, NULL), 0);
	fixture_open(&fixture);
	fixture_bytes(&fixture, "test.bin", out.at, out.length);
	for (unsigned i = 0; i < 2 * COUNT; i++) {
		struct index_values values = { 0 };
		struct index index;

		assert_int_equal(index_open(&index, fixture_path(&fixture, "test.bin"), &arena, NULL), 0);
		for (unsigned k = 0; k < COUNT; k++) {
			const char *key = keys[i < COUNT ? (i + k) % COUNT : (2 * COUNT - i + COUNT - k) % COUNT];

			assert_int_equal(index_find(&index, key, &arena, &values), 1);
			assert_int_equal(index_search(&index, key, &arena, &values), 1);
			assert_string_equal(values.at[values.count - 1].value, "long");
		}
		index_close(&index);
	}
	fixture_close(&fixture);
	buf_free(&out);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_empty_index),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_search_order),
		cmocka_unit_test(test_wildcards_in_text),
		cmocka_unit_test(test_odd_keys),
		cmocka_unit_test(test_search_is_fnmatch),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_word_borders),
		cmocka_unit_test(test_bytes_above_127),
		cmocka_unit_test(test_many_blocks),
		cmocka_unit_test(test_long_values_in_file),
		cmocka_unit_test(test_long_keys_in_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
