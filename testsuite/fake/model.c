/* SPDX-License-Identifier: 0BSD */
/* The rules of the kernel's module loader, in the order in which it checks them. */
#include "model.h"

#include "errnos.h"
#include "params.h"
#include "state.h"
#include "unpack.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { IGNORE_MODVERSIONS = 1, IGNORE_VERMAGIC = 2, COMPRESSED_FILE = 4, ALL_FLAGS = 7 };

/* How long a call waits for another one: longer than any test should take. */
enum { WAIT_STEP = 5, WAIT_LIMIT = 20000 };

/* One attempt to load. */
struct load {
	const char *root;
	struct kernel_state kernel;	/* opened and closed again on the way */
	const char *call;		/* "finit_module" or "init_module" */
	struct module_file file;
	int parsed;			/* what module_parse said */
	const char *params;
	unsigned flags;
	const char *name;		/* for the trace and for rules: the module's, or else the file's */
};

/* Lets other processes in for some milliseconds. What the state held before is gone. */
static void let_others_in(struct kernel_state *kernel, const char *root, long milliseconds)
{
	state_close(kernel);
	usleep(milliseconds * 1000);
	state_open(kernel, root);
}

/* Counts this step, and returns the -errno that a rule has for it, or 0. */
static int scripted(struct kernel_state *kernel, const char *step, const char *module)
{
	int result = 0;
	bool counted = false;
	for (size_t i = 0; i < kernel->rules.count; i++) {
		struct rule *rule = &kernel->rules.at[i];
		if (strcmp(rule->step, step) || (strcmp(rule->module, "*") && strcmp(rule->module, module)))
			continue;
		rule->hits++;
		counted = true;
		if (!result && (!strcmp(rule->nth, "*") || atol(rule->nth) == rule->hits))
			result = -rule->number;
	}
	if (counted)
		state_save(kernel);
	return result;
}

/* What the kernel's log says, in the words of Linux 6.1. */
static int logged(int result, const struct load *load, const char *text)
{
	if (result)
		state_log(&load->kernel, text);
	return result;
}

#define LOGGED(result, load, ...) logged(result, load, pool_format(&(load)->file.pool, __VA_ARGS__))

/* ---- the checks, in the kernel's order ---- */

static int check_signature(struct load *load)
{
	bool is_signed = load->file.is_signed && !(load->flags & (IGNORE_MODVERSIONS | IGNORE_VERMAGIC));
	if (!setting(&load->kernel, "sig_enforce"))
		return 0;
	if (!is_signed)
		return logged(-EKEYREJECTED, load, "Loading of unsigned module is rejected");
	const char *trusted = setting(&load->kernel, "trusted");
	if (!trusted || memmem(load->file.signature, load->file.signature_size, trusted, strlen(trusted)))
		return 0;
	return logged(-EKEYREJECTED, load, "Loading of module with unavailable key is rejected");
}

static int check_machine(struct load *load)
{
	if (load->parsed)
		return load->parsed;
	if (setting_is(&load->kernel, "machine", "any"))
		return 0;
	bool ours = load->file.machine == EM_X86_64 && load->file.bits == 64 && !load->file.is_big;
	return LOGGED(ours ? 0 : -ENOEXEC, load, "Invalid architecture in ELF header: %u", load->file.machine);
}

static int check_vermagic(struct load *load)
{
	const char *wanted = setting(&load->kernel, "vermagic"), *has = module_info(&load->file, "vermagic");
	if (!wanted)
		return 0;
	if (load->flags & IGNORE_VERMAGIC)
		has = NULL;
	if (!has)
		return setting_is(&load->kernel, "without", "force_load") ? -ENOEXEC : 0;
	if (load->file.has_versions && !(load->flags & IGNORE_MODVERSIONS)) {
		wanted += strcspn(wanted, " ");		/* CRCs tell more than the release */
		has += strcspn(has, " ");
	}
	size_t length = strlen(has);
	while (length && has[length - 1] == ' ')
		length--;
	return LOGGED(strncmp(has, wanted, length) || wanted[length] ? -ENOEXEC : 0, load,
		      "%s: version magic '%s' should be '%s '", load->name, module_info(&load->file, "vermagic"),
		      setting(&load->kernel, "vermagic"));
}

/* Waits while a module of this name is on its way; only one of them can be. */
static int check_exists(struct load *load)
{
	const struct loaded *old = state_find(&load->kernel, load->name);
	if (!old)
		return 0;
	for (int waited = 0; old && old->phase == COMING && waited < WAIT_LIMIT; waited += WAIT_STEP) {
		let_others_in(&load->kernel, load->root, WAIT_STEP);
		old = state_find(&load->kernel, load->name);
	}
	return old && old->phase == LIVE ? -EEXIST : -EBUSY;
}

