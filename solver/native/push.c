/* A visit is put where others are in its way; these go, and are served anew elsewhere.

   To serve anew takes free time only. Where hardly any is left, hours lie idle that nobody can use,
   and the way to them leads over those who could make room. */
#include "ruin.h"

enum { TRIES = 12, LOOSE_TRIES = 6 };

static bool is_day_open(const Desk *desk, int demand, int shape, int day) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    uint64_t days = desk->shape_days[shape * plan->words + day / WORD]
        & ~plan->visit_days[demand * plan->words + day / WORD];
    int window = ask->window_first[demand] + ask->window[demand * ask->days + day];
    return days >> day % WORD & 1 && plan->in_window[window] < ask->per_window[demand];
}

/* Draws one of the starts of a day at which the CDO works, free or not; -1 where there is none. */
static int draw_start(Ruin *ruin, int shape, int cdo, int day) {
    const Question *ask = ruin->desk->plan->ask;
    uint32_t starts = free_starts(ask->available[cdo * ask->days + day], ask->shape_length[shape])
        & ask->shape_starts[shape * ask->days + day];
    if (!starts) return -1;
    for (int skip = below(ruin, __builtin_popcount(starts)); skip; skip--) starts &= starts - 1;
    return __builtin_ctz(starts);
}

/* Draws when a CDO could visit a demand if nobody were in the way, rather in the rhythm. */
static bool draw_time(Ruin *ruin, int demand, int shape, int cdo, int *day, Visit *visit) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    const uint16_t *times = plan->at_position + (size_t)demand * WEEKDAYS * ask->slots;
    bool is_strict = ask->rhythm[demand] && plan->count[demand];
    for (int tries = 0; tries < TRIES; tries++) {
        *day = (int)ask->frozen_days + below(ruin, (int)(ask->days - ask->frozen_days));
        if (!is_day_open(ruin->desk, demand, shape, *day)) continue;
        int slot = draw_start(ruin, shape, cdo, *day);
        if (slot < 0) continue;
        *visit = (Visit){(int16_t)cdo, (uint8_t)slot, (uint8_t)ask->shape_length[shape]};
        if (tries >= LOOSE_TRIES || !is_strict) return true;
        if (times[ask->weekday[*day] * ask->slots + slot]) return true;
    }
    return false;
}

/* Takes away what a CDO does in some slots of a day. */
static void clear_slots(Ruin *ruin, int cdo, int day, uint32_t slots) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    size_t place = cdo * ask->days + day;
    for (slots &= ask->available[place] & ~plan->free[place]; slots; slots &= slots - 1) {
        int demand = plan->owner[place * ask->slots + __builtin_ctz(slots)];
        if (has_visit(plan, demand, day)) take_away(ruin, demand, day);
        slots &= ~plan->free[place] | (slots & -slots);
    }
}

/* Takes a visit of the week away where the caps leave no room for one more. */
static void clear_week(Ruin *ruin, int cdo, int day, int length) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    for (int tries = 0; tries < TRIES; tries++) {
        bool has_room = plan->load[cdo] + length <= ask->period_cap[cdo]
            && plan_has_week_room(plan, cdo, ask->week[day], length);
        if (has_room) return;
        int other = day + below(ruin, 9) - 4;
        if (other < ask->frozen_days || other >= ask->days || ask->week[other] != ask->week[day])
            continue;
        clear_slots(ruin, cdo, other, 1U << below(ruin, (int)ask->slots));
    }
}

/* Takes one visit of a demand away, drawn by chance. */
static void take_one(Ruin *ruin, int demand) {
    const Plan *plan = ruin->desk->plan;
    int skip = below(ruin, plan->count[demand]);
    for (int word = 0; word < plan->words; word++)
        for (uint64_t days = plan->visit_days[demand * plan->words + word]; days; days &= days - 1)
            if (!skip--) take_away(ruin, demand, word * WORD + __builtin_ctzll(days));
}

void push_in(Ruin *ruin, int demand) {
    Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    int shapes = ask->shape_first[demand + 1] - ask->shape_first[demand], day;
    bool is_full = plan->open_cdo_count[demand] >= ask->max_cdos[demand];
    int cdo = is_full ? draw_serving(ruin, demand) : draw_cdo(ruin, demand, -1);
    int shape = ask->shape_first[demand] + below(ruin, shapes);
    bool is_served = plan->served[demand] + ask->shape_length[shape] > ask->requested[demand];
    Visit visit;
    if (plan->count[demand] && (is_served || below(ruin, 4) == 0)) take_one(ruin, demand);
    if (cdo < 0 || ask->frozen_days >= ask->days) return;
    if (!draw_time(ruin, demand, shape, cdo, &day, &visit)) return;
    size_t place = cdo * ask->days + day;
    clear_slots(ruin, cdo, day, slot_bits(visit.slot, visit.length));
    if (plan->day_load[place] + visit.length > ask->day_cap[cdo])
        clear_slots(ruin, cdo, day, UINT32_MAX);
    clear_week(ruin, cdo, day, visit.length);
    if (plan_fits(plan, demand, day, visit)) plan_add(plan, demand, day, visit);
}
