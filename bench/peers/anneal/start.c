/* The plan to begin with: what must be in it, what was published, then the dearest hours first. */
#include <stdlib.h>

#include "search.h"

static Visit visit_of(const i32 *row) {
    return (Visit){row[0], row[1], row[2], row[3], row[4]};
}

static void add_published(Search *s) {
    const Question *q = s->plan.q;
    for (i64 i = 0; i < q->published_count; i++) {
        Visit v = visit_of(q->published + 5 * i);
        if (v.day >= q->frozen_days) force(s, &v, 0);
        s->plan.step_count = 0;
    }
}

/* Seats a demand up to a goal with its team, then its CDO of before, then anybody with room. */
static void seat_demand(Search *s, i32 demand, i32 goal) {
    Plan *p = &s->plan;
    const Question *q = p->q;
    for (i32 tries = 4; tries > 0 && p->served[demand] < goal; tries--) {
        i32 cdo = tries > 3 && q->previous[demand] != NONE ? q->previous[demand] : NONE;
        if (cdo == NONE || !q->is_eligible[demand * q->cdos + cdo]) cdo = draw_cdo(s, demand);
        refill(s, demand, cdo, good_position(s, demand, cdo), goal, 0);
        p->step_count = 0;
    }
}

/* Takes the demands in the order of the eligible CDOs they have, fewest first. */
static bool seat_all(Search *s) {
    const Question *q = s->plan.q;
    i32 *order = malloc((size_t)(q->demands + 1) * sizeof(i32)), count = 0;
    if (!order) return false;
    for (i32 eligible = 1; eligible <= q->cdos; eligible++)
        for (i32 d = 0; d < q->demands; d++)
            if (q->cdo_first[d + 1] - q->cdo_first[d] == eligible) order[count++] = d;
    for (i32 quarter = 1; quarter <= 4; quarter++)
        for (i32 i = 0; i < count; i++)
            seat_demand(s, order[i], (q->requested[order[i]] * quarter + 3) / 4);
    free(order);
    return true;
}

/* Gives false when what must be in the plan does not go together. */
bool start_plan(Search *s) {
    const Question *q = s->plan.q;
    for (i64 i = 0; i < q->fixed_count; i++) {
        Visit v = visit_of(q->fixed + 5 * i);
        if (!force(s, &v, 0)) return false;
        s->plan.step_count = 0;
        s->plan.is_fixed[at_day(&s->plan, v.demand, v.day)] = 1;
    }
    add_published(s);
    if (q->max_changes != NONE && s->plan.lost_by_choice > q->max_changes) return false;
    return seat_all(s);
}
