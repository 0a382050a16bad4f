/* Kinds of ruin around one demand and one CDO who serves it or could. */
#include "ruin.h"

#include <stdlib.h>
#include <string.h>

enum { LARGE = 400, VERY_LARGE = 1200 };  /* Demands of such plans. */

bool ruin_make(Ruin *ruin, Desk *desk) {
    static const int32_t shares[RUIN_KINDS] = {20, 5, 5, 5, 40, 5, 20, 10};
    size_t demands = desk->plan->ask->demands;
    memset(ruin, 0, sizeof *ruin);
    ruin->desk = desk;
    memcpy(ruin->shares, shares, sizeof shares);
    ruin->most_demands = 5;
    if (demands >= LARGE) {  /* Many small trials: there is not the time for enough large ones. */
        ruin->most_demands = demands >= VERY_LARGE ? 2 : 3;
        ruin->shares[RUIN_KINDS - 1] = demands >= VERY_LARGE ? 150 : 50;
    }
    ruin->newcomers = 2;
    ruin->near_percent = 75;
    static const int32_t orders[6] = {0, 1, 0, 1, 0, 0};
    memcpy(ruin->orders, orders, sizeof orders);
    return (ruin->touched.demands = calloc(demands + 1, sizeof(int32_t)))
        && (ruin->touched.is_in = calloc(demands + 1, 1))
        && (ruin->draw = calloc(demands + 1, sizeof(int32_t)))
        && (ruin->ranks = calloc(demands + 1, sizeof(double)));
}

void ruin_free(Ruin *ruin) {
    free(ruin->touched.demands);
    free(ruin->touched.is_in);
    free(ruin->draw);
    free(ruin->ranks);
    memset(ruin, 0, sizeof *ruin);
}

void touch(Touched *touched, int demand) {
    if (touched->is_in[demand]) return;
    touched->is_in[demand] = 1;
    touched->demands[touched->count++] = demand;
}

void touched_clear(Touched *touched) {
    for (int n = 0; n < touched->count; n++) touched->is_in[touched->demands[n]] = 0;
    touched->count = 0;
}

void take_away(Ruin *ruin, int demand, int day) {
    Desk *desk = ruin->desk;
    Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    Visit visit = plan->visits[demand * ask->days + day];
    if (!desk->is_open_demand[demand] || !desk->is_open_cdo[visit.cdo]) return;
    if (is_fixed(ask, demand, day)) return;
    if (desk->most_missing >= 0 && plan->missing >= desk->most_missing
        && plan_is_published(ask, demand, day, visit)) return;
    plan_remove(plan, demand, day);
    touch(&ruin->touched, demand);
}

/* Takes all visits of a demand away. */
static void take_demand(Ruin *ruin, int demand) {
    const Plan *plan = ruin->desk->plan;
    for (int word = 0; word < plan->words; word++)
        for (uint64_t days = plan->visit_days[demand * plan->words + word]; days; days &= days - 1)
            take_away(ruin, demand, word * WORD + __builtin_ctzll(days));
}

/* Takes the visits of a CDO on a day away, each by chance. */
static void take_day(Ruin *ruin, int cdo, int day, int percent) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    size_t place = cdo * ask->days + day;
    uint32_t taken = ask->available[place] & ~plan->free[place];
    while (taken) {
        int slot = __builtin_ctz(taken), demand = plan->owner[place * ask->slots + slot];
        Visit visit = plan->visits[demand * ask->days + day];
        taken &= ~slot_bits(visit.slot, visit.length);
        if (percent >= 100 || below(ruin, 100) < percent) take_away(ruin, demand, day);
    }
}

/* Lists the demands that a CDO serves, in a random order, into `draw`; gives how many. */
static int draw_served(Ruin *ruin, int cdo) {
    const Plan *plan = ruin->desk->plan;
    const int16_t *clients = plan->clients + plan->ask->able_first[cdo];
    int found = 0;
    for (int n = 0; n < plan->client_count[cdo]; n++) {
        int demand = clients[n];
        if (!ruin->desk->is_open_demand[demand]) continue;
        int place = below(ruin, ++found);
        ruin->draw[found - 1] = ruin->draw[place];
        ruin->draw[place] = demand;
    }
    return found;
}

/* Takes some demands of a CDO away, whole. */
static void take_demands(Ruin *ruin, int cdo, int most) {
    int found = draw_served(ruin, cdo);
    for (int n = 0; n < found && n < most; n++) take_demand(ruin, ruin->draw[n]);
}

static void take_weeks(Ruin *ruin, int cdo) {
    const Question *ask = ruin->desk->plan->ask;
    int first = below(ruin, (int)ask->weeks), last = first + below(ruin, 3);
    for (int day = (int)ask->frozen_days; day < ask->days; day++)
        if (ask->week[day] >= first && ask->week[day] <= last) take_day(ruin, cdo, day, 100);
}

