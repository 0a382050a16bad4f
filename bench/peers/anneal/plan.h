/* The plan: what every CDO and every demand does, with all sums that rules and costs need. */
#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "question.h"

/* Why a visit cannot be added now; what may be taken away for it follows from the reason. */
typedef enum { OPEN, NEVER, BUSY, DAY_FULL, WEEK_FULL, PERIOD_FULL, WINDOW_FULL, SERVED } Block;

typedef struct { int16_t cdo; int8_t slot, length; } Cell;
typedef struct { i32 demand, cdo, day, slot, length; } Visit;
typedef struct { Visit visit; bool is_added; } Step;

enum { MOST_STEPS = 4096 };

typedef struct {
    const Question *q;
    i64 cost;
    i32 lost_by_choice;   /* published visits not in the plan, for max_changes */
    Cell *cell;           /* demand x day; cdo NONE: no visit */
    int16_t *who;         /* cdo x day x slot: demand, NONE: free, -2: not available */
    uint8_t *is_fixed;    /* demand x day */
    Cell *published;      /* demand x day */
    i32 *load, *load_week, *load_day, *tour_km, *member_count, *visits_of_member;
    i32 *served, *visits, *window_count, *open_cdos, *open_count, *used_cdos;
    uint8_t *frozen_use;  /* demand x cdo */
    i32 *position_count;  /* demand x weekday x slot */
    i32 *positions_with;  /* demand x (days + 2): positions that have at least so many visits */
    i32 *team;            /* demand x most_cdos: the `open_cdos` CDOs of its open days */
    i32 most_cdos;
    i32 *wanting, *wanting_at, wanting_count; /* demands that lack slots and can be served */
    Step steps[MOST_STEPS];
    i32 step_count;
    void *memory;
} Plan;

bool plan_open(Plan *plan, const Question *q);
void plan_close(Plan *plan);

/* Whether a visit by an eligible CDO can be added, or what is in the way. */
Block plan_block(const Plan *plan, const Visit *visit);
void plan_add(Plan *plan, const Visit *visit);
void plan_remove(Plan *plan, i32 demand, i32 day);
/* Undoes the steps down to a number of them. */
void plan_undo(Plan *plan, i32 steps, i64 cost);

static inline i64 at_day(const Plan *plan, i32 demand, i32 day) {
    return (i64)demand * plan->q->days + day;
}

static inline i64 at_slot(const Plan *plan, i32 cdo, i32 day, i32 slot) {
    return ((i64)cdo * plan->q->days + day) * plan->q->slots + slot;
}

static inline bool has_visit(const Plan *plan, i32 demand, i32 day) {
    return plan->cell[at_day(plan, demand, day)].cdo != NONE;
}

static inline Visit visit_at(const Plan *plan, i32 demand, i32 day) {
    Cell cell = plan->cell[at_day(plan, demand, day)];
    return (Visit){demand, cell.cdo, day, cell.slot, cell.length};
}

/* The slots of a weekday on which a demand's visit of the given length entry may start. */
static inline uint32_t open_slots(const Question *q, i32 entry, i32 day) {
    return (uint32_t)q->open_slots[entry * WEEKDAYS + q->weekday[day]];
}

#endif
