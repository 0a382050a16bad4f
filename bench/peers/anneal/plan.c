/* Adds and removes one visit, and with it every sum and every point of the eight parts. */
#include <stdlib.h>

#include "plan.h"

static i32 tour_km(const Plan *p, i32 cdo, i32 day) {
    const Question *q = p->q;
    i32 base = q->base[cdo], here = base, km = 0;
    i64 first = at_slot(p, cdo, day, 0);
    for (i32 slot = 0; slot < q->slots;) {
        i32 demand = p->who[first + slot];
        if (demand < 0) { slot++; continue; }
        i32 site = q->site[demand];
        if (site != NONE) {
            km += q->km[here * q->sites + site];
            here = site;
        }
        slot += p->cell[at_day(p, demand, day)].length;
    }
    return km + q->km[here * q->sites + base];
}

static void score_travel(Plan *p, const Visit *v) {
    if (p->q->site[v->demand] == NONE) return;
    i32 *km = p->tour_km + v->cdo * p->q->days + v->day, now = tour_km(p, v->cdo, v->day);
    p->cost += p->q->per_km * (now - *km);
    *km = now;
}

static void set_wanting(Plan *p, i32 demand, bool is_wanting) {
    i32 at = p->wanting_at[demand];
    if (is_wanting == (at != NONE)) return;
    if (is_wanting) {
        p->wanting_at[demand] = p->wanting_count;
        p->wanting[p->wanting_count++] = demand;
        return;
    }
    i32 last = p->wanting[--p->wanting_count];
    p->wanting[at] = last;
    p->wanting_at[last] = at;
    p->wanting_at[demand] = NONE;
}

static void score_service(Plan *p, const Visit *v, i32 sign) {
    const Question *q = p->q;
    const i64 *points = q->shortage + q->shortage_first[v->demand];
    i32 before = p->served[v->demand], after = before + sign * v->length;
    p->cost += points[after] - points[before];
    p->served[v->demand] = after;
    set_wanting(p, v->demand, after < q->requested[v->demand]);
    if (q->target[v->cdo] != NONE) {
        i32 gap = p->load[v->cdo] - q->target[v->cdo];
        p->cost += q->balance * (abs(gap + sign * v->length) - abs(gap));
    }
    p->load[v->cdo] += sign * v->length;
    p->load_week[v->cdo * q->weeks + q->week[v->day]] += sign * v->length;
    p->load_day[v->cdo * q->days + v->day] += sign * v->length;
    p->window_count[q->window_first[v->demand] + q->window_of[at_day(p, v->demand, v->day)]]
        += sign;
}

static void set_team(Plan *p, const Visit *v, i32 sign) {
    i32 *team = p->team + (i64)v->demand * p->most_cdos, *count = p->open_cdos + v->demand;
    if (sign > 0) {
        team[(*count)++] = v->cdo;
        return;
    }
    i32 at = 0;
    while (team[at] != v->cdo) at++;
    team[at] = team[--*count];
}

/* A CDO comes to a demand or leaves it; those of frozen days stay in any case. */
static void score_cdo(Plan *p, const Visit *v, i32 sign) {
    const Question *q = p->q;
    i64 pair = v->demand * q->cdos + v->cdo;
    if (v->day < q->frozen_days) {
        if (p->frozen_use[pair]) return;
        p->frozen_use[pair] = 1; /* frozen visits are added once, before all others */
    } else {
        i32 others = sign > 0 ? p->open_count[pair]++ : --p->open_count[pair];
        if (others) return;
        set_team(p, v, sign);
        if (p->frozen_use[pair]) return;
    }
    i32 used = sign > 0 ? p->used_cdos[v->demand]++ : --p->used_cdos[v->demand];
    if (used) p->cost += sign * q->extra_cdo;
    i32 previous = q->previous[v->demand];
    if (previous != NONE && previous != v->cdo) p->cost += sign * q->new_cdo;
}

/* Visits on the k most frequent positions = sum over t of min(k, positions with t visits or more). */
static void score_position(Plan *p, const Visit *v, i32 sign) {
    const Question *q = p->q;
    i32 weekday = q->weekday[v->day];
    p->visits[v->demand] += sign;
    if (!(q->preferred[v->demand * WEEKDAYS + weekday] >> v->slot & 1))
        p->cost += sign * q->non_preferred;
    if (!q->rhythm[v->demand]) return;
    i32 *count = p->position_count + (v->demand * WEEKDAYS + weekday) * q->slots + v->slot;
    i32 *with = p->positions_with + v->demand * (q->days + 2);
    i32 level = sign > 0 ? ++*count : (*count)--;
    i32 others = sign > 0 ? with[level]++ : --with[level];
    if (others >= q->per_window[v->demand]) p->cost += sign * q->off_rhythm;
}

static void score_member(Plan *p, const Visit *v, i32 sign) {
    i32 *visits = p->visits_of_member + v->cdo * p->q->members + p->q->member[v->demand];
    if (sign > 0 ? (*visits)++ == 0 : --*visits == 0) p->member_count[v->cdo] += sign;
}

static void score_change(Plan *p, const Visit *v, i32 sign) {
    Cell was = p->published[at_day(p, v->demand, v->day)];
    if (was.cdo != v->cdo || was.slot != v->slot || was.length != v->length) return;
    p->cost -= sign * p->q->change;
    p->lost_by_choice -= sign;
}

static void place(Plan *p, const Visit *v, i32 sign) {
    Cell cell = {(int16_t)v->cdo, (int8_t)v->slot, (int8_t)v->length};
    Cell none = {NONE, 0, 0};
    int16_t *who = p->who + at_slot(p, v->cdo, v->day, v->slot);
    for (i32 i = 0; i < v->length; i++) who[i] = sign > 0 ? (int16_t)v->demand : NONE;
    p->cell[at_day(p, v->demand, v->day)] = sign > 0 ? cell : none;
    score_service(p, v, sign);
    score_cdo(p, v, sign);
    score_position(p, v, sign);
    score_member(p, v, sign);
    if (p->q->published_count) score_change(p, v, sign);
    score_travel(p, v);
}

void plan_add(Plan *p, const Visit *v) {
    p->steps[p->step_count++] = (Step){*v, true};
    place(p, v, 1);
}

void plan_remove(Plan *p, i32 demand, i32 day) {
    Visit visit = visit_at(p, demand, day);
    p->steps[p->step_count++] = (Step){visit, false};
    place(p, &visit, -1);
}

void plan_undo(Plan *p, i32 steps, i64 cost) {
    while (p->step_count > steps) {
        Step step = p->steps[--p->step_count];
        place(p, &step.visit, step.is_added ? -1 : 1);
    }
    p->cost = cost;
}
