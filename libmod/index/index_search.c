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

/*
 * A walk may be so many times as long as the index: the path once, all that leaves it for a wildcard once, and once
 * more for each wildcard of the text, as that leads to the same nodes again. Who has more than so many of them in a
 * text may be told that a sound index is damaged.
 */
enum { ROUNDS = 2, WILDCARDS_COUNTED = 64 };

/* Words of sets for the masks of one search, and for its levels: 128 of them with a text of a million bytes. */
#define WORDS_LIMIT ((size_t)2 << 20)

/* Nodes on one path below a wildcard; the longest key of a real tree has 250 bytes. */
enum { DEPTH_LIMIT = 1000 };

/* Bytes that have a mask: those of a key, unless the index is an odd one. */
enum { MASK_COUNT = 128 };

/* Words that need no mapping: masks and the first set of a text of 127 bytes. */
enum { ROOM = 2 * (MASK_COUNT + 1) };

/* Where a pattern is: at the end of a plain byte or star, of a backslash, or of so many bytes of an open [...]. */
enum { STATE_PLAIN = 0, STATE_ESCAPED = -1 };

/* The set of one level of a walk with a long text. */
struct level {
	struct level *below;	/* made at the first child */
	uint64_t *set;
};

struct search {
	struct index_walk walk;
	struct arena *arena;		/* for the results */
	struct index_values *out;

