/* Visits come and go: counters, cost, and the steps to undo. */
#include "plan.h"

#include <stdlib.h>

/* The visits of a demand on its `per_window` most frequent positions, if it wishes a rhythm. */
static int count_kept(const Plan *plan, int demand) {
    const Question *ask = plan->ask;
    int positions = WEEKDAYS * (int)ask->slots, most = ask->per_window[demand], kept = 0;
    const uint16_t *times = plan->at_position + (size_t)demand * positions;
    uint16_t best[WEEKDAYS * MOST_SLOTS];
    int found = 0;
    for (int p = 0; p < positions; p++) {
        if (!times[p]) continue;
        int place = found < most ? found++ : most;
        if (place == most && times[p] <= best[--place]) continue;
        for (; place > 0 && best[place - 1] < times[p]; place--) best[place] = best[place - 1];
        best[place] = times[p];
    }
    for (int place = 0; place < found; place++) kept += best[place];
    return kept;
}

/* The same after the visits of one position have become one more or one less. */
static int recount_kept(const Plan *plan, int demand, int times, int sign) {
    int kept = plan->kept[demand];
    if (plan->ask->per_window[demand] > 1) return count_kept(plan, demand);
    if (sign > 0) return times > kept ? times : kept;
    return times + 1 < kept ? kept : count_kept(plan, demand);
}

int64_t plan_fee(const Question *ask, int demand, int cdos, bool has_known) {
    int64_t points = cdos > 1 ? ask->extra_cdo * (cdos - 1) : 0;
    return ask->previous[demand] < 0 ? points : points + ask->new_cdo * (cdos - has_known);
}

bool plan_is_published(const Question *ask, int demand, int day, Visit visit) {
    for (int p = ask->published_first[demand]; p < ask->published_first[demand + 1]; p++)
        if (ask->published_day[p] == day && ask->published_cdo[p] == visit.cdo
            && ask->published_slot[p] == visit.slot && ask->published_length[p] == visit.length)
            return true;
    return false;
}

static int64_t fee_of(const Plan *plan, int demand) {
    int known = plan->ask->previous[demand];
    bool has_known = known >= 0 && plan->pair[demand * plan->ask->cdos + known];
    return plan_fee(plan->ask, demand, plan->cdo_count[demand], has_known);
}

/* Puts a demand on the list of a CDO, or takes it off. */
static void count_client(Plan *plan, int demand, int cdo, bool is_new) {
    int16_t *clients = plan->clients + plan->ask->able_first[cdo];
    int32_t *count = plan->client_count + cdo, n = 0;
    if (is_new) {
        clients[(*count)++] = (int16_t)demand;
        return;
    }
    while (clients[n] != demand) n++;
    clients[n] = clients[--*count];
}

/* Counts a visit for its demand, or counts it off; gives the change of what the demand pays. */
static int64_t count_demand(Plan *plan, int demand, int day, Visit visit, int sign) {
    const Question *ask = plan->ask;
    size_t pair = demand * ask->cdos + visit.cdo;
    size_t position = ask->weekday[day] * ask->slots + visit.slot;
    int served = plan->served[demand];
    int64_t points = shortage(ask, demand, served + sign * visit.length)
        - shortage(ask, demand, served) - fee_of(plan, demand);
    plan->served[demand] += sign * visit.length;
    plan->count[demand] += sign;
    plan->in_window[ask->window_first[demand] + ask->window[demand * ask->days + day]] += sign;
    plan->pair[pair] += sign;
    if (plan->pair[pair] == (sign > 0)) {
        plan->cdo_count[demand] += sign;
        count_client(plan, demand, visit.cdo, sign > 0);
    }
    if (day >= ask->frozen_days) {
        plan->open_pair[pair] += sign;
        if (plan->open_pair[pair] == (sign > 0)) plan->open_cdo_count[demand] += sign;
    }
    points += fee_of(plan, demand);
    uint16_t *times = plan->at_position + demand * WEEKDAYS * ask->slots + position;
    *times += sign;
    if (ask->rhythm[demand]) {
        int kept = recount_kept(plan, demand, *times, sign);
        points += ask->off_rhythm * (sign - (kept - plan->kept[demand]));
        plan->kept[demand] = kept;
    }
    if (ask->unwished[demand * WEEKDAYS + ask->weekday[day]] >> visit.slot & 1)
        points += sign * ask->non_preferred;
    if (plan_is_published(ask, demand, day, visit)) {
        plan->missing -= sign;
        points -= sign * ask->change;
    }
    return points;
}

