/* Gives a plan its tables, all in one block, and takes them back. */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

typedef struct { char *next; i64 size; } Block_of_memory;

static void *part(Block_of_memory *block, i64 count, i64 size) {
    i64 bytes = (count * size + 63) & ~(i64)63;
    void *here = block->next ? block->next + block->size : NULL;
    block->size += bytes;
    return here;
}

/* Hands out the tables; with a block that has no memory yet it only adds up their sizes. */
static i64 lay_out(Plan *p, const Question *q, char *memory) {
    Block_of_memory m = {memory, 0};
    p->cell = part(&m, q->demands * q->days, sizeof(Cell));
    p->published = part(&m, q->demands * q->days, sizeof(Cell));
    p->is_fixed = part(&m, q->demands * q->days, 1);
    p->who = part(&m, q->cdos * q->days * q->slots, sizeof(int16_t));
    p->load = part(&m, q->cdos, sizeof(i32));
    p->load_week = part(&m, q->cdos * q->weeks, sizeof(i32));
    p->load_day = part(&m, q->cdos * q->days, sizeof(i32));
    p->tour_km = part(&m, q->cdos * q->days, sizeof(i32));
    p->member_count = part(&m, q->cdos, sizeof(i32));
    p->visits_of_member = part(&m, q->cdos * q->members, sizeof(i32));
    p->served = part(&m, q->demands, sizeof(i32));
    p->visits = part(&m, q->demands, sizeof(i32));
    p->window_count = part(&m, q->windows, sizeof(i32));
    p->open_cdos = part(&m, q->demands, sizeof(i32));
    p->used_cdos = part(&m, q->demands, sizeof(i32));
    p->open_count = part(&m, q->demands * q->cdos, sizeof(i32));
    p->frozen_use = part(&m, q->demands * q->cdos, 1);
    p->position_count = part(&m, q->demands * WEEKDAYS * q->slots, sizeof(i32));
    p->positions_with = part(&m, q->demands * (q->days + 2), sizeof(i32));
    p->team = part(&m, q->demands * p->most_cdos, sizeof(i32));
    p->wanting = part(&m, q->demands, sizeof(i32));
    p->wanting_at = part(&m, q->demands, sizeof(i32));
    return m.size;
}

/* Nothing served: every slot short, every CDO away from the target, every published visit lost. */
static i64 empty_cost(const Question *q) {
    i64 cost = q->constant + q->change * q->published_count;
    for (i64 d = 0; d < q->demands; d++) cost += q->shortage[q->shortage_first[d]];
    for (i64 c = 0; c < q->cdos; c++)
        if (q->target[c] != NONE) cost += q->balance * q->target[c];
    return cost;
}

static void fill_in(Plan *p, const Question *q) {
    for (i64 at = 0; at < q->demands * q->days; at++)
        p->cell[at].cdo = p->published[at].cdo = NONE;
    for (i64 at = 0; at < q->cdos * q->days * q->slots; at++)
        p->who[at] = q->available[at] ? NONE : -2;
    for (i64 d = 0; d < q->demands; d++) p->wanting_at[d] = NONE;
    for (i64 i = 0; i < q->published_count; i++) {
        const i32 *row = q->published + 5 * i;
        Cell cell = {(int16_t)row[1], (int8_t)row[3], (int8_t)row[4]};
        p->published[at_day(p, row[0], row[2])] = cell;
    }
    for (i32 d = 0; d < q->demands; d++) {
        bool can_be = q->requested[d] > 0 && q->cdo_first[d] < q->cdo_first[d + 1];
        if (!can_be) continue;
        p->wanting_at[d] = p->wanting_count;
        p->wanting[p->wanting_count++] = d;
    }
    p->lost_by_choice = (i32)q->published_count;
    p->cost = empty_cost(q);
}

bool plan_open(Plan *plan, const Question *q) {
    memset(plan, 0, sizeof *plan);
    plan->q = q;
    for (i64 d = 0; d < q->demands; d++)
        if (q->max_cdos[d] > plan->most_cdos) plan->most_cdos = q->max_cdos[d];
    plan->memory = calloc(1, (size_t)lay_out(plan, q, NULL) + 64);
    if (!plan->memory) return false;
    lay_out(plan, q, plan->memory);
    fill_in(plan, q);
    return true;
}

void plan_close(Plan *plan) {
    free(plan->memory);
    plan->memory = NULL;
}
