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
#include "base/buf.h"
#include "base/glob.h"
#include "base/sort.h"
#include "index/index.h"
#include "index/index_node.h"

#include <errno.h>
#include <string.h>

/* A walk may be this many times as long as the index: a wildcard in the text leads to the same nodes twice. */
enum { ROUNDS = 4 };

/* Words of sets for the masks of one search, and for its levels: 128 of them with a text of a million bytes. */
#define WORDS_LIMIT ((size_t)2 << 20)

/* Nodes on one path below a wildcard; the longest key of a real tree has 250 bytes. */
enum { DEPTH_LIMIT = 1000 };

/* Bytes that need no mapping: masks for a text of 127 bytes with 40 different ones, and 64 levels of a short one. */
enum { ROOM = 2048, LEVELS_FIRST = 8 /* what arena_grow may begin with */ };

/* Where a pattern is. Zeroed: outside of brackets. */
struct state {
	unsigned brackets;	/* so many bytes of an open [...] were seen */
	bool is_escaped;	/* after a backslash */
};

struct search {
	struct index_walk walk;
	struct arena *arena;		/* for the results */
	struct index_values *out;

	const char *text;
	size_t length;
	size_t words;			/* of a set: bits 0 to length */
	uint64_t *masks;		/* rows of positions i with text[i] == byte; row 0 has all of them */
	uint64_t *sets;			/* of each level the positions that its pattern reaches */
	size_t levels;			/* room for so many */
	struct buf brackets;		/* the open [...] */
	struct arena scratch;		/* for masks and sets */
	unsigned char rows[256];	/* of each byte its row in `masks`; 0: it is not in the text */
};

static bool is_wildcard(unsigned char byte)
{
	return byte == '*' || byte == '?' || byte == '[';
}

static void set_add(uint64_t *set, size_t position)
{
	set[position / 64] |= (uint64_t)1 << position % 64;
}

static bool set_has(const uint64_t *set, size_t position)
{
	return set[position / 64] >> position % 64 & 1;
}

/* False if that takes too much memory. */
static bool masks_make(struct search *search)
{
	const unsigned char *text = (const unsigned char *)search->text;
	size_t count = 1;

	for (size_t i = 0; i < search->length; i++)
		if (!search->rows[text[i]])
			search->rows[text[i]] = (unsigned char)count++;
	search->words = search->length / 64 + 1;
	if ((count + LEVELS_FIRST) * search->words > WORDS_LIMIT)
		return false;
	search->masks = arena_alloc(&search->scratch, count * search->words * sizeof *search->masks);
	for (size_t i = 0; i < search->length; i++) {
		set_add(search->masks, i);
		set_add(search->masks + search->rows[text[i]] * search->words, i);
	}
	return true;
}

/* The set of a level; that of the level before it must have been asked for. */
static uint64_t *level_set(struct search *search, size_t level)
{
	if (level == search->levels)
		search->sets = arena_grow(&search->scratch, search->sets, level, &search->levels,
					  search->words * sizeof *search->sets);
	return search->sets + level * search->words;
}

