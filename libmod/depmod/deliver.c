/* SPDX-License-Identifier: 0BSD */
/* The outputs of a tree: written, printed or compared. */
#include "depmod/deliver.h"

#include "base/files.h"
#include "base/log.h"
#include "depmod/crew.h"
#include "depmod/digest.h"
#include "index/index.h"

#include <errno.h>
#include <stdatomic.h>

/* So many modules are worth one more process that makes outputs, and so many of those there is work for. */
enum { WORKER_MODULES = 256, WORKERS_MOST = 4 };

/* One output on its way to a file. */
struct errand {
	const struct output *output;
	struct draft *draft;
	struct output_mark *mark;	/* gets a digest; may be NULL */
	size_t task;	/* that it is a part of */
	bool is_done;
	int rc;
	struct err err;
};

/* In memory that the workers share. */
struct errands {
	const struct delivery *delivery;
	atomic_size_t next;	/* the next task that nobody has begun */
	size_t tasks, count;
	struct errand at[];
};

static int make_output(const struct delivery *delivery, const struct output *output, struct buf *bytes,
		       struct err *err)
{
	const struct making making = { delivery->tree, &delivery->options, bytes, err };
	int rc = output->write(&making);

	return rc ? err_wrap(err, "could not make %s", output->name) : 0;
}

static void run_errand(const struct delivery *delivery, struct errand *errand)
{
	struct buf bytes = { 0 };

	errand->rc = make_output(delivery, errand->output, &bytes, &errand->err);
	if (errand->mark)
		errand->mark->digest = digest(0, bytes.at, bytes.length);
	if (!errand->rc)
		errand->rc = publish_write(errand->draft, bytes.at, bytes.length, &errand->err);
	buf_free(&bytes);
	errand->is_done = true;
}

/* Task 0 is all that may print warnings, so that those come in one order; every other one is a single file. */
static void run_tasks(void *context, unsigned worker)
{
	struct errands *errands = context;
	size_t task;

	(void)worker;
	while ((task = atomic_fetch_add(&errands->next, 1)) < errands->tasks)
		for (size_t i = 0; i < errands->count; i++)
			if (errands->at[i].task == task)
				run_errand(errands->delivery, &errands->at[i]);
}

static struct errands *list_errands(const struct delivery *delivery, struct publication *publication)
{
	const struct output *outputs = delivery->outputs;
	struct errands *errands;
	size_t count = outputs_count(outputs);

	for (size_t i = 0; i < count; i++)
		publish_add(publication, outputs[i].name);
	errands = arena_alloc(&publication->arena, sizeof *errands + count * sizeof *errands->at);
	errands->delivery = delivery;
	errands->tasks = 1;
	for (size_t i = 0; i < count; i++) {
		struct errand *errand;
		struct output_mark *mark = delivery->marks ? &delivery->marks[i] : NULL;

		if (mark && mark->stamp.id)
			continue;
		errand = &errands->at[errands->count++];
		errand->output = &outputs[i];
		errand->draft = &publication->drafts[i];
		errand->mark = mark;
		errand->task = outputs[i].warns ? 0 : errands->tasks++;
	}
	return errands;
}

int deliver_files(const struct delivery *delivery, struct publication *publication, struct err *err)
{
	struct errands *errands = list_errands(delivery, publication);
	unsigned workers = crew_size(delivery->workers, delivery->tree->count / WORKER_MODULES);
	struct crew crew = { 0 };
	int rc = 0;

	if (workers > WORKERS_MOST)
		workers = WORKERS_MOST;
	if (workers > errands->count)
		workers = (unsigned)errands->count;
	if (publication->arena.is_shared)
		crew_start(&crew, workers - 1, run_tasks, errands);
	run_tasks(errands, 0);
	for (unsigned i = 0; i < crew.count; i++)
		crew_wait(&crew, i);
	for (size_t i = 0; i < errands->count && !rc; i++) {
		if (!errands->at[i].is_done)
			run_errand(delivery, &errands->at[i]);
		rc = errands->at[i].rc;
		*err = errands->at[i].err;
	}
	return rc ? rc : publish_commit(publication, err);
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

/* What is wrong with a file that should hold these bytes; NULL: nothing. */
static const char *verdict(const char *path, const struct output *output, const struct buf *bytes)
{
	if (file_is_same(path, bytes->at, bytes->length))
		return NULL;
	if (file_kind(path) == FILE_UNKNOWN)
		return "is missing";
	return !output->is_text && is_damaged(path) ? "is damaged" : "is stale";
}

int deliver_otherwise(const struct delivery *delivery, struct out *out, const char *dir, struct err *err)
{
	struct arena scratch = { 0 };
	struct buf bytes = { 0 };
	int rc = 0, bad = 0;

	for (const struct output *output = delivery->outputs; output->name; output++) {
		const char *path, *words;

		if (out && !output->is_text)
			continue;
		bytes.length = 0;
		rc = make_output(delivery, output, &bytes, err);
		if (rc)
			break;
		if (out) {
			out_put(out, bytes.at, bytes.length);
			continue;
		}
		path = path_join(&scratch, dir, output->name);
		words = verdict(path, output, &bytes);
		if (words)
			log_error("'%s' %s", path, words);
		bad += words != NULL;
	}
	buf_free(&bytes);
	arena_free(&scratch);
	return rc ? rc : bad;
}
