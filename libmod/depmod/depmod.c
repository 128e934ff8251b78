/* SPDX-License-Identifier: 0BSD */
/* One run of depmod. */
#include "depmod/depmod.h"

#include "base/files.h"
#include "base/log.h"
#include "depmod/cache.h"
#include "depmod/check.h"
#include "depmod/conf.h"
#include "depmod/deliver.h"
#include "depmod/digest.h"
#include "depmod/kernel_symbols.h"
#include "depmod/order.h"
#include "depmod/publish.h"
#include "depmod/quick.h"
#include "depmod/resolve.h"
#include "depmod/walk.h"

#include <errno.h>
#include <string.h>

/* So many files of an unknown compression are named; if one is, mostly all are. */
enum { PACKED_NAMED = 10 };

/* What is known at some point of the run. What is asked for often stands first: its addresses are short. */
struct run {
	const struct depmod_request *request;
	size_t found;		/* module files in the tree, good or bad */
	size_t bad;		/* files that are left out */
	size_t packed;		/* of those: by a compression that is not built in */
	bool complaint;
	struct cache_place place;	/* of the cache */
	struct cache cache;
	struct publication publication;
	struct tree tree;
	struct conf conf;
};

static int find_modules(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	int rc;

	if (!request->output.verbose && cache_walk(&run->cache, &run->tree, &run->place)) {
		run->found = run->tree.count;
		return 0;
	}
	if (request->files)
		rc = walk_files(&run->tree, &run->conf, request->files, request->file_count, err);
	else
		rc = walk_tree(&run->tree, &run->conf, &request->reading, &run->bad, err);
	if (rc)
		return rc;
	run->found = run->tree.count + run->bad;
	cache_attach(&run->cache, &run->tree);
	return order_modules(&run->tree, request->output.verbose, err);
}

/* What a file cannot be blamed for. */
static bool is_our_problem(int code)
{
	return code == EMFILE || code == ENFILE;
}

static int report_module(struct run *run, const struct module *module, struct err *err)
{
	if (module->remark)
		log_warn("'%s': %s is left out", module->path, module->remark);
	if (!module->problem)
		return 0;
	if (is_our_problem(module->code))
		return err_set(err, module->code, "%s", module->problem);
	run->bad++;
	if (module->is_packed && ++run->packed > PACKED_NAMED)
		log_info("%s", module->problem);
	else
		log_warn("%s", module->problem);
	return 0;
}

/* Takes the modules out that could not be read. */
static int drop_bad(struct run *run, struct err *err)
{
	struct tree *tree = &run->tree;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; i < tree->count && !rc; i++) {
		if (tree->modules[i]->failed) {
			run->found++;
			rc = report_module(run, tree->modules[i]->failed, err);
		}
		if (!rc)
			rc = report_module(run, tree->modules[i], err);
		if (!tree->modules[i]->problem)
			tree->modules[kept++] = tree->modules[i];
	}
	tree->count = kept;
	if (run->packed) {
		run->complaint = true;
		log_error("modules compressed in a way that this program was built without: %zu", run->packed);
	}
	return rc;
}

static int read_kernel(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	const char *path = request->symvers ? request->symvers : request->system_map;

	return path ? kernel_symbols_read(&run->tree, path, !request->symvers, request->reading.options.prefix, err) : 0;
}

/* What strict forbids is found before anything is written. */
static int judge_files(const struct run *run, struct err *err)
{
	if (run->request->strict && run->bad)
		return err_set(err, EINVAL, "%zu of %zu module files are bad: nothing is written", run->bad,
			       run->found);
	if (run->packed && !run->tree.count)
		return err_set(err, EINVAL, "no module could be read: nothing is written");
	return 0;
}

static int judge_symbols(const struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	size_t odd = 0;

	if (request->errsyms)
		odd = check_symbols(&run->tree, request->symvers, request->output.verbose);
	if (request->strict && odd)
		return err_set(err, EINVAL, "%zu modules need what is not there: nothing is written", odd);
	return 0;
}