/* One byte of the text is matched if its position is in `mask`. False if nothing is reached. */
static bool set_advance(const struct search *search, uint64_t *set, const uint64_t *mask)
{
	uint64_t carry = 0, some = 0;

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

/* One more byte of [...]. If it is the last, the set advances by what the brackets hold. */
static bool step_in_brackets(struct search *search, struct state *state, uint64_t *set, unsigned char byte)
{
	const char *pattern, *end = NULL;
	bool some = false;

	search->brackets.length = state->brackets++;
	buf_char(&search->brackets, (char)byte);
	pattern = buf_text(&search->brackets);
	if (byte == ']')
		glob_set_match(pattern, byte, &end);
	if (!end)
		return true;
	state->brackets = 0;
	for (size_t i = search->length; i > 0; i--) {
		set[i / 64] &= ~((uint64_t)1 << i % 64);
		if (!set_has(set, i - 1) || !glob_set_match(pattern, search->text[i - 1], &end))
			continue;
		set_add(set, i);
		some = true;
	}
	*set &= ~(uint64_t)1;
	return some;
}

/* One byte of the pattern. False if no text that goes on like this can match. */
static bool step(struct search *search, struct state *state, uint64_t *set, unsigned char byte)
{
	unsigned char row = search->rows[byte];

	if (state->brackets || (byte == '[' && !state->is_escaped))
		return step_in_brackets(search, state, set, byte);
	if (!state->is_escaped) {
		if (byte == '*')
			return set_advance_star(search, set);
		if (byte == '?')
			return set_advance(search, set, search->masks);
		state->is_escaped = byte == '\\';
		if (state->is_escaped)
			return true;
	}
	state->is_escaped = false;
	return row && set_advance(search, set, search->masks + row * search->words);
}

static int search_child(struct search *search, uint32_t reference, unsigned byte, uint64_t *set, struct state state,
			unsigned level);

/*
 * Walks a node and all below it. The `set` of its level and `state` are those before byte `skip` of its prefix.
 * Returns 0 or -EINVAL.
 */
static int search_node(struct search *search, const struct index_node *node, size_t skip, uint64_t *set,
		       struct state state, unsigned level)
{
	for (size_t i = skip; i < node->prefix_length; i++)
		if (!step(search, &state, set, node->prefix[i]))
			return 0;
	if (level == DEPTH_LIMIT || level * search->words > WORDS_LIMIT)
		return -EINVAL;
	for (unsigned i = 0; i < node->child_count; i++) {
		uint32_t reference = index_node_child(node, i);
		int rc;

		if (!reference)
			continue;
		set = level_set(search, level + 1);
		memcpy(set, set - search->words, search->words * sizeof *set);
		rc = search_child(search, reference, node->first + i, set, state, level + 1);
		if (rc)
			return rc;
	}
	if (state.brackets || state.is_escaped || !set_has(level_set(search, level), search->length))
		return 0;
	return index_node_values(&search->walk, node, search->arena, search->out);
}

/* The same for a child, with the byte that leads to it. */
static int search_child(struct search *search, uint32_t reference, unsigned byte, uint64_t *set, struct state state,
			unsigned level)
{
	struct index_node child;

	if (!step(search, &state, set, (unsigned char)byte))
		return 0;
	if (index_node_read(&search->walk, reference, &child))
		return -EINVAL;
	return search_node(search, &child, 0, set, state, level);
}

/* The set of level 0 with one position. NULL if that takes too much memory. */
static uint64_t *set_begin(struct search *search, size_t position)
{
	uint64_t *set;

	if (!search->masks && !masks_make(search))
		return NULL;
	set = level_set(search, 0);
	memset(set, 0, search->words * sizeof *set);
	set_add(set, position);
	return set;
}

/*
 * The children of a node on the path that begin a wildcard; the path has the first `position` bytes of the text.
 * Returns 0, -EINVAL or -E2BIG.
 */
static int search_wild_children(struct search *search, const struct index_node *node, size_t position)
{
	int rc = 0;

	for (const char *wild = "*?["; !rc && *wild; wild++) {
		uint32_t reference = index_node_child_of(node, (unsigned char)*wild);
		uint64_t *set;

		if (!reference)
			continue;
		set = set_begin(search, position);
		rc = set ? search_child(search, reference, (unsigned char)*wild, set, (struct state){ 0 }, 0) : -E2BIG;
	}
	return rc;
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
			if (is_wildcard(node.prefix[i])) {
				uint64_t *set = set_begin(search, position);

				return set ? search_node(search, &node, i, set, (struct state){ 0 }, 0) : -E2BIG;
			}
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

/* From the order of the walk to that of priority: of equal ones the last that was found comes first. */
static int value_is_behind(const void *a, const void *b)
{
	const struct index_value *left = a, *right = b;

	return left->priority >= right->priority;
}

int index_search(struct index *index, const char *text, struct arena *arena, struct index_values *out)
{
	_Alignas(16) char room[ROOM];
	struct search search = { .arena = arena, .out = out, .text = text, .length = strlen(text) };
	uint32_t root = index_walk_start(&search.walk, index, ROUNDS);
	size_t before = out->count;
	int rc;

	arena_lend(&search.scratch, room, sizeof room);
	rc = search_path(&search, root);
	buf_free(&search.brackets);
	arena_free(&search.scratch);
	if (rc || out->count == before)
		return rc;
	sort(out->at + before, out->count - before, sizeof *out->at, value_is_behind);
	return (int)(out->count - before);
}
