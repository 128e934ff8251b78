/* SPDX-License-Identifier: 0BSD */
/* What the commands share. */
#include "session.h"

#include "base/files.h"
#include "base/log.h"
#include "kernel/sys.h"

struct kernel *session_kernel(struct session *session)
{
	if (!session->has_kernel)
		kernel_open(&session->kernel, &session->arena);
	session->has_kernel = true;
	return &session->kernel;
}

const char *session_module_dir(struct session *session, const char *root, const char *release)
{
	char *modules = path_join(&session->arena, root ? root : sys_root(), "/lib/modules");

	return path_join(&session->arena, modules, release ? release : session_kernel(session)->release);
}

unsigned session_load_flags(bool force, bool modversion, bool vermagic)
{
	return (force || modversion ? LOAD_IGNORE_MODVERSIONS : 0) | (force || vermagic ? LOAD_IGNORE_VERMAGIC : 0);
}

void session_logging(bool to_syslog, int verbosity)
{
	if (to_syslog)
		log_set_syslog(true);
	if (verbosity < 0)
		log_set_level(LOG_LEVEL_NONE);
	else if (verbosity > 0)
		log_set_level(verbosity == 1 ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG);
}
