/* SPDX-License-Identifier: 0BSD */
/* Causes in the system: rights, settings of the kernel, keys, what is there already; and what init says. */
#include "cause/inquiry.h"

#include "base/str.h"
#include "module/name.h"
#include "module/signature.h"

#include <errno.h>
#include <string.h>

/* What a module's init is most likely to return. */
static const struct {
	unsigned char code;
	char name[7];
} init_errors[] = {
	{ ENODEV, "ENODEV" }, { ENXIO, "ENXIO" },   { EIO, "EIO" },	  { EBUSY, "EBUSY" },
	{ EINVAL, "EINVAL" }, { ENOENT, "ENOENT" }, { ENOMEM, "ENOMEM" }, { EEXIST, "EEXIST" },
	{ EPERM, "EPERM" },   { ENOSYS, "ENOSYS" }, { EAGAIN, "EAGAIN" },
};

/* "CapEff:\t000001ffffffffff": sixteen hexadecimal digits. */
void cause_right(struct inquiry *inquiry)
{
	enum { CAP_SYS_MODULE_BIT = 16, DIGIT = CAP_SYS_MODULE_BIT / 4 };
	const char *digit;
	size_t length;

	if (!system_match(inquiry, "/proc/self/status", "%CapEff:\t%\n"))
		return;
	length = strlen(inquiry->parts[1]);
	if (length <= DIGIT)
		return;
	/* of the four rights in this digit ours is the lowest one: whoever has it has an odd digit */
	digit = inquiry->parts[1] + length - 1 - DIGIT;
	if ((*digit - (*digit > '9')) & 1)
		return;
	inquiry->remedy = "the same as root";
	buf_string(&inquiry->text, "this process lacks CAP_SYS_MODULE");
}

void cause_disabled(struct inquiry *inquiry)
{
	if (!system_match(inquiry, "/proc/sys/kernel/modules_disabled", "1"))
		return;
	inquiry->remedy = "reboot";
	buf_string(&inquiry->text, "kernel.modules_disabled is 1");
}

void cause_blacklist(struct inquiry *inquiry)
{
	struct str words = system_text(inquiry, "/proc/cmdline"), word, name;

	while (str_word(&words, " \n", &word)) {
		if (!str_cut(&word, "=", &name) || !str_equal(name, "module_blacklist"))
			continue;
		while (str_cut(&word, ",", &name))
			if (name_equal(arena_copy(inquiry->attempt.arena, name.at, name.length), inquiry->name)) {
				buf_format(&inquiry->text, "/proc/cmdline has module_blacklist=%s",
					   inquiry->name);
				return;
			}
	}
}

/* ---- signatures ---- */

/* Says what the file has; returns whether that is worth asking for its key. */
static bool signature_say(struct inquiry *inquiry)
{
	struct signature signature;
	int rc = signature_read(inquiry->image, &signature, &inquiry->ignored);

	inquiry->remedy = "sign it with a trusted key (mokutil)";
	if (rc > 0)
		buf_format(&inquiry->text, "it is signed by '%.100s' with %s",
			   arena_copy(inquiry->attempt.arena, signature.signer.at, signature.signer.length),
			   signature.hash);
	else
		buf_string(&inquiry->text, rc ? "its signature is truncated or damaged" : "it is not signed");
	return rc > 0;
}

/* "none [integrity] confidentiality" */
void cause_lockdown(struct inquiry *inquiry)
{
	if (!system_match(inquiry, "/sys/kernel/security/lockdown", "%[%]") || !strcmp(inquiry->parts[1], "none"))
		return;
	buf_format(&inquiry->text, "the kernel is locked down (%.100s), and ", inquiry->parts[1]);
	if (signature_say(inquiry) && !inquiry->code)
		inquiry->text.length = 0;
}

