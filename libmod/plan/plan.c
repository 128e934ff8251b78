/* SPDX-License-Identifier: 0BSD */
/* A plan as a list: its steps are found again by their modules. */
#include "plan/plan.h"

struct step *plan_find(const struct plan *plan, const char *name)
{
	uintptr_t place = (uintptr_t)map_get(&plan->places, str_of(name));

	return place ? &plan->steps[place - 1] : NULL;
}

struct step *plan_add(struct plan *plan, const char *name, enum step_reason reason, const char *wanted_by)
{
	struct step *step;
	void **place;

	plan->places.arena = plan->arena;
	place = map_slot(&plan->places, str_of(name));
	if (*place)
		return &plan->steps[(uintptr_t)*place - 1];
	step = arena_add(plan->arena, &plan->steps, sizeof *step);
	*step = (struct step){ .name = name, .reason = reason, .wanted_by = wanted_by };
	*place = (void *)(uintptr_t)plan->count;
	return step;
}
