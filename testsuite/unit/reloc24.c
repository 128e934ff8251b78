/* SPDX-License-Identifier: 0BSD */
/* Relocations for Linux 2.4: what each row refuses, and values that no compiler here asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "unit/linked.h"

#include <stdio.h>

/* ---- every row of every architecture ---- */

static void refused(struct subject *subject, const struct row24 *row, unsigned number, const char *symbol,
		    const char *reason)
{
	char text[80];

	assert_int_equal(link_it(subject), -ENOEXEC);
	snprintf(text, sizeof text, "'x.o': relocation %u (%s%.13s) of '%s' at 0x", number, subject->arch->prefix,
		 row ? row->name : "?", symbol);
	says(subject, text);
	says(subject, "of section '.data'");
	says(subject, reason);
	end(subject);
}

/* A value of S + A that this row must refuse; 0 if it takes everything. */
static uint64_t too_much(const struct row24 *row, unsigned word)
{
	unsigned reach = row->bits + row->shift, range = row->range & ~EXACT;

	if (range == ANY || reach >= 8 * word)
		return 0;
	if (row->value == ABSOLUTE && range != SIGNED)
		return (uint64_t)1 << reach;
	/* Half of that is the limit of signed numbers; and the place is subtracted, or the GOT's address. */
	return ((uint64_t)1 << (reach - 1)) + (row->value == ABSOLUTE ? 0 : 2 * (uint64_t)BASE);
}

static void refuse_row(const struct arch24 *arch, unsigned kinds, const struct row24 *row)
{
	struct subject subject;
	uint64_t value;

	begin(&subject, arch, kinds);
	value = too_much(row, word_of(&subject));
	if (!value || row->width > word_of(&subject) || row->value == HOOK)
		return;
	if (row->value == SLOT || row->value == SLOT_RELATIVE || row->value == GOT_RELATIVE) {
		add(&subject, row->number, SYMBOL_OWN, 8, value);
		make(&subject);
		refused(&subject, row, row->number, "own", "does not fit");
	} else if (row->value != LITERAL) {
		subject.far = value;
		add(&subject, row->number, SYMBOL_FAR, 8, 0);
		make(&subject);
		refused(&subject, row, row->number, "far", "does not fit");
	}
}

/* What is not a multiple, where the lower bits would be lost. */
static void refuse_odd(const struct arch24 *arch, unsigned kinds, const struct row24 *row)
{
	struct subject subject;

	if (!(row->range & EXACT))
		return;
	begin(&subject, arch, kinds);
	subject.far = BASE + 0x100;
	add(&subject, row->number, SYMBOL_FAR, 8, 1);
	if (is_rel(&subject))
		subject.far++;
	make(&subject);
	refused(&subject, row, row->number, "far", "does not fit");
}

static void refuse_rows(const struct arch24 *arch, unsigned kinds)
{
	for (unsigned i = 0; i < arch->row_count; i++) {
		refuse_row(arch, kinds, &arch->rows[i]);
		refuse_odd(arch, kinds, &arch->rows[i]);
	}
}

static void test_values_that_do_not_fit(void **state)
{
	(void)state;
	everywhere(refuse_rows);
}

static void refuse_unknown(const struct arch24 *arch, unsigned kinds)
{
	struct subject subject;

	begin(&subject, arch, kinds);
	add(&subject, 199, SYMBOL_OWN, 8, 0);
	make(&subject);
	refused(&subject, NULL, 199, "own", "is unknown");
}

static void test_unknown_relocations(void **state)
{
	(void)state;
	everywhere(refuse_unknown);
}

/* The machine's plain address. */
static const struct row24 *plain(const struct arch24 *arch)
{
	for (unsigned i = 0; i < arch->row_count; i++)
		if (arch->rows[i].value == ABSOLUTE && arch->rows[i].bits == 32)
			return &arch->rows[i];
	return NULL;
}

static void refuse_places(const struct arch24 *arch, unsigned kinds)
{
	const struct row24 *row = plain(arch);
	struct subject subject;

	begin(&subject, arch, kinds);
	add(&subject, row->number, SYMBOL_OWN, SIZE - 3, 0);
	make(&subject);
	refused(&subject, row, row->number, "own", "is outside of it");

	begin(&subject, arch, kinds);
	add(&subject, row->number, SYMBOL_OWN, (uint64_t)-8, 0);
	make(&subject);
	refused(&subject, row, row->number, "own", "is outside of it");

	begin(&subject, arch, kinds);
	add(&subject, row->number, SYMBOL_COUNT, 8, 0);
	make(&subject);
	refused(&subject, row, row->number, "", "has no symbol");

	begin(&subject, arch, kinds);
	add(&subject, row->number, SYMBOL_DEBUG, 8, 0);
	make(&subject);
	refused(&subject, row, row->number, "in_debug", "needs what is not loaded");
}

static void test_places_and_symbols_that_are_not_there(void **state)
{
	(void)state;
	everywhere(refuse_places);
}

/* ---- hooks ---- */

