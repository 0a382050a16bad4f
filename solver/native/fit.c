/* The rules between visits: whether one more visit fits, and the way that it adds. */
#include "plan.h"

/* The place of the visit over a slot. */
static int place_at(const Plan *plan, int cdo, int day, int slot) {
    const Question *ask = plan->ask;
    return ask->place[plan->owner[(cdo * ask->days + day) * ask->slots + slot]];
}

static int last_bit(uint32_t bits) { return 31 - __builtin_clz(bits); }

int plan_detour(const Plan *plan, int place, int day, Visit visit, bool *is_in_time) {
    const Question *ask = plan->ask;
    const int32_t *from = ask->road_km + place * ask->places, *gap = ask->gap_minutes;
    uint32_t road = plan->on_road[visit.cdo * ask->days + day];
    int base = ask->base[visit.cdo], end = visit.slot + visit.length;
    *is_in_time = true;
    if (!road) return 2 * from[base];
    uint32_t before = road & (slot_bits(0, visit.slot)), after = road & ~slot_bits(0, end);
    int last = base, next = base;
    gap += place * ask->places;
    if (before) {
        int slot = last_bit(before);
        last = place_at(plan, visit.cdo, day, slot);
        if (gap[last] && ask->starts[visit.slot] - ask->ends[slot] < gap[last]) *is_in_time = false;
    }
    if (after) {
        int slot = __builtin_ctz(after);
        next = place_at(plan, visit.cdo, day, slot);
        if (gap[next] && ask->starts[slot] - ask->ends[end - 1] < gap[next]) *is_in_time = false;
    }
    return from[last] + from[next] - ask->road_km[last * ask->places + next];
}

bool plan_has_place_room(const Plan *plan, int place, int cdo, int day) {
    const Question *ask = plan->ask;
    uint32_t road = plan->on_road[cdo * ask->days + day];
    int places[MOST_SLOTS], found = 0;
    for (; road; road &= road - 1) {
        int here = place_at(plan, cdo, day, __builtin_ctz(road)), n = 0;
        if (here == place) return true;
        while (n < found && places[n] != here) n++;
        if (n == found) places[found++] = here;
    }
    return found < ask->max_sites[cdo];
}

static bool has_foe(const Plan *plan, int demand, int cdo) {
    const Question *ask = plan->ask;
    const uint16_t *visits = plan->member_visits + cdo * ask->members;
    int member = ask->member[demand];
    for (int n = ask->foe_first[member]; n < ask->foe_first[member + 1]; n++)
        if (visits[ask->foe[n]]) return true;
    return false;
}

/* H11 and H12: the members of a CDO. */
static bool is_member_welcome(const Plan *plan, int demand, int cdo) {
    const Question *ask = plan->ask;
    bool is_known = plan->member_visits[cdo * ask->members + ask->member[demand]] > 0;
    if (!is_known && plan->member_count[cdo] >= ask->max_members[cdo]) return false;
    return !has_foe(plan, demand, cdo);
}

bool plan_is_open_to(const Plan *plan, int demand, int cdo) {
    const Question *ask = plan->ask;
    if (!plan->open_pair[demand * ask->cdos + cdo]
        && plan->open_cdo_count[demand] >= ask->max_cdos[demand]) return false;
    return is_member_welcome(plan, demand, cdo);
}

bool plan_has_week_room(const Plan *plan, int cdo, int week, int length) {
    const Question *ask = plan->ask;
    return has_week_room(ask, cdo, plan->week_load + cdo * ask->weeks, week, length);
}

bool has_week_room(const Question *ask, int cdo, const int32_t *load, int week, int length) {
    int span = ask->average_weeks[cdo];
    if (load[week] + length > ask->week_cap[cdo]) return false;
    if (!span) return true;
    for (int first = week - span + 1 > 0 ? week - span + 1 : 0;
         first <= week && first + span <= ask->weeks; first++) {
        int slots = length;
        for (int w = first; w < first + span; w++) slots += load[w];
        if (slots > ask->average_slots[cdo]) return false;
    }
    return true;
}

/* H5: the caps of the period, the day, the week and the rolling average. */
static bool has_room(const Plan *plan, int day, Visit visit) {
    const Question *ask = plan->ask;
    int cdo = visit.cdo;
    return plan->load[cdo] + visit.length <= ask->period_cap[cdo]
        && plan->day_load[cdo * ask->days + day] + visit.length <= ask->day_cap[cdo]
        && plan_has_week_room(plan, cdo, ask->week[day], visit.length);
}

/* H1 and H6: the demand wants one more visit on that day. */
static bool is_wanted(const Plan *plan, int demand, int day, int length) {
    const Question *ask = plan->ask;
    int window = ask->window[demand * ask->days + day];
    return window >= 0 && !has_visit(plan, demand, day)
        && plan->served[demand] + length <= ask->requested[demand]
        && plan->in_window[ask->window_first[demand] + window] < ask->per_window[demand];
}

bool plan_fits(const Plan *plan, int demand, int day, Visit visit) {
    const Question *ask = plan->ask;
    uint32_t bits = slot_bits(visit.slot, visit.length);
    int cdo = visit.cdo, place = ask->place[demand];
    bool is_open = day < ask->frozen_days ? is_member_welcome(plan, demand, cdo)
                                          : plan_is_open_to(plan, demand, cdo);
    if ((plan->free[cdo * ask->days + day] & bits) != bits || !is_open) return false;
    if (!is_wanted(plan, demand, day, visit.length) || !has_room(plan, day, visit)) return false;
    if (place < 0) return true;
    bool is_in_time;
    plan_detour(plan, place, day, visit, &is_in_time);
    return is_in_time && plan_has_place_room(plan, place, cdo, day);
}