/* The module that exports a symbol; waits until it is live. NULL if there is none. */
static struct loaded *find_exporter(struct load *load, const struct symbol *need, const struct symbol **export)
{
	for (int waited = 0; waited < WAIT_LIMIT; waited += WAIT_STEP) {
		struct loaded *found = NULL;
		for (size_t i = 0; i < load->kernel.modules.count; i++) {
			struct loaded *module = load->kernel.modules.at[i];
			for (size_t j = 0; j < module->exports.count; j++) {
				if (strcmp(module->exports.at[j].name, need->name))
					continue;
				found = module;
				*export = &module->exports.at[j];
			}
		}
		if (!found || found->phase == LIVE)
			return found;
		if (found->phase == GOING)
			return NULL;
		let_others_in(&load->kernel, load->root, WAIT_STEP);
	}
	return NULL;
}

/* The kernel's own export, as a setting. */
static bool find_builtin(const struct load *load, const struct symbol *need, struct symbol *export)
{
	for (size_t i = 0; i < load->kernel.settings.count; i++) {
		const char *line = load->kernel.settings.at[i];
		size_t length = strlen(need->name);
		if (strncmp(line, "symbol ", 7) || strncmp(line + 7, need->name, length))
			continue;
		if (line[7 + length] && line[7 + length] != ' ')
			continue;
		export->has_crc = line[7 + length];
		export->crc = strtoul(line + 7 + length, NULL, 0);
		return true;
	}
	return false;
}

static int check_crc(const struct load *load, const struct symbol *need, const struct symbol *export)
{
	if (load->flags & IGNORE_MODVERSIONS || !need->has_crc || !export->has_crc || need->crc == export->crc)
		return 0;
	return -EINVAL;
}

static void add_use(struct pool *pool, struct names *uses, const char *name)
{
	for (size_t i = 0; i < uses->count; i++) {
		if (!strcmp(uses->at[i], name))
			return;
	}
	POOL_ADD(pool, uses, pool_string(pool, name));
}

/* With "symbols any" the modules in depends= stand for their symbols. */
static int check_depends(struct load *load, struct names *uses)
{
	const char *depends = module_info(&load->file, "depends");
	char *rest = pool_string(&load->file.pool, depends ? depends : "");
	for (char *name; (name = strsep(&rest, ",")); ) {
		for (char *c = name; *c; c++)
			*c = *c == '-' ? '_' : *c;
		const struct loaded *module = *name ? state_find(&load->kernel, name) : NULL;
		if (*name && (!module || module->phase != LIVE))
			return -ENOENT;
		if (*name)
			add_use(&load->file.pool, uses, name);
	}
	return 0;
}

static int check_symbols(struct load *load, struct names *uses)
{
	bool any = setting_is(&load->kernel, "symbols", "any");
	int result = 0;
	for (size_t i = 0; i < load->file.needs.count; i++) {
		const struct symbol *need = &load->file.needs.at[i], *export = NULL;
		struct symbol builtin = {0};
		struct loaded *exporter = find_exporter(load, need, &export);
		if (exporter)
			add_use(&load->file.pool, uses, exporter->name);
		else if (find_builtin(load, need, &builtin))
			export = &builtin;
		else if (!any && !need->weak)
			result = LOGGED(-ENOENT, load, "%s: Unknown symbol %s (err -2)", load->name, need->name);
		if (export && check_crc(load, need, export)) {
			LOGGED(-EINVAL, load, "%s: disagrees about version of symbol %s", load->name, need->name);
			return LOGGED(-EINVAL, load, "%s: Unknown symbol %s (err -22)", load->name, need->name);
		}
	}
	return any && !result ? check_depends(load, uses) : result;
}

/* ---- loading ---- */

static const char *taints_of(struct load *load)
{
	const char *license = module_info(&load->file, "license");
	bool forced = load->flags & (IGNORE_MODVERSIONS | IGNORE_VERMAGIC);
	return pool_format(&load->file.pool, "%s%s%s",
			   !license || !strcmp(license, "Proprietary") ? "P" : "", forced ? "F" : "",
			   module_info(&load->file, "intree") ? "" : "O");
}

