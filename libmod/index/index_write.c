/* SPDX-License-Identifier: 0BSD */
/*
 * Writing the binary index without a tree in memory: when the keys are sorted, a node is a range of them.
 *
 *	b c d          node: range [0, 4), prefix "b"; the key "b" ends there: a value
 *	b              children: 'c' -> [1, 3), 'd' -> [3, 4)
 *	b c e f
 *	b d            (sorted: b, bcd, bcef, bd)
 *
 * Nodes are written in pre-order: prefix, an empty table of children, values, then the children one after the other,
 * each putting its reference into the table. Nothing recurses: keys may be as long as they like.
 */
#include "index/index_write.h"

#include "base/sort.h"
#include "index/index_format.h"

#include <endian.h>
#include <errno.h>
#include <string.h>

enum {
	SMALL_RANGE = 12,	/* fewer keys than this are sorted by insertion */
	UNEVEN_LIMIT = 48,	/* so many halvings of one range mean that the keys were made to be slow */
};

void index_entries_add(struct index_entries *entries, struct arena *arena, const char *key, const char *value,
		       uint32_t priority)
{
	struct index_entry *entry = arena_add(arena, entries, sizeof *entry);

	*entry = (struct index_entry){
		.key = key,
		.value = value,
		.priority = priority,
		.sequence = (uint32_t)(entries->count - 1),
	};
}

bool index_key_is_valid(const char *key)
{
	while (*key && !(*key & 0x80))
		key++;
	return !*key;
}

/* The order of two entries whose keys are equal: by priority, then the newest first. */
static int entry_compare_rank(const void *a, const void *b)
{
	const struct index_entry *left = a, *right = b;

	if (left->priority != right->priority)
		return left->priority < right->priority ? -1 : 1;
	return (left->sequence < right->sequence) - (left->sequence > right->sequence);
}

static int entry_compare(const void *a, const void *b)
{
	const struct index_entry *left = a, *right = b;
	int order = strcmp(left->key, right->key);

	return order ? order : entry_compare_rank(a, b);
}

/* Entries [low, high), whose keys are the same before `depth`. */
struct range {
	size_t low, high, depth;
	unsigned uneven;	/* how often it was cut at this depth */
};

struct ranges {
	struct arena *arena;
	struct range *at;
	size_t count, capacity;
};

static void range_push(struct ranges *ranges, size_t low, size_t high, size_t depth, unsigned uneven)
{
	if (high - low < 2)
		return;
	*(struct range *)arena_add(ranges->arena, &ranges->at, sizeof(struct range)) =
		(struct range){ low, high, depth, uneven };
}

/* Up to eight bytes of a key as one number that sorts as they do; the last byte is 0 if the key ends among them. */
static uint64_t key_word(const char *key)
{
	uint64_t word = 0;

	for (int shift = 56; shift >= 0 && *key; shift -= 8)
		word |= (uint64_t)(unsigned char)*key++ << shift;
	return word;
}

static void entries_sort_small(struct index_entry *entries, size_t count, size_t depth)
{
	for (size_t i = 1; i < count; i++) {
		struct index_entry entry = entries[i];
		size_t at = i;

		for (; at; at--) {
			int order = strcmp(entries[at - 1].key + depth, entry.key + depth);

			if (order < 0 || (!order && entry_compare_rank(&entries[at - 1], &entry) < 0))
				break;
			entries[at] = entries[at - 1];
		}
		entries[at] = entry;
	}
}

static uint64_t middle_word(const struct index_entry *entries, size_t count)
{
	uint64_t a = entries[0].scratch, b = entries[count / 2].scratch, c = entries[count - 1].scratch;

	if ((a < b) == (b < c))
		return b;
	return (b < a) == (a < c) ? a : c;
}

/*
 * Cuts a range into keys whose word at its depth is less than, equal to and greater than a middle one.
 * Those that are equal go on behind the word, the others with the words that they have.
 */
static void range_cut(struct index_entry *entries, const struct range *range, struct ranges *ranges)
{
	uint64_t middle = middle_word(entries + range->low, range->high - range->low);
	size_t less = range->low, at = range->low, greater = range->high;

	while (at < greater) {
		struct index_entry entry = entries[at];

		if (entry.scratch == middle) {
			at++;
		} else if (entry.scratch < middle) {
			entries[at++] = entries[less];
			entries[less++] = entry;
		} else {
			entries[at] = entries[--greater];
			entries[greater] = entry;
		}
	}
	range_push(ranges, range->low, less, range->depth, range->uneven + 1);
	range_push(ranges, greater, range->high, range->depth, range->uneven + 1);
	if (middle & 0xff)
		range_push(ranges, less, greater, range->depth + 8, 0);
	else if (greater - less > 1)
		sort(entries + less, greater - less, sizeof *entries, entry_compare_rank);
}

/* Multikey quicksort (Bentley and Sedgewick, 1997) on eight bytes at a time: aliases share long beginnings. */
void index_sort(struct index_entry *entries, size_t count)
{
	struct arena arena = { 0 };
	struct ranges ranges = { .arena = &arena };

	range_push(&ranges, 0, count, 0, 0);
	while (ranges.count) {
		struct range range = ranges.at[--ranges.count];
		size_t size = range.high - range.low;

		if (size < SMALL_RANGE) {
			entries_sort_small(entries + range.low, size, range.depth);
			continue;
		}
		if (range.uneven > UNEVEN_LIMIT) {
			sort(entries + range.low, size, sizeof *entries, entry_compare);
			continue;
		}
		if (!range.uneven)
			for (size_t i = range.low; i < range.high; i++)
				entries[i].scratch = key_word(entries[i].key + range.depth);
		range_cut(entries, &range, &ranges);
	}
	arena_free(&arena);
}

