/* SPDX-License-Identifier: 0BSD */
/* A plan as a list: its steps are found again by their modules. */
#include "plan/plan.h"

struct step *plan_find(const struct plan *plan, const char *name)
{
	uintptr_t place = (uintptr_t)map_get(&plan->places, str_of(name));

	return place ? &plan->steps[place - 1] : NULL;
}

struct step *plan_add(struct plan *plan, const struct step *step)
{
	plan->places.arena = plan->arena;
	plan->steps = arena_grow(plan->arena, plan->steps, plan->count, &plan->capacity, sizeof *plan->steps);
	plan->steps[plan->count++] = *step;
	*map_slot(&plan->places, str_of(step->name)) = (void *)(uintptr_t)plan->count;
	return &plan->steps[plan->count - 1];
}