static void refuse_hook(const struct arch24 *arch, unsigned kinds, unsigned number, unsigned symbol, uint64_t far,
			uint64_t addend)
{
	const char *const names[] = { "", "own", "in_debug", "far", "kernel" };
	const struct row24 *row = arch24_row(arch, number & 0xff);
	struct subject subject;

	begin(&subject, arch, kinds);
	subject.far = far;
	add(&subject, number, symbol, 8, addend);
	make(&subject);
	refused(&subject, row, row->number, names[symbol], "does not fit");
}

static void refuse_mips(unsigned kinds)
{
	extern const struct arch24 arch24_mips;
	struct subject subject;

	refuse_hook(&arch24_mips, kinds, 4, SYMBOL_FAR, 0x20000000, 0);	/* another 256 MB */
	refuse_hook(&arch24_mips, kinds, 4, SYMBOL_FAR, 0x1000002, 0);
	refuse_hook(&arch24_mips, kinds, 5, SYMBOL_FAR, 0x1000000, 0);	/* no lower half */
	begin(&subject, &arch24_mips, kinds);
	add(&subject, 5, SYMBOL_FAR, 8, 0);
	add(&subject, 6, SYMBOL_OWN, 12, 0);				/* of another symbol */
	make(&subject);
	refused(&subject, arch24_row(&arch24_mips, 5), 5, "far", "does not fit");
	begin(&subject, &arch24_mips, kinds);
	add(&subject, 5, SYMBOL_FAR, 8, 0);
	add(&subject, 6, SYMBOL_FAR, 0x7fffffff, 0);			/* outside of the section */
	make(&subject);
	refused(&subject, arch24_row(&arch24_mips, 6), 6, "far", "is outside of it");
}

static void test_what_hooks_refuse(void **state)
{
	extern const struct arch24 arch24_sparc, arch24_alpha;
	const unsigned sparc = ARCH24_BIG | ARCH24_64, alpha = ARCH24_LITTLE | ARCH24_64;

	(void)state;
	refuse_mips(ARCH24_LITTLE | ARCH24_32);
	refuse_mips(ARCH24_BIG | ARCH24_32);
	refuse_hook(&arch24_sparc, sparc, 33 | 0xf01 << 8, SYMBOL_FAR, 0x3ff, 0);	/* %lo and 3841 */
	refuse_hook(&arch24_sparc, sparc, 40, SYMBOL_FAR, BASE + 0x20400, 0);
	refuse_hook(&arch24_sparc, sparc, 40, SYMBOL_FAR, BASE + 0x101, 0);
	refuse_hook(&arch24_sparc, sparc, 48, SYMBOL_FAR, 0x1000, 0);
	refuse_hook(&arch24_alpha, alpha, 6, SYMBOL_OWN, 0, SIZE);
	refuse_hook(&arch24_alpha, alpha, 6, SYMBOL_OWN, 0, (uint64_t)-16);
	refuse_hook(&arch24_alpha, alpha, 6, SYMBOL_OWN, 0, 2);
	refuse_hook(&arch24_alpha, alpha, 28, SYMBOL_KERNEL, 0, 0);	/* nobody else has our gp */
	refuse_hook(&arch24_alpha, alpha, 28, SYMBOL_FAR, BASE + 0x800000, 0);
	refuse_hook(&arch24_alpha, alpha, 28, SYMBOL_FAR, BASE + 2, 0);
}

/* ---- values ---- */

static uint64_t got(const struct subject *subject)
{
	return BASE + subject->link.got.offset;
}

/* A slot holds the kernel's address; returns where it is. */
static uint64_t slot(const struct subject *subject)
{
	const struct link24 *link = &subject->link;

	assert_int_equal(link->got.map.count, 1);
	assert_int_equal(abi24_get(&link->abi, link->bytes + link->got.offset, link->abi.word), 0x12345678);
	return got(subject);
}

static void test_got_of_x86_64_and_s390(void **state)
{
	extern const struct arch24 arch24_x86_64, arch24_s390;
	const unsigned x86 = ARCH24_LITTLE | ARCH24_64, s390 = ARCH24_BIG | ARCH24_64;
	static const unsigned relative[] = { 9, 41, 42 };
	struct subject subject;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		link_one(&subject, &arch24_x86_64, x86, relative[i], SYMBOL_KERNEL, (uint64_t)-4);
		assert_int_equal(field(&subject, 8, 4), (uint32_t)(slot(&subject) - address(&subject, 8) - 4));
		end(&subject);
	}
	link_one(&subject, &arch24_x86_64, x86, 3, SYMBOL_KERNEL, 5);
	assert_int_equal(field(&subject, 8, 4), slot(&subject) - got(&subject) + 5);
	end(&subject);
	link_one(&subject, &arch24_x86_64, x86, 25, SYMBOL_OWN, 3);
	assert_int_equal(field(&subject, 8, 8), address(&subject, 16) + 3 - got(&subject));
	end(&subject);
	link_one(&subject, &arch24_x86_64, x86, 26, SYMBOL_OWN, 3);
	assert_int_equal(field(&subject, 8, 4), (uint32_t)(got(&subject) + 3 - address(&subject, 8)));
	end(&subject);
	link_one(&subject, &arch24_s390, s390, 26, SYMBOL_KERNEL, 2);
	assert_int_equal(field(&subject, 8, 4), (uint32_t)((int64_t)(slot(&subject) + 2 - address(&subject, 8)) >> 1));
	end(&subject);
	for (unsigned number = 6; number <= 24; number += 9) {
		link_one(&subject, &arch24_s390, s390, number, SYMBOL_KERNEL, 8);
		assert_int_equal(field(&subject, 8, number == 24 ? 8 : 2), slot(&subject) - got(&subject) + 8);
		end(&subject);
	}
}