/* Counts a visit for its CDO, or counts it off; gives the change of the points of balance. */
static int64_t count_cdo(Plan *plan, int demand, int day, Visit visit, int sign) {
    const Question *ask = plan->ask;
    int cdo = visit.cdo, target = ask->target[cdo];
    size_t member = cdo * ask->members + ask->member[demand];
    int before = abs(plan->load[cdo] - target);
    plan->load[cdo] += sign * visit.length;
    plan->week_load[cdo * ask->weeks + ask->week[day]] += sign * visit.length;
    plan->day_load[cdo * ask->days + day] += sign * visit.length;
    plan->member_visits[member] += sign;
    if (plan->member_visits[member] == (sign > 0)) plan->member_count[cdo] += sign;
    return target < 0 ? 0 : ask->balance * (abs(plan->load[cdo] - target) - before);
}

void plan_count_room(Plan *plan, int cdo, int week, int slots) {
    size_t place = cdo * plan->ask->weeks + week;
    int left = plan->ask->week_cap[cdo] - plan->week_load[place];
    int free = plan->week_free[place] += slots, room = left < free ? left : free;
    if (room < 0) room = 0;
    plan->room[cdo] += room - plan->week_room[place];
    plan->week_room[place] = room;
}

/* Marks the slots of a visit as taken, or as free again. */
static void mark_slots(Plan *plan, int demand, int day, Visit visit, bool is_taken) {
    const Question *ask = plan->ask;
    size_t place = visit.cdo * ask->days + day;
    uint32_t bits = slot_bits(visit.slot, visit.length);
    uint64_t *days = plan->free_days + visit.cdo * plan->words + day / WORD;
    plan->free[place] ^= bits;
    if (ask->place[demand] >= 0) plan->on_road[place] ^= bits;
    if (plan->free[place]) *days |= 1ULL << day % WORD;
    else *days &= ~(1ULL << day % WORD);
    for (int slot = visit.slot; is_taken && slot < visit.slot + visit.length; slot++)
        plan->owner[place * ask->slots + slot] = (int16_t)demand;
}

static void note_step(Plan *plan, int demand, int day, Visit visit, bool is_added) {
    if (!plan->is_touched[demand]) {
        plan->is_touched[demand] = 1;
        plan->touched[plan->touched_count++] = demand;
    }
    if (plan->step_count == plan->step_room) {
        Step *more = realloc(plan->steps, 2 * plan->step_room * sizeof *more);
        if (!more) {
            plan->is_broken = true;
            return;
        }
        plan->steps = more;
        plan->step_room *= 2;
    }
    plan->steps[plan->step_count++] = (Step){demand, (int16_t)day, is_added, visit};
}

static int64_t road_points(const Plan *plan, int demand, int day, Visit visit) {
    bool is_in_time;
    int place = plan->ask->place[demand];
    return place < 0 ? 0 : plan->ask->km * plan_detour(plan, place, day, visit, &is_in_time);
}

void plan_add(Plan *plan, int demand, int day, Visit visit) {
    plan->points += road_points(plan, demand, day, visit);
    plan->points += count_demand(plan, demand, day, visit, 1);
    plan->points += count_cdo(plan, demand, day, visit, 1);
    mark_slots(plan, demand, day, visit, true);
    plan_count_room(plan, visit.cdo, plan->ask->week[day], -visit.length);
    plan->visits[demand * plan->ask->days + day] = visit;
    plan->visit_days[demand * plan->words + day / WORD] |= 1ULL << day % WORD;
    note_step(plan, demand, day, visit, true);
}

void plan_remove(Plan *plan, int demand, int day) {
    Visit *here = plan->visits + demand * plan->ask->days + day, visit = *here;
    *here = (Visit){0};
    plan->visit_days[demand * plan->words + day / WORD] &= ~(1ULL << day % WORD);
    mark_slots(plan, demand, day, visit, false);
    plan->points += count_demand(plan, demand, day, visit, -1);
    plan->points += count_cdo(plan, demand, day, visit, -1);
    plan_count_room(plan, visit.cdo, plan->ask->week[day], visit.length);
    plan->points -= road_points(plan, demand, day, visit);
    note_step(plan, demand, day, visit, false);
}

void plan_forget_steps(Plan *plan) { plan->step_count = 0; }

void plan_undo(Plan *plan, size_t down_to) {
    while (plan->step_count > down_to && !plan->is_broken) {
        Step step = plan->steps[plan->step_count - 1];
        if (step.is_added) plan_remove(plan, step.demand, step.day);
        else plan_add(plan, step.demand, step.day, step.visit);
        plan->step_count -= 2;  /* The step itself, and the one that took it back. */
    }
}

void plan_clear_touched(Plan *plan) {
    for (int n = 0; n < plan->touched_count; n++) plan->is_touched[plan->touched[n]] = 0;
    plan->touched_count = 0;
}