/* Puts the module into the list. What `uses` and `params` hold lives in the file's pool, so it is copied. */
static struct loaded *add_module(struct load *load, const struct names *uses, const struct names *params)
{
	struct pool *pool = &load->kernel.pool;
	const char *exit_delay = module_info(&load->file, "fake_exit_delay");
	const char *references = module_info(&load->file, "fake_references");
	struct loaded *module = pool_alloc(pool, sizeof *module);
	module->name = pool_string(pool, load->name);
	module->exit_delay = exit_delay ? atol(exit_delay) : 0;
	module->references = references ? atol(references) : 0;
	module->has_exit = load->file.has_exit;
	module->taints = pool_string(pool, taints_of(load));
	for (size_t i = 0; i < uses->count; i++)
		POOL_ADD(pool, &module->uses, pool_string(pool, uses->at[i]));
	for (size_t i = 0; i < params->count; i++)
		POOL_ADD(pool, &module->params, pool_string(pool, params->at[i]));
	module->exports = load->file.exports;
	POOL_ADD(pool, &load->kernel.modules, module);
	return module;
}

/* Runs the module's init: takes its time, then returns what it was told to. */
static int run_init(struct load *load, struct loaded *module)
{
	const char *delay = module_info(&load->file, "fake_delay"), *error = module_info(&load->file, "fake_init");
	if (delay) {
		state_save(&load->kernel);
		let_others_in(&load->kernel, load->root, atol(delay));
		module = state_find(&load->kernel, load->name);
	}
	int result = scripted(&load->kernel, "init", load->name);
	if (!result && error)
		result = -errno_value(error);
	if (result)
		state_remove(&load->kernel, module);
	else
		module->phase = LIVE;
	state_save(&load->kernel);
	return result;
}

static int load_module(struct load *load)
{
	struct names uses = {0}, params = {0}, remarks = {0};
	bool strict = setting(&load->kernel, "strict");
	if (setting(&load->kernel, "log"))
		state_log(&load->kernel, setting(&load->kernel, "log"));
	int result = check_signature(load);

	if (!result)
		result = check_machine(load);
	if (!result && setting_is(&load->kernel, "blacklist", load->name))
		result = LOGGED(-EPERM, load, "Module %s is blacklisted", load->name);
	if (!result)
		result = check_vermagic(load);
	if (!result)
		result = check_exists(load);
	if (!result)
		result = check_symbols(load, &uses);
	if (!result)
		result = params_take(&load->file.pool, &load->file, load->params, strict, &params, &remarks);
	for (size_t i = 0; i < remarks.count; i++)
		LOGGED(-1, load, "%s: %s", load->name, remarks.at[i]);
	if (result)
		return result;
	return run_init(load, add_module(load, &uses, &params));
}

/* What is asked before the file is looked at. */
static int enter(struct load *load)
{
	if (setting_is(&load->kernel, "without", load->call))
		return -ENOSYS;
	int result = scripted(&load->kernel, load->call, load->name);
	if (result)
		return result;
	return setting(&load->kernel, "unprivileged") ? -EPERM : 0;
}

/* ---- the system calls ---- */

static void trace(struct kernel_state *kernel, const char *call, int result)
{
	const char *words = result ? pool_format(&kernel->pool, "-%s", errno_name(-result)) : "0";
	state_trace(kernel, pool_format(&kernel->pool, "%s = %s", call, words));
}

static const char *flag_words(struct pool *pool, unsigned flags)
{
	static const char *const names[] = { "IGNORE_MODVERSIONS", "IGNORE_VERMAGIC", "COMPRESSED_FILE" };
	const char *text = "";
	for (unsigned i = 0; i < 3; i++) {
		if (flags & 1u << i)
			text = pool_format(pool, "%s%sMODULE_INIT_%s", text, *text ? "|" : "", names[i]);
	}
	if (flags & ~ALL_FLAGS)
		text = pool_format(pool, "%s%s%#x", text, *text ? "|" : "", flags & ~ALL_FLAGS);
	return *text ? text : "0";
}

/* The name that the descriptor was opened by, in quotes: for files that are no modules. */
static const char *file_name(struct pool *pool, int fd)
{
	char path[4096];
	ssize_t length = readlink(pool_format(pool, "/proc/self/fd/%d", fd), path, sizeof path - 1);
	if (length < 0)
		return "?";
	path[length] = 0;
	char *slash = strrchr(path, '/');
	return pool_format(pool, "'%s'", slash ? slash + 1 : path);
}

