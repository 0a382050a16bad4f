/* The moves. Each changes the plan and leaves every hard rule kept; whether it stays is decided
 * by the caller. A move gives false when nothing came of it. */
#include <stddef.h>

#include "search.h"

static bool add_visit(Search *s) {
    Plan *p = &s->plan;
    if (!p->wanting_count) return false;
    Visit v = {.demand = p->wanting[below(s, p->wanting_count)]};
    i32 window = draw_window(s, v.demand);
    if (window == NONE || p->window_count[window] >= p->q->per_window[v.demand]) return false;
    v.cdo = draw_cdo(s, v.demand);
    if (!draw_start(s, &v, window, draw_entry(s, v.demand)) || !force(s, &v, below(s, 3)))
        return false;
    seat_pushed(s, NULL);
    return true;
}

/* Finds a demand that lacks slots for a slot that is free. */
static bool fill_slot(Search *s) {
    Plan *p = &s->plan;
    const Question *q = p->q;
    i32 cell = below(s, s->cell_count);
    i32 cdo = s->cell_cdo[cell], day = s->cell_day[cell], slot = s->cell_slot[cell];
    if (!p->wanting_count || p->who[at_slot(p, cdo, day, slot)] != NONE) return false;
    for (i32 tries = 6; tries > 0; tries--) {
        i32 demand = p->wanting[below(s, p->wanting_count)], entry = draw_entry(s, demand);
        if (!q->is_eligible[demand * q->cdos + cdo]) continue;
        if (q->window_of[at_day(p, demand, day)] == NONE) continue;
        if (!(open_slots(q, entry, day) >> slot & 1)) continue;
        Visit v = {demand, cdo, day, slot, q->length[entry]};
        if (force(s, &v, 0)) return true;
    }
    return false;
}

/* Another time with the same CDO; who sat there may take the old time: a swap. */
static bool shift_visit(Search *s) {
    Visit old;
    if (!draw_visit(s, &old)) return false;
    Visit v = old;
    i32 window = s->plan.q->window_first[v.demand]
        + s->plan.q->window_of[at_day(&s->plan, v.demand, v.day)];
    if (!below(s, 8)) window = draw_window(s, v.demand);
    if (window == NONE || !draw_start(s, &v, window, draw_entry(s, v.demand))) return false;
    if (v.day == old.day && v.slot == old.slot && v.length == old.length) return false;
    plan_remove(&s->plan, old.demand, old.day);
    if (!force(s, &v, below(s, 3))) return false;
    seat_pushed(s, &old);
    return true;
}

/* Mostly another of the demand's team, else any eligible CDO. */
static i32 draw_other_cdo(Search *s, const Visit *old) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    i32 team = p->open_cdos[old->demand], first = q->cdo_first[old->demand];
    if (team > 1 && below(s, 4)) return p->team[old->demand * (i64)p->most_cdos + below(s, team)];
    bool is_last = p->open_count[old->demand * q->cdos + old->cdo] == 1;
    if (team >= q->max_cdos[old->demand] && !is_last) return old->cdo;
    return q->cdo_of[first + below(s, q->cdo_first[old->demand + 1] - first)];
}

/* Another CDO, at the same time or another; who sat there may come to the old CDO: a swap. */
static bool hand_over(Search *s) {
    Visit old;
    if (!draw_visit(s, &old)) return false;
    const Question *q = s->plan.q;
    Visit v = old;
    v.cdo = draw_other_cdo(s, &old);
    if (v.cdo == old.cdo) return false;
    plan_remove(&s->plan, old.demand, old.day);
    i32 window = q->window_first[v.demand] + q->window_of[at_day(&s->plan, v.demand, v.day)];
    if (draw(s) & 1 && !draw_start(s, &v, window, draw_entry(s, v.demand))) return false;
    if (!force(s, &v, below(s, 2))) return false;
    seat_pushed(s, &old);
    return true;
}

/* All visits of a demand and a CDO to another weekday and slot. */
static bool retime(Search *s) {
    Visit old;
    if (!draw_visit(s, &old) || !remove_all(s, old.demand, old.cdo)) return false;
    i32 goal = s->plan.q->requested[old.demand];
    i32 position = good_position(s, old.demand, old.cdo);
    refill(s, old.demand, old.cdo, position, goal, below(s, 3) ? 0 : below(s, 6));
    seat_pushed(s, NULL);
    return true;
}

static i32 draw_demand(Search *s) {
    Visit v;
    if (s->plan.wanting_count && draw(s) & 1)
        return s->plan.wanting[below(s, s->plan.wanting_count)];
    return draw_visit(s, &v) ? v.demand : NONE;
}