	const unsigned char *text;
	size_t length;
	size_t words;			/* of a set: bits 0 to length */
	uint64_t *masks;		/* of each byte the positions i with text[i] == byte; of '?' all of them */
	struct level top;
	struct buf brackets;		/* the open [...] */
	uint64_t *room;
	struct arena scratch;		/* for what the room does not hold */
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

/* For patterns that begin at `position` of the text or behind it. False if that takes too much memory. */
static bool masks_make(struct search *search, size_t position)
{
	size_t words = search->words, size = (MASK_COUNT + 1) * words;
	const unsigned char *text = search->text;
	uint64_t *all;

	if (size > WORDS_LIMIT)
		return false;
	search->masks = size <= ROOM ? memset(search->room, 0, size * sizeof *search->room) :
			arena_alloc(&search->scratch, size * sizeof *search->masks);
	search->top.set = search->masks + MASK_COUNT * words;
	for (; position < search->length; position++)
		if (text[position] < MASK_COUNT)
			set_add(search->masks + text[position] * words, position);
	all = search->masks + '?' * words;
	memset(all, 0xff, words * sizeof *all);
	all[words - 1] = ((uint64_t)1 << search->length % 64) - 1;
	return true;
}

/*
 * The set advances over those bytes of the text that are in [...], or that are the byte behind a backslash. It looks
 * at one position after the other, which is slow and rare.
 */
static bool set_advance_slowly(struct search *search, uint64_t *set, const char *pattern)
{
	bool some = false;

	for (size_t i = search->length; i > 0; i--) {
		char byte = (char)search->text[i - 1];
		const char *end;

		set[i / 64] &= ~((uint64_t)1 << i % 64);
		if (!set_has(set, i - 1) ||
		    !(*pattern == '[' ? glob_set_match(pattern, byte, &end) : pattern[1] == byte))
			continue;
		set_add(set, i);
		some = true;
	}
	*set &= ~(uint64_t)1;
	return some;
}

/* One more byte of [...]. If it is the last, the set advances by what the brackets hold. */
static bool step_in_brackets(struct search *search, int *state, uint64_t *set, unsigned char byte)
{
	const char *pattern, *end = NULL;

	search->brackets.length = (size_t)(*state)++;
	buf_char(&search->brackets, (char)byte);
	pattern = buf_text(&search->brackets);
	if (byte == ']')
		glob_set_match(pattern, (char)byte, &end);
	if (!end)
		return true;
	*state = STATE_PLAIN;
	return set_advance_slowly(search, set, pattern);
}

/* Whether a byte of a pattern is one for step_odd. */
static bool is_odd(int state, unsigned char byte)
{
	return state != STATE_PLAIN || byte == '[' || byte == '\\' || byte >= MASK_COUNT;
}

static __attribute__((noinline, cold))
bool step_odd(struct search *search, int *state, uint64_t *set, unsigned char byte)
{
	char escaped[] = { '\\', (char)byte };

	if (*state > 0 || (byte == '[' && *state == STATE_PLAIN))
		return step_in_brackets(search, state, set, byte);
	*state = byte == '\\' && *state == STATE_PLAIN ? STATE_ESCAPED : STATE_PLAIN;
	return *state == STATE_ESCAPED || set_advance_slowly(search, set, escaped);
}

/* A star: from the first position on, all are reached. Those behind the end of the text do no harm. */
static uint64_t word_star(uint64_t word)
{
	return -(word & -word);
}

/* One byte of the pattern. False if no text that goes on like this can match. */
static __attribute__((noinline)) bool step(struct search *search, int *state, uint64_t *set, unsigned char byte)
{
	const uint64_t *mask = search->masks + byte * search->words;
	uint64_t carry = 0, some = 0;

	if (is_odd(*state, byte))
		return step_odd(search, state, set, byte);
	for (size_t i = 0; i < search->words; i++) {
		uint64_t hit = set[i] & mask[i];

		if (byte == '*') {
			set[i] = some ? ~(uint64_t)0 : word_star(set[i]);
			some |= set[i];
		} else {
			set[i] = hit << 1 | carry;
			carry = hit >> 63;
			some |= hit;
		}
	}
	return some;
}

/* The same for a set of one word. It stays in a register if its address goes nowhere, so step_odd gets a copy. */
static inline bool step_short(struct search *search, const uint64_t *masks, int *state, uint64_t *set,
			      unsigned char byte)
{
	if (is_odd(*state, byte)) {
		uint64_t odd_set = *set;
		int odd_state = *state;
		bool some = step_odd(search, &odd_state, &odd_set, byte);

		*set = odd_set;
		*state = odd_state;
		return some;
	}
	*set = byte == '*' ? word_star(*set) : (*set & masks[byte]) << 1;
	return *set;
}

/*
 * Walks a node and all below it, for a text of up to 63 bytes, whose sets are one word: most are so short, and with
 * sets in memory a search took 1.3 times as many instructions. `set` and `state` are those before byte `skip` of the
 * node's prefix. Returns 0 or -EINVAL.
 */
static int search_short(struct search *search, const struct index_node *node, size_t skip, int state, uint64_t set,
			unsigned depth)
{
	const unsigned char *prefix = node->prefix;
	const uint64_t *masks = search->masks;

	for (size_t i = skip; i < node->prefix_length; i++)
		if (!step_short(search, masks, &state, &set, prefix[i]))
			return 0;
	if (depth == DEPTH_LIMIT)
		return -EINVAL;
	for (unsigned i = 0; i < node->child_count; i++) {
		uint32_t reference = index_node_child(node, i);
		uint64_t child_set = set;
		unsigned char byte = (unsigned char)(node->first + i);
		int child_state = state, rc;
		struct index_node child;

		if (!reference || !step_short(search, masks, &child_state, &child_set, byte))
			continue;
		rc = index_node_read(&search->walk, reference, &child);
		if (!rc)
			rc = search_short(search, &child, 0, child_state, child_set, depth + 1);
		if (rc)
			return rc;
	}
	if (state != STATE_PLAIN || !(set >> search->length & 1))
		return 0;
	return index_node_values(&search->walk, node, search->arena, search->out);
}

/* The level below, with a copy of the set. */
static struct level *level_below(struct search *search, struct level *level)
{
	size_t size = search->words * sizeof *level->set;

