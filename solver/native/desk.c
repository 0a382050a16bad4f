/* The room that an insertion works in. */
#include <stdlib.h>
#include <string.h>

#include "insert.h"

/* Finds the open days on which a shape may begin. */
static void find_days(Desk *desk) {
    const Question *ask = desk->plan->ask;
    int words = desk->plan->words;
    for (int shape = 0; shape < ask->shapes; shape++)
        for (int day = (int)ask->frozen_days; day < ask->days; day++)
            if (ask->shape_starts[shape * ask->days + day])
                desk->shape_days[shape * words + day / WORD] |= 1ULL << day % WORD;
}

static size_t most_choices(const Question *ask) {
    size_t most = 0;
    for (int d = 0; d < ask->demands; d++) {
        size_t own = (size_t)(ask->eligible_first[d + 1] - ask->eligible_first[d])
            * (ask->shape_first[d + 1] - ask->shape_first[d]);
        if (own > most) most = own;
    }
    return most;
}

bool desk_make(Desk *desk, Plan *plan, uint64_t seed) {
    const Question *ask = plan->ask;
    size_t days = ask->days, slots = ask->slots, positions = WEEKDAYS * slots;
    size_t windows = 0;
    for (int d = 0; d < ask->demands; d++) {
        size_t own = ask->window_first[d + 1] - ask->window_first[d];
        if (own > windows) windows = own;
    }
    memset(desk, 0, sizeof *desk);
    desk->plan = plan;
    desk->most_missing = (int32_t)ask->max_changes;
    desk->blink_chance = 64;
    random_start(&desk->random, seed);
    bool is_made = (desk->is_open_demand = malloc(ask->demands + 1))
        && (desk->is_open_cdo = malloc(ask->cdos + 1))
        && (desk->shape_days = calloc(ask->shapes * plan->words + 1, sizeof(uint64_t)))
        && (desk->openings = calloc(days * slots, sizeof(Opening)))
        && (desk->offer = calloc(days, sizeof(Opening)))
        && (desk->best_offer = calloc(days, sizeof(Opening)))
        && (desk->choices = calloc(most_choices(ask) + 1, sizeof(Choice)))
        && (desk->scores = calloc(positions, sizeof(int64_t)))
        && (desk->window_best = calloc(windows + days + 1, sizeof(int64_t)))
        && (desk->seen = calloc(positions, sizeof(int32_t)))
        && (desk->seen_gain = calloc(positions, sizeof(int64_t)))
        && (desk->week_load = calloc(ask->weeks, sizeof(int32_t)))
        && (desk->in_window = calloc(windows + 1, sizeof(uint16_t)));
    if (!is_made) return false;
    memset(desk->is_open_demand, 1, ask->demands + 1);
    memset(desk->is_open_cdo, 1, ask->cdos + 1);
    find_days(desk);
    return true;
}

void desk_free(Desk *desk) {
    void *parts[] = {desk->is_open_demand, desk->is_open_cdo, desk->shape_days, desk->openings,
        desk->offer, desk->best_offer, desk->choices, desk->scores, desk->window_best, desk->seen, desk->seen_gain,
        desk->week_load, desk->in_window};
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++) free(parts[n]);
    memset(desk, 0, sizeof *desk);
}
