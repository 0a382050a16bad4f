/* What a CDO can offer to a demand: possible visits with their prices, and the best rhythm. */
#include <string.h>

#include "insert.h"

typedef struct { int demand, shape, cdo, length, place; bool has_published; } Pair;

/* The price of a visit but for its rhythm, or -1 where the way forbids it (H8). */
static bool price_visit(const Plan *plan, const Pair *pair, int day, Visit visit, int64_t *price) {
    const Question *ask = plan->ask;
    uint32_t unwished = ask->unwished[pair->demand * WEEKDAYS + ask->weekday[day]];
    *price = unwished >> visit.slot & 1 ? ask->non_preferred : 0;
    if (pair->place >= 0) {
        bool is_in_time;
        *price += ask->km * plan_detour(plan, pair->place, day, visit, &is_in_time);
        if (!is_in_time) return false;
    }
    if (pair->has_published && plan_is_published(ask, pair->demand, day, visit))
        *price -= ask->change;
    return true;
}

/* The starts of a day that the rules leave open, the way apart. */
static uint32_t find_starts(const Plan *plan, const Pair *pair, int day) {
    const Question *ask = plan->ask;
    size_t place = pair->cdo * ask->days + day;
    int window = ask->window_first[pair->demand] + ask->window[pair->demand * ask->days + day];
    uint32_t starts = free_starts(plan->free[place], pair->length)
        & ask->shape_starts[pair->shape * ask->days + day];
    if (!starts || plan->in_window[window] >= ask->per_window[pair->demand]) return 0;
    if (plan->day_load[place] + pair->length > ask->day_cap[pair->cdo]) return 0;
    if (!plan_has_week_room(plan, pair->cdo, ask->week[day], pair->length)) return 0;
    if (pair->place >= 0 && plan->on_road[place]
        && !plan_has_place_room(plan, pair->place, pair->cdo, day)) return 0;
    return starts;
}

static int list_day(Desk *desk, const Pair *pair, int day, int found) {
    uint32_t starts = find_starts(desk->plan, pair, day);
    uint64_t chance = starts ? random_next(&desk->random) : 0;
    for (; starts; starts &= starts - 1) {
        Visit visit = {(int16_t)pair->cdo, (uint8_t)__builtin_ctz(starts), (uint8_t)pair->length};
        int64_t price;
        if (!price_visit(desk->plan, pair, day, visit, &price)) continue;
        price = price * FINE + (int64_t)(chance & (FINE - 1));
        desk->openings[found++] = opening(price, day, visit.slot);
        chance = chance >> 4 | chance << 60;
    }
    return found;
}

int list_openings(Desk *desk, int demand, int shape, int cdo) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    Pair pair = {demand, shape, cdo, ask->shape_length[shape], ask->place[demand],
        ask->published_first[demand] < ask->published_first[demand + 1]};
    int found = 0;
    for (int word = 0; word < plan->words; word++) {
        uint64_t days = desk->shape_days[shape * plan->words + word]
            & plan->free_days[cdo * plan->words + word]
            & ~plan->visit_days[demand * plan->words + word];
        for (; days; days &= days - 1) {
            if (desk->blink_chance && !random_below(&desk->random, desk->blink_chance)) continue;
            found = list_day(desk, &pair, word * WORD + __builtin_ctzll(days), found);
        }
    }
    return found;
}

/* The group of which at most one visit is chosen: a window of one visit, else the day. */
static int group_of(const Question *ask, int demand, int day) {
    return ask->per_window[demand] == 1 ? ask->window[demand * ask->days + day] : day;
}

/* Finds the least price of each group. */
static void find_least(Desk *desk, int demand, int openings) {
    const Question *ask = desk->plan->ask;
    int last = -1;
    for (int n = 0; n < openings; n++) {
        int group = group_of(ask, demand, day_of(desk->openings[n]));
        int64_t price = fine_price(desk->openings[n]);
        if (group != last || price < desk->window_best[group]) desk->window_best[group] = price;
        last = group;
    }
}

/* Scores each position by what it would spare as the only one of the rhythm. */
static void score_positions(Desk *desk, int demand, int openings) {
    const Question *ask = desk->plan->ask;
    int positions = WEEKDAYS * (int)ask->slots;
    int64_t off = FINE * ask->off_rhythm;
    const uint16_t *times = desk->plan->at_position + (size_t)demand * positions;
    for (int p = 0; p < positions; p++) {
        desk->scores[p] = off * times[p];
        desk->seen[p] = -1;
    }
    find_least(desk, demand, openings);
    for (int n = 0; n < openings; n++) {
        Opening here = desk->openings[n];
        int day = day_of(here), group = group_of(ask, demand, day);
        int p = ask->weekday[day] * (int)ask->slots + slot_of(here);
        int64_t gain = desk->window_best[group] + off - fine_price(here);
        if (gain <= 0) continue;
        if (desk->seen[p] == group) {  /* The same position twice in one window counts once. */
            if (gain <= desk->seen_gain[p]) continue;
            desk->scores[p] -= desk->seen_gain[p];
        }
        desk->seen[p] = group;
        desk->seen_gain[p] = gain;
        desk->scores[p] += gain;
    }
}

/* Chooses the positions of the rhythm, at most one a weekday; gives their starts per weekday. */
static void choose_rhythm(Desk *desk, int demand, uint32_t *rhythm) {
    const Question *ask = desk->plan->ask;
    int slots = (int)ask->slots;
    for (int left = ask->per_window[demand]; left > 0; left--) {
        int64_t most = 0;
        int best_weekday = -1, best_slot = 0;
        for (int weekday = 0; weekday < WEEKDAYS; weekday++) {
            const int64_t *scores = desk->scores + weekday * slots;
            for (int slot = 0; slot < slots && !rhythm[weekday]; slot++) {
                if (scores[slot] <= most) continue;
                most = scores[slot];
                best_weekday = weekday;
                best_slot = slot;
            }
        }
        if (best_weekday < 0) return;
        rhythm[best_weekday] = 1U << best_slot;
    }
}

/* Puts an opening in its place among those of the offer, the cheapest first. */
static void put_in_order(Opening *offer, int found, Opening it) {
    int place = found;
    for (; place > 0 && offer[place - 1] > it; place--) offer[place] = offer[place - 1];
    offer[place] = it;
}

int make_offer(Desk *desk, int demand, int openings) {
    const Question *ask = desk->plan->ask;
    int64_t off = ask->rhythm[demand] ? FINE * ask->off_rhythm : 0;
    uint32_t rhythm[WEEKDAYS] = {0};
    if (off) {
        score_positions(desk, demand, openings);
        choose_rhythm(desk, demand, rhythm);
    }
    int found = 0;
    for (int n = 0; n < openings;) {
        int day = day_of(desk->openings[n]);
        uint32_t kept = rhythm[ask->weekday[day]];
        Opening best = INT64_MAX;
        for (; n < openings && day_of(desk->openings[n]) == day; n++) {
            Opening here = desk->openings[n];
            if (!(kept >> slot_of(here) & 1)) here += off * (1 << PLACE_BITS);
            if (here < best) best = here;
        }
        put_in_order(desk->offer, found++, best);
    }
    return found;
}