/* A node that was begun and whose children are still being written. */
struct open_node {
	size_t next, high;	/* entries that are not yet in a child */
	size_t depth;		/* place in the keys of the byte that selects a child */
	size_t table;		/* offset of the references to the children */
	unsigned char first;	/* the byte of the first one */
};

struct writer {
	const struct index_entry *entries;
	struct buf *out;
	size_t start;		/* offset of the index in `out` */
	struct arena arena;
	struct open_node *open;
	size_t count, capacity;
	struct err *err;
};

static void store_u32(char *at, uint32_t value)
{
	value = htobe32(value);
	memcpy(at, &value, sizeof value);
}

static void put_u32(struct buf *out, uint32_t value)
{
	store_u32(buf_reserve(out, 4), value);
	out->length += 4;
}

/* How many bytes from `depth` on all keys of a sorted range have in common: those of the first and the last. */
static size_t common_length(const struct writer *writer, size_t low, size_t high, size_t depth)
{
	const char *first = writer->entries[low].key + depth, *last = writer->entries[high - 1].key + depth;
	size_t length = 0;

	while (first[length] && first[length] == last[length])
		length++;
	return length;
}

static void put_values(struct buf *out, const struct index_entry *entries, size_t count)
{
	put_u32(out, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		put_u32(out, entries[i].priority);
		buf_put(out, entries[i].value, strlen(entries[i].value) + 1);
	}
}

/* The table of children, still empty; the node is open until all of them are written. */
static void put_table(struct writer *writer, size_t low, size_t high, size_t depth)
{
	unsigned char range[2] = { (unsigned char)writer->entries[low].key[depth],
				   (unsigned char)writer->entries[high - 1].key[depth] };
	size_t size = 4 * (size_t)(range[1] - range[0] + 1);
	struct open_node *node;

	buf_put(writer->out, range, sizeof range);
	node = arena_add(&writer->arena, &writer->open, sizeof *node);
	*node = (struct open_node){ low, high, depth, writer->out->length, range[0] };
	memset(buf_reserve(writer->out, size), 0, size);
	writer->out->length += size;
}

static bool is_7bit(const char *bytes, size_t length)
{
	unsigned char all = 0;

	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)bytes[i];
	return !(all & 0x80);
}

/*
 * Writes a node but for its children: entries [low, high), whose keys are the same before `depth`.
 * Returns 0 with the node's reference, or -errno.
 */
static int node_begin(struct writer *writer, size_t low, size_t high, size_t depth, uint32_t *reference)
{
	const struct index_entry *first = &writer->entries[low];
	size_t offset = writer->out->length - writer->start, end = low;
	size_t prefix = depth ? common_length(writer, low, high, depth) : 0;	/* kmod's root has none */

	if (offset > INDEX_NODE_OFFSET)
		return err_set(writer->err, EFBIG, "the index is larger than its format allows");
	if (!is_7bit(first->key + (depth ? depth - 1 : 0), prefix + (depth ? 1 : 0)))
		return err_set(writer->err, EINVAL, "'%s' of '%s' has a byte above 127", first->key, first->value);
	*reference = (uint32_t)offset;
	if (prefix) {
		*reference |= INDEX_NODE_PREFIX;
		buf_put(writer->out, first->key + depth, prefix);
		buf_char(writer->out, '\0');
	}
	depth += prefix;
	while (end < high && !writer->entries[end].key[depth])
		end++;
	if (end < high) {
		*reference |= INDEX_NODE_CHILDS;
		put_table(writer, end, high, depth);
	}
	if (end > low) {
		*reference |= INDEX_NODE_VALUES;
		put_values(writer->out, first, end - low);
	}
	return 0;
}

/* Writes the next child of the node that was opened last, or closes that node when it has no more. */
static int node_continue(struct writer *writer)
{
	struct open_node *open = &writer->open[writer->count - 1];
	size_t low = open->next, high = low + 1, depth = open->depth, place;
	uint32_t reference;
	unsigned char byte;
	int rc;

	if (low == open->high) {
		writer->count--;
		return 0;
	}
	byte = (unsigned char)writer->entries[low].key[depth];
	while (high < open->high && (unsigned char)writer->entries[high].key[depth] == byte)
		high++;
	open->next = high;
	place = open->table + 4 * (size_t)(byte - open->first);
	rc = node_begin(writer, low, high, depth + 1, &reference);
	if (!rc)
		store_u32(writer->out->at + place, reference);
	return rc;
}

int index_write(struct index_entry *entries, size_t count, struct buf *out, struct err *err)
{
	struct writer writer = { .entries = entries, .out = out, .start = out->length, .err = err };
	uint32_t root = INDEX_HEADER_SIZE;
	int rc = 0;

	index_sort(entries, count);
	put_u32(out, INDEX_MAGIC);
	put_u32(out, INDEX_VERSION);
	put_u32(out, root);
	if (count)
		rc = node_begin(&writer, 0, count, 0, &root);
	while (!rc && writer.count)
		rc = node_continue(&writer);
	if (rc)
		out->length = writer.start;
	else
		store_u32(out->at + writer.start + INDEX_ROOT_AT, root);
	arena_free(&writer.arena);
	return rc;
}
