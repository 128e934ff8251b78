/* SPDX-License-Identifier: 0BSD */
/*
 * A name to load, and a configuration, of any bytes: the first line is the name, the rest the configuration. There is
 * no module directory, so install lines are what makes names known.
 */
#include "base/log.h"
#include "plan/plan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = { 0 };
	struct config config = { .arena = &arena };
	struct moddb *db = moddb_open(&arena, "/nowhere/at/all");
	struct str text = { arena_copy(&arena, data, size), size }, line = { 0 };
	struct lookup lookup;
	struct planner planner = { .arena = &arena, .config = &config, .db = db, .lookup = &lookup };
	const struct target_list *targets;

	log_set_level(LOG_LEVEL_NONE);
	str_cut(&text, "\n", &line);
	config_parse(&config, text, "FILE");
	lookup_open(&lookup, &arena, &config, db);
	targets = lookup_find(&lookup, arena_copy(&arena, line.at, line.length));
	for (size_t i = 0; i < targets->count; i++) {
		struct plan plan = { .arena = &arena };

		plan_insert(&plan, &planner, &targets->at[i], "a=1");
		if (!plan_find(&plan, targets->at[i].name))
			abort();
		for (const struct step *step = plan.steps; step < plan.steps + plan.count; step++) {
			const struct step *before = step->after ? plan_find(&plan, step->after) : plan.steps;

			if (plan_find(&plan, step->name) != step || !before || before > step)
				abort();
		}
	}
	moddb_close(db);
	arena_free(&arena);
	return 0;
}
