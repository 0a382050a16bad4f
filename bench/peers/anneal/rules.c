/* The hard rules, asked of one more visit. */
#include "plan.h"

static Block day_rules(const Plan *p, const Visit *v) {
    const Question *q = p->q;
    i32 site = q->site[v->demand], others = 0, seen[32];
    if (site == NONE) return OPEN;
    i64 day = at_slot(p, v->cdo, v->day, 0);
    for (i32 slot = 0; slot < q->slots;) {
        i32 other = p->who[day + slot];
        if (other < 0) { slot++; continue; }
        i32 length = p->cell[at_day(p, other, v->day)].length, there = q->site[other];
        i32 end = slot + length;
        if (there != NONE && there != site) {
            bool is_before = slot < v->slot;
            i64 pair = is_before ? (i64)there * q->sites + site : (i64)site * q->sites + there;
            i32 gap = is_before ? q->starts_at[v->slot] - q->ends_at[end - 1]
                                : q->starts_at[slot] - q->ends_at[v->slot + v->length - 1];
            if (q->minutes[pair] && gap < q->minutes[pair]) return DAY_FULL;
            bool is_new = true;
            for (i32 i = 0; i < others; i++) is_new &= seen[i] != there;
            if (is_new) seen[others++] = there;
        }
        slot = end;
    }
    return others + 1 > q->max_sites[v->cdo] ? DAY_FULL : OPEN;
}

static Block caps(const Plan *p, const Visit *v) {
    const Question *q = p->q;
    i32 week = q->week[v->day], span = q->average_weeks[v->cdo];
    const i32 *weekly = p->load_week + v->cdo * q->weeks;
    if (v->length > q->day_cap[v->cdo] || v->length > q->week_cap[v->cdo]) return NEVER;
    if (p->load_day[v->cdo * q->days + v->day] + v->length > q->day_cap[v->cdo]) return DAY_FULL;
    if (weekly[week] + v->length > q->week_cap[v->cdo]) return WEEK_FULL;
    if (p->load[v->cdo] + v->length > q->period_cap[v->cdo]) return PERIOD_FULL;
    if (!span) return OPEN;
    for (i32 first = week - span + 1; first <= week; first++) {
        if (first < 0 || first + span > q->weeks) continue;
        i32 sum = v->length;
        for (i32 w = first; w < first + span; w++) sum += weekly[w];
        if (sum > q->average_slots[v->cdo]) return WEEK_FULL;
    }
    return OPEN;
}

static bool may_meet(const Plan *p, const Visit *v) {
    const Question *q = p->q;
    i32 member = q->member[v->demand];
    const i32 *of_member = p->visits_of_member + v->cdo * q->members;
    if (of_member[member]) return true;
    if (p->member_count[v->cdo] >= q->max_members[v->cdo]) return false;
    for (i32 i = q->foe_first[member]; i < q->foe_first[member + 1]; i++)
        if (of_member[q->foe[i]]) return false;
    return true;
}

Block plan_block(const Plan *p, const Visit *v) {
    const Question *q = p->q;
    i64 at = at_day(p, v->demand, v->day);
    if (p->served[v->demand] + v->length > q->requested[v->demand]) return SERVED;
    if (p->cell[at].cdo != NONE) return WINDOW_FULL;
    i32 window = q->window_of[at];
    if (p->window_count[q->window_first[v->demand] + window] >= q->per_window[v->demand])
        return WINDOW_FULL;
    bool is_open_day = v->day >= q->frozen_days;
    if (is_open_day && !p->open_count[v->demand * q->cdos + v->cdo]
        && p->open_cdos[v->demand] >= q->max_cdos[v->demand]) return NEVER;
    const int16_t *who = p->who + at_slot(p, v->cdo, v->day, v->slot);
    Block found = OPEN;
    for (i32 i = 0; i < v->length; i++) {
        if (who[i] == -2) return NEVER;
        if (who[i] >= 0) found = BUSY;
    }
    if (!may_meet(p, v)) return NEVER;
    if (found != OPEN) return found;
    found = caps(p, v);
    return found != OPEN ? found : day_rules(p, v);
}
