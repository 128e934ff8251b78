/* SPDX-License-Identifier: 0BSD */
/*
 * Which keys of an index, taken as shell patterns, match a text: all of them in one walk through the tree.
 *
 * Up to its first wildcard a key must be spelled as the text is, so there is one path to follow. Where a `*`, `?` or
 * `[` leaves that path, everything below is walked with a set of positions instead: position i is in the set if the
 * pattern so far matches the first i bytes of the text. The walk turns back where the set is empty.
 *
 *	text  p  c  i  :  v  8        after "pci:"     { 4 }
 *	     0  1  2  3  4  5  6      after "pci:*"    { 4 5 6 }
 *	                              after "pci:*8"   { 6 }      6 is the end: a match
 *
 * A set is a row of bits, so a byte of the pattern is one shift and one AND, whatever the text (Shift-And:
 * Baeza-Yates and Gonnet, 1992). Patterns mean what fnmatch(3) says with flags 0 in the C locale; a `[` that is never
 * closed matches nothing. As in kmod, a wildcard byte of the text also leads to the child of that very byte.
 */
#include "base/sort.h"
#include "index/index.h"
#include "index/index_node.h"

#include <errno.h>
#include <string.h>

/* A walk may be this many times as long as the index: a wildcard in the text leads to the same nodes twice. */
enum { ROUNDS = 4 };

/*
 * Memory for the masks of one search, and for its levels: 45000 of them with a text of 1000 bytes, 65 with one of a
 * million.
 */
#define MEMORY_LIMIT ((size_t)16 << 20)

enum { LEVELS_FIRST = 8 };	/* as many as arena_grow begins with */

/* Where a pattern is. Zeroed: outside of brackets. */
struct state {
	bool in_brackets;
	bool is_escaped;	/* after a backslash */
	bool is_negated;	/* [! or [^ */
	bool has_member;	/* something after the [ and the ! */
	bool has_low, in_range;	/* `low` is not yet a member: "a-" may become a range; is one */
	unsigned char low;
};

/* One level of the tree: the node, and what the pattern up to and with its prefix reaches. */
struct level {
	struct index_node node;
	unsigned next;		/* number of the child to visit next */
	struct state state;
};

struct search {
	struct index_walk walk;
	struct arena *arena;		/* for the results */
	struct index_values *out;

	const char *text;
	size_t length;
	size_t words;			/* of a set: bits 0 to length */
	uint64_t *masks[256];		/* positions i with text[i] == byte; NULL: none. Made at the first wildcard */
	uint64_t *any;			/* positions that have a byte: all but the last */

	struct level *levels;
	size_t count, capacity;
	uint64_t *sets;			/* of each level two: the positions, and the members of an open [ */
};

static bool is_wildcard(unsigned char byte)
{
	return byte == '*' || byte == '?' || byte == '[';
}

/* False if that takes too much memory. */
static bool masks_make(struct search *search)
{
	const unsigned char *text = (const unsigned char *)search->text;
	bool occurs[256] = { false };
	size_t rows = 1;
	uint64_t *row;

	for (size_t i = 0; i < search->length; i++) {
		rows += !occurs[text[i]];
		occurs[text[i]] = true;
	}
	search->words = search->length / 64 + 1;
	if (search->words > MEMORY_LIMIT / sizeof *row / rows)
		return false;
	row = arena_alloc(&search->walk.index->scratch, rows * search->words * sizeof *row);
	search->any = row;
	for (size_t i = 0; i < search->length; i++) {
		uint64_t **mask = &search->masks[text[i]];

		if (!*mask)
			*mask = row += search->words;
		(*mask)[i / 64] |= (uint64_t)1 << i % 64;
		search->any[i / 64] |= (uint64_t)1 << i % 64;
	}
	return true;
}

static uint64_t *level_set(const struct search *search, size_t level)
{
	return search->sets + level * 2 * search->words;
}

/* One byte of the text is matched if its position is in `mask` (NULL: no byte is). False if nothing is reached. */
static bool set_advance(const struct search *search, uint64_t *set, const uint64_t *mask)
{
	uint64_t carry = 0, some = 0;

	if (!mask)
		return false;
	for (size_t i = 0; i < search->words; i++) {
		uint64_t hit = set[i] & mask[i];

		set[i] = hit << 1 | carry;
		carry = hit >> 63;
		some |= set[i];
	}
	return some;
}