/* Reads the file as kernel_read_file does. */
static int read_file(struct pool *pool, int fd, unsigned char **bytes, size_t *size)
{
	struct stat status;
	int mode = fcntl(fd, F_GETFL);
	if (mode < 0 || fstat(fd, &status) || (mode & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if ((mode & O_ACCMODE) != O_RDONLY)
		return -ETXTBSY;
	if (!status.st_size)
		return -EINVAL;
	*bytes = pool_alloc(pool, status.st_size);
	for (*size = 0; *size < (size_t)status.st_size; ) {
		ssize_t got = pread(fd, *bytes + *size, status.st_size - *size, *size);
		if (got <= 0)
			return -EIO;
		*size += got;
	}
	return 0;
}

/* Undoes the compression, as the settings allow. */
static int decompress(struct load *load, struct pool *pool, unsigned char **bytes, size_t *size)
{
	const char *compression = setting(&load->kernel, "compression");
	if (!compression)
		return -EOPNOTSUPP;
	int result = scripted(&load->kernel, "decompress", load->name);
	return result ? result : unpack(compression, pool, bytes, size);
}

int fake_finit_module(const char *root, int fd, const char *params, unsigned flags)
{
	struct load load = { .root = root, .call = "finit_module", .params = params, .flags = flags };
	struct pool pool = {0};
	unsigned char *bytes = NULL;
	size_t size = 0;

	state_open(&load.kernel, root);
	load.name = file_name(&pool, fd);
	int file_error = read_file(&pool, fd, &bytes, &size);
	if (!file_error && flags & COMPRESSED_FILE)
		file_error = decompress(&load, &pool, &bytes, &size);
	load.parsed = file_error ? -ENOEXEC : module_parse(&load.file, bytes, size);
	if (!load.parsed)
		load.name = load.file.name;

	int result = enter(&load);
	if (!result && flags & ~ALL_FLAGS)
		result = -EINVAL;
	if (!result)
		result = file_error;
	if (!result)
		result = load_module(&load);

	const char *call = pool_format(&pool, "finit_module(%s, \"%s\", %s)", load.name, params,
				       flag_words(&pool, flags));
	trace(&load.kernel, call, result);
	state_close(&load.kernel);
	pool_free(&load.file.pool);
	pool_free(&pool);
	return result;
}

int fake_init_module(const char *root, const void *image, size_t size, const char *params)
{
	struct load load = { .root = root, .call = "init_module", .params = params, .name = "?" };
	struct pool pool = {0};

	state_open(&load.kernel, root);
	load.parsed = module_parse(&load.file, image, size);
	if (!load.parsed)
		load.name = load.file.name;
	int result = enter(&load);
	if (!result)
		result = load_module(&load);

	trace(&load.kernel, pool_format(&pool, "init_module(%s, %zu bytes, \"%s\")", load.name, size, params), result);
	state_close(&load.kernel);
	pool_free(&load.file.pool);
	pool_free(&pool);
	return result;
}

static int delete_module(struct kernel_state *kernel, const char *root, const char *name, unsigned flags)
{
	int result = scripted(kernel, "delete_module", name);
	if (result)
		return result;
	if (setting(kernel, "unprivileged"))
		return -EPERM;
	struct loaded *module = state_find(kernel, name);
	bool forced = flags & O_TRUNC && !setting_is(kernel, "without", "force_unload");
	if (!module)
		return -ENOENT;
	if (state_users(kernel, module))
		return -EAGAIN;
	if (module->phase != LIVE || (!module->has_exit && !forced))
		return -EBUSY;
	if (module->references && !forced)
		return -EAGAIN;

	if (module->exit_delay) {
		long delay = module->exit_delay;
		module->phase = GOING;
		state_save(kernel);
		let_others_in(kernel, root, delay);
		module = state_find(kernel, name);
	}
	state_remove(kernel, module);
	state_save(kernel);
	return 0;
}

int fake_delete_module(const char *root, const char *name, unsigned flags)
{
	struct kernel_state kernel;
	struct pool pool = {0};
	const char *words = pool_format(&pool, "%s%s%s", flags & O_NONBLOCK ? "|O_NONBLOCK" : "",
					flags & O_EXCL ? "|O_EXCL" : "", flags & O_TRUNC ? "|O_TRUNC" : "");
	state_open(&kernel, root);
	int result = delete_module(&kernel, root, name, flags);
	trace(&kernel, pool_format(&pool, "delete_module(%s, %s)", name, *words ? words + 1 : "0"), result);
	state_close(&kernel);
	pool_free(&pool);
	return result;
}

void fake_release(const char *root, char *release, size_t size)
{
	struct kernel_state kernel;
	state_open(&kernel, root);
	const char *words = setting(&kernel, "release");
	snprintf(release, size, "%s", words ? words : "6.1.0-test");
	state_close(&kernel);
}