/* Any eligible CDO, with some preference for the one of before, and for one who lives near. */
static i32 draw_eligible(Search *s, i32 demand) {
    const Question *q = s->plan.q;
    i32 first = q->cdo_first[demand], count = q->cdo_first[demand + 1] - first;
    i32 previous = q->previous[demand], site = q->site[demand];
    if (previous != NONE && q->is_eligible[demand * q->cdos + previous] && !below(s, 4))
        return previous;
    i32 cdo = q->cdo_of[first + below(s, count)], other = q->cdo_of[first + below(s, count)];
    if (site == NONE || !below(s, 4)) return cdo;
    bool is_nearer = q->km[q->base[other] * q->sites + site] < q->km[q->base[cdo] * q->sites + site];
    return is_nearer ? other : cdo;
}

static void refill_well(Search *s, i32 demand, i32 cdo, i32 pushes) {
    i32 goal = s->plan.q->requested[demand];
    refill(s, demand, cdo, good_position(s, demand, cdo), goal, pushes);
}

/* Drops a demand and fills it anew with any eligible CDO. */
static bool drop_and_refill(Search *s) {
    i32 demand = draw_demand(s);
    if (demand == NONE) return false;
    remove_all(s, demand, NONE);
    refill_well(s, demand, draw_eligible(s, demand), below(s, 2) ? 0 : below(s, 12));
    seat_pushed(s, NULL);
    return s->plan.step_count > 0;
}

/* Seats a demand that lacks slots where a CDO has got room. */
static void use_room(Search *s, i32 cdo) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    for (i32 tries = 4; tries > 0 && p->wanting_count; tries--) {
        i32 demand = p->wanting[below(s, p->wanting_count)];
        if (!q->is_eligible[demand * q->cdos + cdo]) continue;
        if (p->open_count[demand * q->cdos + cdo] == 0 && p->open_cdos[demand]) continue;
        refill_well(s, demand, cdo, 0);
        return;
    }
}

/* A demand that a CDO serves, drawn by its slots, or NONE. */
static i32 draw_served(Search *s, i32 cdo) {
    const Question *q = s->plan.q;
    for (i32 tries = 4; tries > 0; tries--) {
        i32 day = (i32)q->frozen_days + below(s, q->days - q->frozen_days);
        i32 demand = s->plan.who[at_slot(&s->plan, cdo, day, below(s, q->slots))];
        if (demand >= 0) return demand;
    }
    return NONE;
}

/* The least points of shortage that a demand can have with no more slots than these. */
static i64 least_shortage(const Question *q, i32 demand, i32 slots) {
    i32 most = slots < 0 ? 0 : slots < q->requested[demand] ? slots : q->requested[demand];
    return q->shortage[q->shortage_first[demand] + most];
}

/* Whether the CDOs' time alone rules an exchange out, so that it need not be tried. Only a guess:
 * what better teams, rhythm and ways may save is put at a few thousand points. */
static bool is_vain(const Search *s, i32 demand, i32 cdo, i32 other, i32 was) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    i32 room = q->period_cap[cdo] - p->load[cdo] + p->served[other];
    i32 back = was == NONE ? q->requested[other]
                           : q->period_cap[was] - p->load[was] + p->served[demand];
    i64 rise = least_shortage(q, demand, room) + least_shortage(q, other, back);
    rise -= least_shortage(q, demand, p->served[demand]);
    rise -= least_shortage(q, other, p->served[other]);
    i64 saved = 2 * q->new_cdo + q->off_rhythm * (p->visits[demand] + p->visits[other]) / 4;
    return p->cost + rise - saved > s->most;
}

/* One demand takes the place of another with a CDO; the other goes where the first was, or
 * anywhere; the room that is left goes to whoever lacks slots. */
static bool exchange(Search *s) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    i32 demand = draw_demand(s);
    if (demand == NONE) return false;
    i32 cdo = draw_eligible(s, demand), other = draw_served(s, cdo);
    i32 was = p->open_cdos[demand] ? p->team[(i64)demand * p->most_cdos] : NONE;
    if (was == cdo || other == NONE || other == demand) return false;
    bool is_swap = was != NONE && q->is_eligible[other * q->cdos + was] && below(s, 8);
    if (is_vain(s, demand, cdo, other, is_swap ? was : NONE)) return false;
    remove_all(s, demand, NONE);
    remove_all(s, other, NONE);
    refill_well(s, demand, cdo, 0);
    i32 next = is_swap ? was : draw_eligible(s, other);
    /* No plan for the other demand can win back more than its whole shortage. */
    i64 regain = q->shortage[q->shortage_first[other]];
    if ((is_swap || was == NONE) && p->cost - regain > s->most) return false;
    refill_well(s, other, next, 0);
    if (was != NONE && next != was) use_room(s, was);
    return true;
}

bool make_move(Search *s, i32 move) {
    s->pushed_count = 0;
    switch (move) {
        case ADD: return add_visit(s);
        case FILL: return fill_slot(s);
        case SHIFT: return shift_visit(s);
        case HAND_OVER: return hand_over(s);
        case RETIME: return retime(s);
        case REFILL: return drop_and_refill(s);
        default: return exchange(s);
    }
}