/* A star: from the first position on, all are reached. */
static bool set_advance_star(const struct search *search, uint64_t *set)
{
	bool reached = false;

	for (size_t i = 0; i < search->words; i++) {
		uint64_t first = set[i] & -set[i];

		set[i] = reached ? ~(uint64_t)0 : -first;
		reached |= first != 0;
	}
	set[search->words - 1] &= ~(uint64_t)0 >> (63 - search->length % 64);
	return reached;
}

/* Adds the bytes `low` to `high` to the members of the open brackets. */
static void members_add(const struct search *search, uint64_t *members, unsigned low, unsigned high)
{
	for (unsigned byte = low; byte <= high; byte++)
		for (size_t i = 0; search->masks[byte] && i < search->words; i++)
			members[i] |= search->masks[byte][i];
}

/* The `]`: `set` advances by what the brackets hold. */
static bool brackets_close(const struct search *search, struct state *state, uint64_t *set)
{
	uint64_t *members = set + search->words;

	if (state->has_low)
		members_add(search, members, state->low, state->low);
	if (state->in_range)
		members_add(search, members, '-', '-');
	for (size_t i = 0; state->is_negated && i < search->words; i++)
		members[i] = ~members[i] & search->any[i];
	*state = (struct state){ 0 };
	return set_advance(search, set, members);
}

/* A byte of the pattern inside [...]. */
static bool step_in_brackets(const struct search *search, struct state *state, uint64_t *set, unsigned char byte)
{
	uint64_t *members = set + search->words;
	bool is_plain = !state->is_escaped;

	state->is_escaped = is_plain && byte == '\\';
	if (state->is_escaped)
		return true;
	if (is_plain && byte == ']' && state->has_member)
		return brackets_close(search, state, set);
	if (is_plain && (byte == '!' || byte == '^') && !state->has_member && !state->is_negated) {
		state->is_negated = true;
		return true;
	}
	if (is_plain && byte == '-' && state->has_low && !state->in_range) {
		state->in_range = true;
		return true;
	}
	if (state->has_low)
		members_add(search, members, state->low, state->in_range ? byte : state->low);
	state->has_low = !state->in_range;
	state->low = byte;
	state->in_range = false;
	state->has_member = true;
	return true;
}

/* One byte of the pattern. False if no text that goes on like this can match. */
static bool step(const struct search *search, struct state *state, uint64_t *set, unsigned char byte)
{
	if (state->in_brackets)
		return step_in_brackets(search, state, set, byte);
	if (state->is_escaped) {
		state->is_escaped = false;
		return set_advance(search, set, search->masks[byte]);
	}
	switch (byte) {
	case '*':
		return set_advance_star(search, set);
	case '?':
		return set_advance(search, set, search->any);
	case '[':
		memset(set + search->words, 0, search->words * sizeof *set);
		state->in_brackets = true;
		return true;
	case '\\':
		state->is_escaped = true;
		return true;
	default:
		return set_advance(search, set, search->masks[byte]);
	}
}

/* Makes room for one more level and its sets. False if that takes too much memory. */
static bool level_reserve(struct search *search)
{
	struct arena *scratch = &search->walk.index->scratch;
	size_t size = 2 * search->words * sizeof *search->sets, capacity = search->capacity;

	if (search->count < search->capacity)
		return true;
	if (search->count + LEVELS_FIRST > MEMORY_LIMIT / (size + sizeof *search->levels))
		return false;
	search->sets = arena_grow(scratch, search->sets, search->count, &capacity, size);
	search->levels = arena_grow(scratch, search->levels, search->count, &search->capacity,
				    sizeof *search->levels);
	return true;
}

/*
 * Takes a node as the new top level, whose set and `state` are those before the prefix; `skip` bytes of that
 * are known already. Nothing is taken if the prefix leads nowhere.
 */
static void level_push(struct search *search, const struct index_node *node, size_t skip, struct state state)
{
	uint64_t *set = level_set(search, search->count);

	for (size_t i = skip; i < node->prefix_length; i++)
		if (!step(search, &state, set, node->prefix[i]))
			return;
	search->levels[search->count++] = (struct level){ *node, 0, state };
}

/* All children were visited: the node's own values, if the pattern ends at the text's end. */
static int level_pop(struct search *search)
{
	const struct level *level = &search->levels[--search->count];
	const uint64_t *set = level_set(search, search->count);

	if (level->state.in_brackets || level->state.is_escaped ||
	    !(set[search->length / 64] >> search->length % 64 & 1))
		return 0;
	return index_node_values(&search->walk, &level->node, search->arena, search->out);
}