	if (!level->below) {
		level->below = arena_alloc(&search->scratch, sizeof *level + size);
		level->below->set = (uint64_t *)(level->below + 1);
	}
	memcpy(level->below->set, level->set, size);
	return level->below;
}

/* The same for a longer text. The set is that of the level. */
static __attribute__((cold))
int search_long(struct search *search, const struct index_node *node, size_t skip, int state, struct level *level,
		unsigned depth)
{
	for (size_t i = skip; i < node->prefix_length; i++)
		if (!step(search, &state, level->set, node->prefix[i]))
			return 0;
	if (depth == DEPTH_LIMIT || depth * search->words > WORDS_LIMIT)
		return -EINVAL;
	for (unsigned i = 0; i < node->child_count; i++) {
		uint32_t reference = index_node_child(node, i);
		struct level *below = reference ? level_below(search, level) : NULL;
		int child_state = state, rc;
		struct index_node child;

		if (!below || !step(search, &child_state, below->set, (unsigned char)(node->first + i)))
			continue;
		rc = index_node_read(&search->walk, reference, &child);
		if (!rc)
			rc = search_long(search, &child, 0, child_state, below, depth + 1);
		if (rc)
			return rc;
	}
	if (state != STATE_PLAIN || !set_has(level->set, search->length))
		return 0;
	return index_node_values(&search->walk, node, search->arena, search->out);
}

/*
 * Leaves the path for a wildcard, which is byte `skip` of the node's prefix or leads to a child. Before it, the first
 * `position` bytes of the text are matched. Returns 0, -EINVAL or -E2BIG.
 */
static int search_pattern(struct search *search, const struct index_node *node, size_t skip, size_t position)
{
	if (!search->masks && !masks_make(search, position))
		return -E2BIG;
	if (search->words == 1)
		return search_short(search, node, skip, STATE_PLAIN, (uint64_t)1 << position, 0);
	memset(search->top.set, 0, search->words * sizeof *search->top.set);
	set_add(search->top.set, position);
	return search_long(search, node, skip, STATE_PLAIN, &search->top, 0);
}

/* Leaves the path for one child, as if the node had nothing else. */
static __attribute__((noinline))
int search_only_child(struct search *search, const struct index_node *node, unsigned char byte, size_t position)
{
	struct index_node only = { .first = byte, .child_count = 1 };

	only.childs = node->childs + 4 * (byte - node->first);
	return search_pattern(search, &only, 0, position);
}

static inline int search_wild_child(struct search *search, const struct index_node *node, unsigned char byte,
				    size_t position)
{
	return index_node_child_of(node, byte) ? search_only_child(search, node, byte, position) : 0;
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
				return search_pattern(search, &node, i, position);
			if (node.prefix[i] != search->text[position])
				return 0;
		}
		rc = search_wild_child(search, &node, '*', position);
		if (!rc)
			rc = search_wild_child(search, &node, '?', position);
		if (!rc)
			rc = search_wild_child(search, &node, '[', position);
		if (rc)
			return rc;
		if (position == search->length)
			return index_node_values(&search->walk, &node, search->arena, search->out);
		reference = index_node_child_of(&node, search->text[position++]);
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
	uint64_t room[ROOM];
	_Alignas(16) char sets[256];
	unsigned wildcards = 0;
	size_t length;
	struct search search = {
		.arena = arena,
		.out = out,
		.text = (const unsigned char *)text,
		.room = room,
	};
	size_t before = out->count;
	int rc;

	for (length = 0; text[length]; length++)
		if (is_wildcard(search.text[length]) && wildcards < WILDCARDS_COUNTED)
			wildcards++;
	search.walk = index_walk(index, ROUNDS + wildcards);
	search.length = length;
	search.words = length / 64 + 1;
	arena_lend(&search.scratch, sets, sizeof sets);
	rc = search_path(&search, index->root);
	buf_free(&search.brackets);
	arena_free(&search.scratch);
	if (rc)
		return rc;
	if (out->count > before + 1)
		sort(out->at + before, out->count - before, sizeof *out->at, value_is_behind);
	return (int)(out->count - before);
}