/* What only the kernel can find out is not foretold: it has the keys. */
void cause_signature(struct inquiry *inquiry)
{
	bool is_enforced = system_match(inquiry, "/sys/module/module/parameters/sig_enforce", "Y");
	const struct kmsg *log = inquiry->attempt.log;
	const char *why = "unknown key, or changed file";
	bool is_signed = signature_say(inquiry);

	if (!inquiry->code && (is_signed || !is_enforced)) {
		inquiry->text.length = 0;
		return;
	}
	if (!is_signed)
		why = is_enforced ? "module.sig_enforce is on" : "the kernel wants a signature";
	else if (record_find(inquiry, "Loading of % is rejected", 0))	/* "module with unavailable key" */
		why = inquiry->parts[0];
	else if (inquiry->code == EKEYREJECTED && log && log->fd >= 0)
		why = "the file was changed";
	buf_format(&inquiry->text, ": %.100s", why);
}

/* ---- what is there ---- */

void cause_memory(struct inquiry *inquiry)
{
	uint64_t size = inquiry->image ? inquiry->image->file_size : 0;

	const char *available = "?";

	if (system_match(inquiry, "/proc/meminfo", "%MemAvailable:% kB"))
		available = inquiry->parts[1];
	while (*available == ' ')
		available++;
	buf_format(&inquiry->text, "the file has %llu KB, free are %.100s KB", (unsigned long long)size >> 10,
		   available);
}

/* For removals: who has it. */
static void users_say(struct inquiry *inquiry)
{
	const struct loaded_module *module;
	struct loaded_list list = { 0 };

	kernel_list(inquiry->attempt.kernel, &list, NULL);
	module = loaded_find(&list, inquiry->name);
	if (!module)
		return;
	if (module->holder_count) {
		const char *users = loaded_holders(module, inquiry->attempt.arena);

		buf_format(&inquiry->text, "it is used by:%s", users);
		inquiry->remedy = arena_format(inquiry->attempt.arena, "modprobe -r%s %s", users, inquiry->name);
	} else if (module->state != MODULE_LIVE) {
		buf_string(&inquiry->text, "it is being loaded or removed");
	} else if (module->is_permanent) {
		buf_string(&inquiry->text, "it is permanent: no exit function");
	} else if (module->references) {
		buf_format(&inquiry->text, "it is in use %ld times, by processes or devices",
			   module->references);
	}
}

void cause_busy(struct inquiry *inquiry)
{
	const struct attempt *attempt = &inquiry->attempt;
	enum module_state state;

	if (!attempt->path) {
		users_say(inquiry);
		return;
	}
	if (inquiry->code == ETXTBSY) {
		buf_string(&inquiry->text, "the file is open for writing");
		return;
	}
	state = attempt->kernel ? kernel_state(attempt->kernel, inquiry->name) : MODULE_ABSENT;
	if (state == MODULE_LIVE)
		buf_format(&inquiry->text, "%s is loaded", inquiry->name);
	else if (state == MODULE_COMING || state == MODULE_GOING)
		buf_string(&inquiry->text, "it is being loaded or removed");
	else if (state == MODULE_BUILTIN || moddb_builtin(attempt->db, inquiry->name, NULL) > 0)
		buf_format(&inquiry->text, "%s is built in", inquiry->name);
}

/* Where /proc is there, but nothing about modules: no init was ever called. */
void cause_calls(struct inquiry *inquiry)
{
	if (system_text(inquiry, "/proc/version").length && !system_text(inquiry, "/proc/modules").length)
		buf_string(&inquiry->text, "this kernel was built without loadable modules");
}

void cause_init(struct inquiry *inquiry)
{
	const char *name = "an error";

	if (!inquiry->attempt.path)
		return;
	for (size_t i = 0; i < sizeof init_errors / sizeof *init_errors; i++)
		if (init_errors[i].code == inquiry->code)
			name = init_errors[i].name;
	buf_format(&inquiry->text, "its init returned %s: %s", name, err_words(inquiry->code));
	if (inquiry->code == ENODEV || inquiry->code == ENXIO)
		buf_string(&inquiry->text, "; the driver found no hardware");
	record_quote(inquiry, ":");
}