static int read_modules(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	int rc;

	read_tree(&run->tree, &request->reading);
	rc = drop_bad(run, err);
	return rc ? rc : judge_files(run, err);
}

/* Whether all outputs are as this run would make them: by an earlier run that read the same. */
static bool judge_outputs(struct run *run)
{
	const struct output_options *options = &run->request->output;

	if (!run->request->incremental)
		return false;
	/* who wants to hear more hears it of all */
	if (options->verbose || options->warn)
		run->cache = (struct cache){ 0 };
	run->place.marks = arena_alloc(&run->publication.arena,
				       outputs_count(run->place.outputs) * sizeof *run->place.marks);
	return cache_judge(&run->cache, &run->tree, &run->place);
}

static int resolve(struct run *run, struct err *err)
{
	size_t dropped;
	int rc = read_kernel(run, err);

	if (rc)
		return rc;
	dropped = resolve_tree(&run->tree, run->request->output.verbose ? run->request->out : NULL);
	if (dropped) {
		run->complaint = true;
		/* which no mark knows of */
		if (run->place.marks)
			memset(run->place.marks, 0, outputs_count(run->place.outputs) * sizeof *run->place.marks);
		log_error("%zu modules are left out: they are in a cycle or need one that is", dropped);
	}
	return judge_symbols(run, err);
}

static int deliver(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	const struct delivery delivery = {
		.tree = &run->tree,
		.outputs = request->outputs,
		.options = request->output,
		.marks = run->place.marks,
		.workers = request->reading.workers,
	};
	int rc;

	if (!request->show && !request->verify)
		return deliver_files(&delivery, &run->publication, err);
	rc = deliver_otherwise(&delivery, request->show ? request->out : NULL, request->out_dir, err);
	run->complaint |= rc > 0;
	return rc < 0 ? rc : 0;
}

/* A cache that cannot be written only means that the next run reads more. */
static void save_cache(struct run *run, bool current, struct err *err)
{
	run->tree.is_odd |= run->bad || run->complaint;
	if (current && cache_is_kept(&run->cache, &run->tree, &run->place))
		return;
	if (cache_save(&run->tree, &run->place, err))
		log_warn("%s", err->text);
}

static int run_all(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	bool has_cache = request->incremental && cache_load(&run->cache, &run->tree, &run->place), current;
	int rc = find_modules(run, err);

	if (rc)
		return rc;
	/* with a cache the same question is answered below, and better */
	if (request->quick && !has_cache &&
	    quick_is_current(&run->tree, &run->conf, request->out_dir, request->outputs))
		return 0;
	rc = read_modules(run, err);
	if (rc)
		return rc;
	current = judge_outputs(run);
	if (!current)
		rc = resolve(run, err);
	if (!current && !rc)
		rc = deliver(run, err);
	if (request->incremental && !rc)
		save_cache(run, current, err);
	return rc;
}

int depmod_run(const struct depmod_request *request, struct arena *arena, struct err *err)
{
	struct run run = {
		.request = request,
		.tree = { .arena = arena, .dir = request->dir, .symbols.arena = arena },
		.conf = { .arena = arena, .version = request->version, .root = request->config_root },
		.publication.folder = -1,
		.place = {
			.dir = request->out_dir,
			.outputs = request->outputs,
			.prefix = request->reading.options.prefix,
		},
	};
	int rc = 0;

	conf_read(&run.conf, request->configs.at, request->configs.count);
	run.place.sources = digest(run.conf.digest, request->dir, strlen(request->dir));
	if (request->incremental)
		run.place.now = file_time();
	errno = ENOTDIR;
	if (file_kind(request->dir) != FILE_FOLDER)
		rc = err_sys(err, "could not open directory %s", request->dir);
	if (!rc && !request->show && !request->verify)
		rc = publish_begin(&run.publication, request->out_dir, err);
	if (!rc)
		rc = run_all(&run, err);
	publish_end(&run.publication);
	tree_close(&run.tree);
	if (rc)
		return rc;
	if (run.bad)
		log_warn("%zu of %zu module files are left out", run.bad, run.found);
	return run.complaint;
}
