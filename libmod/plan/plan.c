/* SPDX-License-Identifier: 0BSD */
/* A plan as a list: its steps are found again by their modules. */
#include "plan/plan.h"

#include "base/str.h"

#include <stdint.h>
#include <string.h>

/* Most plans are shorter than this: then comparing names is faster than to make a map of them. */
enum { FEW_STEPS = 16 };

struct step *plan_find(const struct plan *plan, const char *name)
{
	uintptr_t place;

	for (size_t i = 0; i < plan->count && i < FEW_STEPS; i++)
		if (!strcmp(plan->steps[i].name, name))
			return &plan->steps[i];
	place = (uintptr_t)map_get(&plan->places, str_of(name));

	return place ? &plan->steps[place - 1] : NULL;
}

struct step *plan_add(struct plan *plan, const struct step *step)
{
	plan->places.arena = plan->arena;
	plan->steps = arena_grow(plan->arena, plan->steps, plan->count, &plan->capacity, sizeof *plan->steps);
	plan->steps[plan->count++] = *step;
	if (plan->count > FEW_STEPS)
		*map_slot(&plan->places, str_of(step->name)) = (void *)(uintptr_t)plan->count;
	return &plan->steps[plan->count - 1];
}

void step_after(struct plan *plan, struct step *step, const char *name)
{
	step->after = arena_grow(plan->arena, step->after, step->after_count, &step->after_capacity,
				 sizeof *step->after);
	step->after[step->after_count++] = name;
}