/* Whether a byte can lead anywhere from a level: most children end here, before anything is copied. */
static bool level_can_take(const struct search *search, const struct level *level, const uint64_t *set,
			   unsigned char byte)
{
	const uint64_t *mask = search->masks[byte];
	uint64_t some = 0;

	if (level->state.in_brackets || level->state.is_escaped || is_wildcard(byte) || byte == '\\')
		return true;
	for (size_t i = 0; mask && i < search->words; i++)
		some |= set[i] & mask[i];
	return some;
}

/* Visits the next child of the top level. */
static int level_descend(struct search *search)
{
	struct level *level = &search->levels[search->count - 1];
	const uint64_t *from = level_set(search, search->count - 1);
	unsigned char byte = (unsigned char)(level->node.first + level->next);
	uint32_t child = index_node_child(&level->node, level->next++);
	struct state state = level->state;
	struct index_node node;
	uint64_t *set;

	if (!child || !level_can_take(search, level, from, byte))
		return 0;
	if (!level_reserve(search))
		return -E2BIG;
	set = level_set(search, search->count);
	memcpy(set, set - 2 * search->words, 2 * search->words * sizeof *set);
	if (!step(search, &state, set, byte))
		return 0;
	if (index_node_read(&search->walk, child, &node))
		return -EINVAL;
	level_push(search, &node, 0, state);
	return 0;
}

/*
 * Walks everything below a wildcard that follows the first `position` bytes of the text: either the `child` byte that
 * led to `node`, or (0) byte `skip` of its prefix. Returns 0, -EINVAL or -E2BIG.
 */
static int search_below(struct search *search, const struct index_node *node, unsigned char child, size_t skip,
			size_t position)
{
	struct state state = { 0 };
	uint64_t *set;
	int rc = 0;

	if ((!search->any && !masks_make(search)) || !level_reserve(search))
		return -E2BIG;
	set = level_set(search, 0);
	memset(set, 0, 2 * search->words * sizeof *set);
	set[position / 64] |= (uint64_t)1 << position % 64;
	if (child && !step(search, &state, set, child))
		return 0;
	level_push(search, node, skip, state);
	while (!rc && search->count) {
		const struct level *level = &search->levels[search->count - 1];

		rc = level->next < level->node.child_count ? level_descend(search) : level_pop(search);
	}
	return rc;
}

/* The children of a node on the path that begin a wildcard. */
static int search_wild_children(struct search *search, const struct index_node *node, size_t position)
{
	for (const char *wild = "*?["; *wild; wild++) {
		uint32_t reference = index_node_child_of(node, (unsigned char)*wild);
		struct index_node child;
		int rc;

		if (!reference)
			continue;
		if (index_node_read(&search->walk, reference, &child))
			return -EINVAL;
		rc = search_below(search, &child, (unsigned char)*wild, 0, position);
		if (rc)
			return rc;
	}
	return 0;
}

/* Follows the path that is spelled as the text is. */
static int search_path(struct search *search, uint32_t reference)
{
	size_t position = 0;

	do {
		struct index_node node;
		int rc;

		if (index_node_read(&search->walk, reference, &node))
			return -EINVAL;
		for (size_t i = 0; i < node.prefix_length; i++, position++) {
			if (is_wildcard(node.prefix[i]))
				return search_below(search, &node, 0, i, position);
			if (position == search->length || node.prefix[i] != (unsigned char)search->text[position])
				return 0;
		}
		rc = search_wild_children(search, &node, position);
		if (rc)
			return rc;
		if (position == search->length)
			return index_node_values(&search->walk, &node, search->arena, search->out);
		reference = index_node_child_of(&node, (unsigned char)search->text[position++]);
	} while (reference);
	return 0;
}

static int value_compare(const void *a, const void *b)
{
	const struct index_value *left = a, *right = b;

	return (left->priority > right->priority) - (left->priority < right->priority);
}

/* From the order of the walk to that of priority: of equal ones the last that was found comes first. */
static void values_order(struct index_value *values, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct index_value swap = values[i];

		values[i] = values[count - 1 - i];
		values[count - 1 - i] = swap;
	}
	sort(values, count, sizeof *values, value_compare);
}

int index_search(struct index *index, const char *text, struct arena *arena, struct index_values *out)
{
	struct search search = { .arena = arena, .out = out, .text = text, .length = strlen(text) };
	uint32_t root = index_walk_start(&search.walk, index, ROUNDS);
	size_t before = out->count;
	int rc;

	arena_reset(&index->scratch);
	rc = search_path(&search, root);
	if (rc)
		return rc;
	if (out->count > before + 1)
		values_order(out->at + before, out->count - before);
	return (int)(out->count - before);
}