static void test_values_of_alpha(void **state)
{
	extern const struct arch24 arch24_alpha;
	const unsigned alpha = ARCH24_LITTLE | ARCH24_64;
	struct subject subject;
	uint64_t gp;

	(void)state;
	link_one(&subject, &arch24_alpha, alpha, 3, SYMBOL_OWN, 4);
	gp = got(&subject) + 0x8000;
	assert_int_equal(field(&subject, 8, 4), (uint32_t)(address(&subject, 20) - gp));
	assert_int_equal(abi24_get(&subject.link.abi, subject.link.bytes + 112, 8), gp);
	end(&subject);
	link_one(&subject, &arch24_alpha, alpha, 7, SYMBOL_OWN, 0);
	assert_int_equal(field(&subject, 8, 4), 1);	/* from behind the branch, at 12, to 16 */
	end(&subject);
	link_one(&subject, &arch24_alpha, alpha, 28, SYMBOL_OWN, 8);
	assert_int_equal(field(&subject, 8, 4), 3);
	end(&subject);
	link_one(&subject, &arch24_alpha, alpha, 9, SYMBOL_OWN, (uint64_t)-24);
	assert_int_equal(field(&subject, 8, 2), (uint16_t)-16);
	end(&subject);
	link_one(&subject, &arch24_alpha, alpha, 11, SYMBOL_OWN, (uint64_t)-24);
	assert_int_equal(field(&subject, 8, 8), (uint64_t)-16);
	end(&subject);
	link_one(&subject, &arch24_alpha, alpha, 4, SYMBOL_KERNEL, 0);
	assert_int_equal(field(&subject, 8, 4), (uint16_t)(slot(&subject) - gp));
	end(&subject);
}

/* The same symbol with two addends: two slots, only where the slot holds the addend. */
static void test_slots_are_shared(void **state)
{
	extern const struct arch24 arch24_alpha, arch24_x86_64;
	struct subject subject;

	(void)state;
	begin(&subject, &arch24_alpha, ARCH24_LITTLE | ARCH24_64);
	add(&subject, 4, SYMBOL_OWN, 0, 0);
	add(&subject, 4, SYMBOL_OWN, 4, 8);
	add(&subject, 4, SYMBOL_OWN, 8, 0);
	make(&subject);
	assert_int_equal(link_it(&subject), 0);
	assert_int_equal(subject.link.got.map.count, 2);
	assert_int_equal(field(&subject, 0, 4), field(&subject, 8, 4));
	end(&subject);
	begin(&subject, &arch24_x86_64, ARCH24_LITTLE | ARCH24_64);
	add(&subject, 9, SYMBOL_OWN, 0, (uint64_t)-4);
	add(&subject, 9, SYMBOL_OWN, 4, (uint64_t)-8);
	make(&subject);
	assert_int_equal(link_it(&subject), 0);
	assert_int_equal(subject.link.got.map.count, 1);
	end(&subject);
}

static void test_a_far_call_goes_by_a_stub(void **state)
{
	extern const struct arch24 arch24_arm;
	struct subject subject;
	uint64_t stub;

	(void)state;
	begin(&subject, &arch24_arm, ARCH24_BIG | ARCH24_32);
	memcpy(subject.data + 8, "\xeb\xff\xff\xfe", 4);	/* bl, addend -8 */
	subject.kernel = 0xc0001234;
	add(&subject, 28, SYMBOL_KERNEL, 8, 0);
	make(&subject);
	assert_int_equal(link_it(&subject), 0);
	stub = subject.link.stubs.offset;
	assert_int_equal(field(&subject, 8, 4), 0xeb000000 | ((BASE + stub - address(&subject, 16)) >> 2 & 0xffffff));
	assert_int_equal(abi24_get(&subject.link.abi, subject.link.bytes + stub, 4), 0xe51ff004);
	assert_int_equal(abi24_get(&subject.link.abi, subject.link.bytes + stub + 4, 4), 0xc0001234);
	end(&subject);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_that_do_not_fit),
		cmocka_unit_test(test_unknown_relocations),
		cmocka_unit_test(test_places_and_symbols_that_are_not_there),
		cmocka_unit_test(test_what_hooks_refuse),
		cmocka_unit_test(test_got_of_x86_64_and_s390),
		cmocka_unit_test(test_values_of_alpha),
		cmocka_unit_test(test_slots_are_shared),
		cmocka_unit_test(test_a_far_call_goes_by_a_stub),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
