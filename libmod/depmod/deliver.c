/* SPDX-License-Identifier: 0BSD */
/* The outputs of a tree: written, printed or compared. */
#include "depmod/deliver.h"

#include "base/files.h"
#include "base/log.h"
#include "depmod/crew.h"
#include "index/index.h"

#include <errno.h>

/* One output on its way to a file. */
struct errand {
	const struct output *output;
	size_t number;		/* in the publication */
	int rc;
	struct err err;
};

struct errands {
	const struct delivery *delivery;
	struct publication *publication;
	struct errand *at;
	size_t count;
};

static int make_output(const struct delivery *delivery, const struct output *output, struct buf *bytes,
		       struct err *err)
{
	int rc = output->write(delivery->tree, &delivery->options, bytes, err);

	return rc ? err_wrap(err, "could not make %s", output->name) : 0;
}

static void run_errand(const struct errands *errands, struct errand *errand)
{
	struct buf bytes = { 0 };

	errand->rc = make_output(errands->delivery, errand->output, &bytes, &errand->err);
	if (!errand->rc)
		errand->rc = publish_write(errands->publication, errand->number, bytes.at, bytes.length,
					   &errand->err);
	buf_free(&bytes);
}

/* Task 0 is all that may print warnings, so that those come in one order; every other one is a single file. */
static void run_task(void *context, unsigned worker, size_t index)
{
	struct errands *errands = context;
	size_t silent = 0;

	(void)worker;
	for (size_t i = 0; i < errands->count; i++) {
		struct errand *errand = &errands->at[i];

		if (errand->output->warns ? !index : ++silent == index)
			run_errand(errands, errand);
	}
}

int deliver_files(const struct delivery *delivery, struct publication *publication, struct err *err)
{
	struct arena scratch = { 0 };
	struct errands errands = { .delivery = delivery, .publication = publication };
	size_t tasks = 1;
	int rc = 0;

	for (const struct output *output = delivery->outputs; output->name; output++)
		errands.count++;
	errands.at = arena_alloc(&scratch, errands.count * sizeof *errands.at);
	for (size_t i = 0; i < errands.count; i++) {
		errands.at[i].output = &delivery->outputs[i];
		errands.at[i].number = publish_add(publication, delivery->outputs[i].name);
		tasks += !delivery->outputs[i].warns;
	}
	crew_run(delivery->threads, tasks, run_task, &errands);
	for (size_t i = 0; i < errands.count && !rc; i++) {
		rc = errands.at[i].rc;
		*err = errands.at[i].err;
	}
	arena_free(&scratch);
	return rc ? rc : publish_commit(publication, err);
}

int deliver_text(const struct delivery *delivery, struct out *out, struct err *err)
{
	struct buf bytes = { 0 };
	int rc = 0;

	for (const struct output *output = delivery->outputs; output->name && !rc; output++) {
		if (!output->is_text)
			continue;
		bytes.length = 0;
		rc = make_output(delivery, output, &bytes, err);
		out_put(out, bytes.at, bytes.length);
	}
	buf_free(&bytes);
	return rc;
}

static int ignore_value(void *context, const char *key, const struct index_value *value)
{
	(void)context;
	(void)key;
	(void)value;
	return 0;
}

/* Whether nobody can walk an index to its end. */
static bool is_damaged(const char *path)
{
	struct arena arena = { 0 };
	struct index index = { 0 };
	struct err err;
	int rc = index_open(&index, path, &arena, &err);

	if (!rc)
		rc = index_dump(&index, ignore_value, NULL);
	index_close(&index);
	arena_free(&arena);
	return rc == -EINVAL;
}

static const char *verdict(const char *path, const struct output *output, const struct buf *bytes)
{
	if (file_is_same(path, bytes->at, bytes->length))
		return NULL;
	if (file_kind(path) == FILE_UNKNOWN)
		return "is missing";
	return !output->is_text && is_damaged(path) ? "is damaged" : "is stale";
}

int deliver_verdicts(const struct delivery *delivery, const char *dir, struct err *err)
{
	struct arena scratch = { 0 };
	struct buf bytes = { 0 };
	int rc = 0, bad = 0;

	for (const struct output *output = delivery->outputs; output->name && !rc; output++) {
		const char *path = path_join(&scratch, dir, output->name), *words;

		bytes.length = 0;
		rc = make_output(delivery, output, &bytes, err);
		words = rc ? NULL : verdict(path, output, &bytes);
		if (words)
			log_error("'%s' %s", path, words);
		bad += words != NULL;
	}
	buf_free(&bytes);
	arena_free(&scratch);
	return rc ? rc : bad;
}
