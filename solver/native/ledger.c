/* The memory of a plan, and the plan without visits. */
#include <stdlib.h>
#include <string.h>

#include "plan.h"

static void *zeros(size_t count, size_t size) { return calloc(count ? count : 1, size); }

bool plan_make(Plan *plan, const Question *ask) {
    size_t demands = ask->demands, cdos = ask->cdos, days = ask->days;
    size_t windows = ask->window_first[demands];
    memset(plan, 0, sizeof *plan);
    plan->ask = ask;
    plan->words = (int32_t)((days + WORD - 1) / WORD);
    plan->step_room = 1024;
    bool is_made = (plan->visits = zeros(demands * days, sizeof(Visit)))
        && (plan->visit_days = zeros(demands * plan->words, sizeof(uint64_t)))
        && (plan->served = zeros(demands, sizeof(int32_t)))
        && (plan->count = zeros(demands, sizeof(int32_t)))
        && (plan->kept = zeros(demands, sizeof(int32_t)))
        && (plan->cdo_count = zeros(demands, sizeof(int32_t)))
        && (plan->open_cdo_count = zeros(demands, sizeof(int32_t)))
        && (plan->pair = zeros(demands * cdos, sizeof(uint16_t)))
        && (plan->open_pair = zeros(demands * cdos, sizeof(uint16_t)))
        && (plan->in_window = zeros(windows, sizeof(uint16_t)))
        && (plan->at_position = zeros(demands * WEEKDAYS * ask->slots, sizeof(uint16_t)))
        && (plan->load = zeros(cdos, sizeof(int32_t)))
        && (plan->member_count = zeros(cdos, sizeof(int32_t)))
        && (plan->week_load = zeros(cdos * ask->weeks, sizeof(int32_t)))
        && (plan->day_load = zeros(cdos * days, sizeof(uint8_t)))
        && (plan->free = zeros(cdos * days, sizeof(uint32_t)))
        && (plan->week_free = zeros(cdos * ask->weeks, sizeof(int32_t)))
        && (plan->week_room = zeros(cdos * ask->weeks, sizeof(int32_t)))
        && (plan->room = zeros(cdos, sizeof(int32_t)))
        && (plan->clients = zeros(ask->able_first[cdos], sizeof(int16_t)))
        && (plan->client_count = zeros(cdos, sizeof(int32_t)))
        && (plan->on_road = zeros(cdos * days, sizeof(uint32_t)))
        && (plan->free_days = zeros(cdos * plan->words, sizeof(uint64_t)))
        && (plan->owner = zeros(cdos * days * ask->slots, sizeof(int16_t)))
        && (plan->member_visits = zeros(cdos * ask->members, sizeof(uint16_t)))
        && (plan->steps = zeros(plan->step_room, sizeof(Step)))
        && (plan->is_touched = zeros(demands, sizeof(uint8_t)))
        && (plan->touched = zeros(demands, sizeof(int32_t)));
    if (is_made) plan_clear(plan);
    return is_made;
}

void plan_free(Plan *plan) {
    void *parts[] = {plan->visits, plan->visit_days, plan->served, plan->count, plan->kept,
        plan->cdo_count, plan->open_cdo_count, plan->pair, plan->open_pair, plan->in_window,
        plan->at_position, plan->load, plan->member_count, plan->week_load, plan->day_load,
        plan->free, plan->on_road, plan->week_free, plan->week_room, plan->room, plan->clients,
        plan->client_count, plan->free_days, plan->owner, plan->member_visits, plan->steps,
        plan->is_touched, plan->touched};
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++) free(parts[n]);
    memset(plan, 0, sizeof *plan);
}

static void count_rooms(Plan *plan) {
    const Question *ask = plan->ask;
    memset(plan->week_free, 0, ask->cdos * ask->weeks * sizeof *plan->week_free);
    for (int place = 0; place < ask->cdos * ask->days; place++) {
        int cdo = place / (int)ask->days, week = ask->week[place % ask->days];
        plan->week_free[cdo * ask->weeks + week] += __builtin_popcount(plan->free[place]);
    }
    for (int cdo = 0; cdo < ask->cdos; cdo++)
        for (int week = 0; week < ask->weeks; week++) plan_count_room(plan, cdo, week, 0);
}

/* Sets the cost of the empty plan, and the free time of everybody. */
static void start_empty(Plan *plan) {
    const Question *ask = plan->ask;
    int64_t target_slots = 0;
    plan->missing = ask->published_first[ask->demands];
    plan->points = ask->constant + ask->change * plan->missing;
    for (int d = 0; d < ask->demands; d++) plan->points += shortage(ask, d, 0);
    for (int c = 0; c < ask->cdos; c++) target_slots += ask->target[c] > 0 ? ask->target[c] : 0;
    plan->points += ask->balance * target_slots;
    for (int place = 0; place < ask->cdos * ask->days; place++) {
        int cdo = place / (int)ask->days, day = place % (int)ask->days;
        plan->free[place] = ask->available[place];
        if (ask->available[place])
            plan->free_days[cdo * plan->words + day / WORD] |= 1ULL << day % WORD;
    }
    count_rooms(plan);
}

void plan_clear(Plan *plan) {
    const Question *ask = plan->ask;
    for (int d = 0; d < ask->demands; d++)
        for (int day = 0; plan->count[d] && day < ask->days; day++)
            if (has_visit(plan, d, day)) plan_remove(plan, d, day);
    plan_forget_steps(plan);
    start_empty(plan);
}
