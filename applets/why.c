/* SPDX-License-Identifier: 0BSD */
/* Telling why. */
#include "why.h"

#include "base/log.h"

static bool is_wanted(void)
{
	return log_level() >= LOG_LEVEL_ERROR;
}

void why_open(struct kmsg *log, const struct kernel *kernel, struct arena *arena)
{
	if (is_wanted())
		kmsg_open(log, arena, kernel->root);
}

void why_print(const struct attempt *attempt, const char *of)
{
	struct cause cause;

	if (!is_wanted() || (!attempt->err && !*attempt->params) || !cause_find(attempt, &cause))
		return;
	log_plain("%s: %s: %s%s%s", cause.is_note ? "note" : "cause", cause.code, of ? of : "", of ? ": " : "",
		  cause.text);
	if (cause.remedy)
		log_plain("try: %s", cause.remedy);
}