static void take_weekday(Ruin *ruin, int cdo) {
    const Question *ask = ruin->desk->plan->ask;
    int weekday = ask->weekday[below(ruin, (int)ask->days)];
    for (int day = (int)ask->frozen_days; day < ask->days; day++)
        if (ask->weekday[day] == weekday) take_day(ruin, cdo, day, 100);
}

static void take_at_random(Ruin *ruin, int cdo, int percent) {
    const Question *ask = ruin->desk->plan->ask;
    for (int day = (int)ask->frozen_days; day < ask->days; day++)
        take_day(ruin, cdo, day, percent);
}

int draw_seed(Ruin *ruin) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    int best = -1;
    for (int tries = 0; tries < 8 && ask->demands > 0; tries++) {
        int demand = below(ruin, (int)ask->demands);
        if (!ruin->desk->is_open_demand[demand]
            || ask->eligible_first[demand] == ask->eligible_first[demand + 1]) continue;
        if (best < 0) { best = demand; continue; }
        bool is_dearer = shortage(ask, demand, plan->served[demand])
            > shortage(ask, best, plan->served[best]);
        return is_dearer ? demand : best;
    }
    return best;
}

int draw_serving(Ruin *ruin, int demand) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    int best = -1, found = 0;
    for (int n = ask->eligible_first[demand]; n < ask->eligible_first[demand + 1]; n++) {
        int cdo = ask->eligible[n];
        if (!plan->pair[demand * ask->cdos + cdo] || !ruin->desk->is_open_cdo[cdo]) continue;
        if (!below(ruin, ++found)) best = cdo;
    }
    return best;
}

/* Whether one CDO lives nearer to a demand than another. */
static bool is_nearer(const Question *ask, int demand, int cdo, int other) {
    const int32_t *km = ask->road_km + ask->place[demand] * ask->places;
    return ask->place[demand] >= 0 && km[ask->base[cdo]] < km[ask->base[other]];
}

int draw_cdo(Ruin *ruin, int demand, int other) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    int first = ask->eligible_first[demand], count = ask->eligible_first[demand + 1] - first;
    int best = -1, left = below(ruin, 100) < ruin->near_percent ? 3 : 1;
    if (plan->cdo_count[demand] && other < 0 && below(ruin, 100) < 40)
        return draw_serving(ruin, demand);
    for (int tries = 0; tries < 12 && left; tries++) {
        int cdo = ask->eligible[first + below(ruin, count)];
        if (!ruin->desk->is_open_cdo[cdo] || cdo == other) continue;
        if (best < 0 || is_nearer(ask, demand, cdo, best)) best = cdo;
        left--;
    }
    return best;
}

/* Lets some demands in that the CDO could serve and that want more. */
static void touch_newcomers(Ruin *ruin, int cdo, int most) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    int first = ask->able_first[cdo], count = ask->able_first[cdo + 1] - first;
    for (int tries = 0; tries < 3 * most && most > 0 && count; tries++) {
        int demand = ask->able[first + below(ruin, count)];
        if (!ruin->desk->is_open_demand[demand]
            || plan->served[demand] >= ask->requested[demand]) continue;
        touch(&ruin->touched, demand);
        most--;
    }
}

static int draw_kind(Ruin *ruin) {
    int sum = 0, kind = 0;
    for (int n = 0; n < RUIN_KINDS; n++) sum += ruin->shares[n];
    int draw = below(ruin, sum ? sum : 1);
    while (kind < RUIN_KINDS - 1 && draw >= ruin->shares[kind]) draw -= ruin->shares[kind++];
    return kind;
}

void ruin_some(Ruin *ruin) {
    int seed = draw_seed(ruin), cdo = seed < 0 ? -1 : draw_cdo(ruin, seed, -1), other;
    if (cdo < 0) return;
    touch(&ruin->touched, seed);
    switch (draw_kind(ruin)) {
    case 0:
        take_demand(ruin, seed);
        take_demands(ruin, cdo, 1 + below(ruin, ruin->most_demands));
        break;
    case 1: take_weeks(ruin, cdo); break;
    case 2: take_at_random(ruin, cdo, 15); break;
    case 3: take_weekday(ruin, cdo); break;
    case 4:
        take_demand(ruin, seed);
        other = draw_cdo(ruin, seed, cdo);
        take_demands(ruin, cdo, 1 + below(ruin, ruin->most_demands));
        if (other >= 0) take_demands(ruin, other, 1 + below(ruin, ruin->most_demands));
        break;
    case 5: take_at_random(ruin, cdo, 4); break;
    case 6:
        take_demand(ruin, seed);
        take_demands(ruin, cdo, 1 + below(ruin, ruin->most_demands));
        for (int n = 0; n < 2; n++) {
            other = draw_cdo(ruin, seed, cdo);
            if (other >= 0) take_demands(ruin, other, 1 + below(ruin, ruin->most_demands));
        }
        break;
    default: push_in(ruin, seed); return;
    }
    touch_newcomers(ruin, cdo, below(ruin, ruin->newcomers + 1));
}
