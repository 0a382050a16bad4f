/* Draws of one visit, and seating it, if need be in the place of others. */
#include "search.h"

/* A visit of an open day that may go, drawn by the slots it fills. */
bool draw_visit(Search *s, Visit *visit) {
    i32 cell = below(s, s->cell_count), day = s->cell_day[cell];
    i32 demand = s->plan.who[at_slot(&s->plan, s->cell_cdo[cell], day, s->cell_slot[cell])];
    if (demand < 0 || s->plan.is_fixed[at_day(&s->plan, demand, day)]) return false;
    *visit = visit_at(&s->plan, demand, day);
    return true;
}

static i32 draw_bit(Search *s, uint32_t bits) {
    for (i32 skip = below(s, __builtin_popcount(bits)); skip > 0; skip--) bits &= bits - 1;
    return __builtin_ctz(bits);
}

i32 draw_window(Search *s, i32 demand) {
    const Question *q = s->plan.q;
    i32 first = q->window_first[demand], count = q->window_first[demand + 1] - first;
    if (!count) return NONE;
    i32 window = first + below(s, count);
    return q->window_from[window] < q->window_to[window] ? window : NONE;
}

i32 draw_entry(Search *s, i32 demand) {
    const Question *q = s->plan.q;
    i32 first = q->length_first[demand], count = q->length_first[demand + 1] - first;
    return count == 1 ? first : first + below(s, count);
}

/* A CDO who serves the demand already, most of the time, or any eligible one. */
i32 draw_cdo(Search *s, i32 demand) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    i32 team = p->open_cdos[demand];
    bool is_full = team >= q->max_cdos[demand];
    if (team && (is_full || below(s, 8)))
        return p->team[(i64)demand * p->most_cdos + below(s, team)];
    i32 first = q->cdo_first[demand];
    return q->cdo_of[first + below(s, q->cdo_first[demand + 1] - first)];
}

/* The weekday and slot that the demand has most often, as weekday x slots + slot, or NONE. */
static i32 habit(const Plan *p, i32 demand) {
    const Question *q = p->q;
    const i32 *count = p->position_count + (i64)demand * WEEKDAYS * q->slots;
    i32 best = NONE, most = 0;
    for (i32 at = 0; at < WEEKDAYS * q->slots; at++)
        if (count[at] > most) { most = count[at]; best = at; }
    return best;
}

/* Puts a start in the window into the visit: half of the time on the demand's habit. */
bool draw_start(Search *s, Visit *v, i32 window, i32 entry) {
    const Question *q = s->plan.q;
    i32 from = q->window_from[window], to = q->window_to[window];
    v->length = q->length[entry];
    v->day = from + below(s, to - from);
    if (q->rhythm[v->demand] && draw(s) & 1) {
        i32 usual = habit(&s->plan, v->demand), weekday = usual / (i32)q->slots;
        for (i32 tries = to - from; usual != NONE && tries > 0; tries--) {
            if (q->weekday[v->day] == weekday) {
                v->slot = usual % (i32)q->slots;
                return open_slots(q, entry, v->day) >> v->slot & 1;
            }
            if (++v->day == to) v->day = from;
        }
    }
    uint32_t bits = open_slots(q, entry, v->day);
    if (!bits) return false;
    v->slot = draw_bit(s, bits);
    return true;
}

static bool push(Search *s, i32 demand, i32 day) {
    if (s->pushed_count == MOST_PUSHED || s->plan.is_fixed[at_day(&s->plan, demand, day)])
        return false;
    s->pushed[s->pushed_count++] = visit_at(&s->plan, demand, day);
    plan_remove(&s->plan, demand, day);
    return true;
}

/* Pushes out one visit of the CDO between two days, a drawn one. */
static bool push_between(Search *s, i32 cdo, i32 from, i32 to, i32 but) {
    const Plan *p = &s->plan;
    i32 slots = (to - from) * (i32)p->q->slots;
    i64 first = at_slot(p, cdo, from, 0);
    for (i32 tries = 6; tries > 0; tries--) {
        i32 at = below(s, slots), demand = p->who[first + at];
        if (demand >= 0 && demand != but) return push(s, demand, from + at / (i32)p->q->slots);
    }
    return false;
}

static bool make_room(Search *s, const Visit *v, Block block) {
    const Plan *p = &s->plan;
    const Question *q = p->q;
    if (block == BUSY) {
        i64 at = at_slot(p, v->cdo, v->day, v->slot);
        while (p->who[at] < 0) at++;
        return push(s, p->who[at], v->day);
    }
    i32 from = v->day, to = v->day + 1;
    if (block == WEEK_FULL) {
        while (from > q->frozen_days && q->week[from - 1] == q->week[v->day]) from--;
        while (to < q->days && q->week[to] == q->week[v->day]) to++;
    } else if (block == PERIOD_FULL) {
        from = (i32)q->frozen_days;
        to = (i32)q->days;
    }
    return push_between(s, v->cdo, from, to, v->demand);
}

/* Adds a visit, pushing out at most so many others; what it pushed stays pushed on failure. */
bool force(Search *s, const Visit *v, i32 most) {
    for (;; most--) {
        Block block = plan_block(&s->plan, v);
        if (block == OPEN) {
            plan_add(&s->plan, v);
            return true;
        }
        bool is_hopeless = block == NEVER || block == WINDOW_FULL || block == SERVED;
        if (is_hopeless || most <= 0 || !make_room(s, v, block)) return false;
    }
}

static bool seat_at(Search *s, const Visit *v) {
    const Question *q = s->plan.q;
    i32 window = q->window_of[at_day(&s->plan, v->demand, v->day)];
    if (window == NONE || !q->is_eligible[v->demand * q->cdos + v->cdo]) return false;
    for (i32 entry = q->length_first[v->demand]; entry < q->length_first[v->demand + 1]; entry++)
        if (q->length[entry] == v->length && open_slots(q, entry, v->day) >> v->slot & 1)
            return force(s, v, 0);
    return false;
}

/* Seats what was pushed out: in the room that the move has left, or near its old place. */
void seat_pushed(Search *s, const Visit *room) {
    const Question *q = s->plan.q;
    while (s->pushed_count > 0) {
        Visit old = s->pushed[--s->pushed_count], v = old;
        if (room) {
            v = (Visit){old.demand, room->cdo, room->day, room->slot, old.length};
            if (seat_at(s, &v)) continue;
            v.cdo = old.cdo;
        }
        i32 window = q->window_of[at_day(&s->plan, old.demand, old.day)];
        window += q->window_first[old.demand];
        for (i32 tries = 5; tries > 0; tries--)
            if (draw_start(s, &v, window, draw_entry(s, old.demand)) && force(s, &v, 0)) break;
    }
}
