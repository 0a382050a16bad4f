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

/* Another CDO, at the same time or another; who sat there may come to the old CDO: a swap. */
static bool hand_over(Search *s) {
    Visit old;
    if (!draw_visit(s, &old)) return false;
    const Question *q = s->plan.q;
    Visit v = old;
    plan_remove(&s->plan, old.demand, old.day);
    v.cdo = draw_cdo(s, v.demand);
    if (v.cdo == old.cdo) return false;
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

static i32 draw_eligible(Search *s, i32 demand) {
    const Question *q = s->plan.q;
    i32 first = q->cdo_first[demand];
    return q->cdo_of[first + below(s, q->cdo_first[demand + 1] - first)];
}

/* Drops a demand and fills it anew with any eligible CDO. */
static bool drop_and_refill(Search *s) {
    i32 demand = draw_demand(s);
    if (demand == NONE) return false;
    remove_all(s, demand, NONE);
    i32 cdo = draw_eligible(s, demand), goal = s->plan.q->requested[demand];
    refill(s, demand, cdo, good_position(s, demand, cdo), goal, below(s, 2) ? 0 : below(s, 12));
    seat_pushed(s, NULL);
    return s->plan.step_count > 0;
}

/* One demand takes the place of another with a CDO; the other goes where the first was. */
static bool exchange(Search *s) {
    const Question *q = s->plan.q;
    Visit other;
    i32 demand = draw_demand(s);
    if (demand == NONE || !draw_visit(s, &other) || other.demand == demand) return false;
    if (!q->is_eligible[demand * q->cdos + other.cdo]) return false;
    const i32 *team = s->plan.team + (i64)demand * s->plan.most_cdos;
    i32 was = s->plan.open_cdos[demand] ? team[0] : NONE;
    if (was == other.cdo) return false;
    remove_all(s, demand, NONE);
    remove_all(s, other.demand, NONE);
    i32 position = good_position(s, demand, other.cdo);
    refill(s, demand, other.cdo, position, q->requested[demand], 0);
    if (was == NONE || !q->is_eligible[other.demand * q->cdos + was])
        was = draw_eligible(s, other.demand);
    position = good_position(s, other.demand, was);
    refill(s, other.demand, was, position, q->requested[other.demand], 0);
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
