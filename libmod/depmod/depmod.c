/* SPDX-License-Identifier: 0BSD */
/* One run of depmod. */
#include "depmod/depmod.h"

#include "base/files.h"
#include "base/log.h"
#include "depmod/cache.h"
#include "depmod/check.h"
#include "depmod/conf.h"
#include "depmod/deliver.h"
#include "depmod/kernel_symbols.h"
#include "depmod/order.h"
#include "depmod/publish.h"
#include "depmod/quick.h"
#include "depmod/resolve.h"
#include "depmod/walk.h"

#include <errno.h>
#include <time.h>

/* So many files of an unknown compression are named; if one is, mostly all are. */
enum { PACKED_NAMED = 10 };

/* What is known at some point of the run. */
struct run {
	const struct depmod_request *request;
	struct tree tree;
	struct conf conf;
	struct publication publication;
	struct cache cache;
	const char *cache_path;
	int64_t now;		/* when it started: nanoseconds since 1970 */
	size_t found;		/* module files in the tree, good or bad */
	size_t bad;		/* files that are left out */
	size_t packed;		/* of those: by a compression that is not built in */
	bool complaint;
};

static int find_modules(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	int rc;

	if (request->files)
		rc = walk_files(&run->tree, &run->conf, request->files, request->file_count, err);
	else
		rc = walk_tree(&run->tree, &run->conf, request->reading.threads, &run->bad, err);
	if (rc)
		return rc;
	run->found = run->tree.count + run->bad;
	rc = order_modules(&run->tree, err);
	if (!rc && request->output.verbose)
		log_warn("could not open modules.order at %s: %s", run->tree.dir, err_words(ENOENT));
	return rc < 0 ? rc : 0;
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
		if (tree->modules[i].failed) {
			run->found++;
			rc = report_module(run, tree->modules[i].failed, err);
		}
		if (!rc)
			rc = report_module(run, &tree->modules[i], err);
		if (!tree->modules[i].problem)
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

	if (request->symvers)
		return kernel_symbols_of_symvers(&run->tree, request->symvers, err);
	if (request->system_map)
		return kernel_symbols_of_map(&run->tree, request->system_map, request->reading.options.prefix, err);
	return 0;
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

	if (run->cache_path)
		cache_load(&run->cache, &run->tree, run->cache_path, request->outputs,
			   request->reading.options.prefix);
	cache_attach(&run->cache, &run->tree);
	read_tree(&run->tree, &request->reading);
	rc = drop_bad(run, err);
	return rc ? rc : judge_files(run, err);
}

static int resolve(struct run *run, struct err *err)
{
	size_t dropped;
	int rc = read_kernel(run, err);

	if (rc)
		return rc;
	dropped = resolve_tree(&run->tree, run->request->verbose);
	if (dropped) {
		run->complaint = true;
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
		.threads = request->reading.threads,
	};
	int rc;

	switch (request->action) {
	case DEPMOD_SHOW:
		return deliver_text(&delivery, request->out, err);
	case DEPMOD_VERIFY:
		rc = deliver_verdicts(&delivery, request->out_dir, err);
		run->complaint |= rc > 0;
		return rc < 0 ? rc : 0;
	case DEPMOD_PUBLISH:
		break;
	}
	return deliver_files(&delivery, &run->publication, err);
}

/* Whether the files are what this run would make, by an earlier run that read the same. */
static bool is_current(const struct run *run)
{
	const struct depmod_request *request = run->request;

	return run->cache_path && !request->verbose && !request->output.warn &&
	       cache_has_same_modules(&run->cache, &run->tree) &&
	       cache_has_same_files(&run->cache, &run->tree, request->out_dir, request->outputs);
}

/* A cache that cannot be written only means that the next run reads more. */
static void keep_cache(struct run *run, bool is_current)
{
	const struct depmod_request *request = run->request;
	struct err err;
	int rc;

	if (is_current)
		rc = cache_update(&run->cache, &run->tree, run->cache_path, run->now, &err);
	else
		rc = cache_save(&run->tree, run->cache_path, request->out_dir, request->outputs,
				request->reading.options.prefix, run->now, &err);
	if (rc)
		log_warn("%s", err.text);
}

static int run_all(struct run *run, struct err *err)
{
	const struct depmod_request *request = run->request;
	int rc = find_modules(run, err);
	bool current;

	if (rc)
		return rc;
	/* with a cache the same question is answered below, and better */
	if (request->quick && (!run->cache_path || file_kind(run->cache_path) == FILE_UNKNOWN) &&
	    quick_is_current(&run->tree, &run->conf, request->out_dir, request->outputs))
		return 0;
	rc = read_modules(run, err);
	if (rc)
		return rc;
	current = is_current(run);
	if (!current)
		rc = resolve(run, err);
	if (!current && !rc)
		rc = deliver(run, err);
	if (run->cache_path && !rc)
		keep_cache(run, current);
	return rc;
}

int depmod_run(const struct depmod_request *request, struct arena *arena, struct err *err)
{
	struct run run = {
		.request = request,
		.tree = { .arena = arena, .dir = request->dir, .symbols.arena = arena },
		.conf = { .arena = arena, .version = request->version, .root = request->config_root },
		.publication.folder = -1,
	};
	struct timespec now = { 0 };
	int rc = 0;

	conf_read(&run.conf, request->configs, request->config_count);
	clock_gettime(CLOCK_REALTIME, &now);
	run.now = now.tv_sec * 1000000000LL + now.tv_nsec;
	if (request->incremental)
		run.cache_path = path_join(arena, request->out_dir, CACHE_NAME);
	errno = ENOTDIR;
	if (file_kind(request->dir) != FILE_FOLDER)
		rc = err_sys(err, "could not open directory %s", request->dir);
	if (!rc && request->action == DEPMOD_PUBLISH)
		rc = publish_begin(&run.publication, request->out_dir, arena, err);
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
