/* Visits come and go: counters, cost, and the steps to undo. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

static void *zeros(size_t count, size_t size) { return calloc(count ? count : 1, size); }

bool plan_make(Plan *plan, const Question *ask) {
    size_t demands = ask->demands, cdos = ask->cdos, days = ask->days;
    size_t windows = ask->window_first[demands];
    memset(plan, 0, sizeof *plan);
    plan->ask = ask;
    plan->words = (int32_t)((days + WORD - 1) / WORD);
    plan->step_room = 1024;
    bool is_made = (plan->visits = zeros(demands * days, sizeof(Visit)))
        && (plan->visit_days = zeros(demands * plan->words, sizeof(uint64_t)))
        && (plan->served = zeros(demands, sizeof(int32_t)))
        && (plan->count = zeros(demands, sizeof(int32_t)))
        && (plan->kept = zeros(demands, sizeof(int32_t)))
        && (plan->cdo_count = zeros(demands, sizeof(int32_t)))
        && (plan->open_cdo_count = zeros(demands, sizeof(int32_t)))
        && (plan->pair = zeros(demands * cdos, sizeof(uint16_t)))
        && (plan->open_pair = zeros(demands * cdos, sizeof(uint16_t)))
        && (plan->in_window = zeros(windows, sizeof(uint16_t)))
        && (plan->at_position = zeros(demands * WEEKDAYS * ask->slots, sizeof(uint16_t)))
        && (plan->load = zeros(cdos, sizeof(int32_t)))
        && (plan->member_count = zeros(cdos, sizeof(int32_t)))
        && (plan->week_load = zeros(cdos * ask->weeks, sizeof(int32_t)))
        && (plan->day_load = zeros(cdos * days, sizeof(uint8_t)))
        && (plan->free = zeros(cdos * days, sizeof(uint32_t)))
        && (plan->on_road = zeros(cdos * days, sizeof(uint32_t)))
        && (plan->free_days = zeros(cdos * plan->words, sizeof(uint64_t)))
        && (plan->owner = zeros(cdos * days * ask->slots, sizeof(int16_t)))
        && (plan->member_visits = zeros(cdos * ask->members, sizeof(uint16_t)))
        && (plan->steps = zeros(plan->step_room, sizeof(Step)))
        && (plan->is_touched = zeros(demands, sizeof(uint8_t)))
        && (plan->touched = zeros(demands, sizeof(int32_t)));
    if (is_made) plan_clear(plan);
    return is_made;
}

void plan_free(Plan *plan) {
    void *parts[] = {plan->visits, plan->visit_days, plan->served, plan->count, plan->kept,
        plan->cdo_count, plan->open_cdo_count, plan->pair, plan->open_pair, plan->in_window,
        plan->at_position, plan->load, plan->member_count, plan->week_load, plan->day_load,
        plan->free, plan->on_road, plan->free_days, plan->owner, plan->member_visits, plan->steps,
        plan->is_touched, plan->touched};
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++) free(parts[n]);
    memset(plan, 0, sizeof *plan);
}

/* Sets the cost of the empty plan, and the free time of everybody. */
static void start_empty(Plan *plan) {
    const Question *ask = plan->ask;
    int64_t target_slots = 0;
    plan->missing = ask->published_first[ask->demands];
    plan->points = ask->constant + ask->change * plan->missing;
    for (int d = 0; d < ask->demands; d++) plan->points += shortage(ask, d, 0);
    for (int c = 0; c < ask->cdos; c++) target_slots += ask->target[c] > 0 ? ask->target[c] : 0;
    plan->points += ask->balance * target_slots;
    for (int place = 0; place < ask->cdos * ask->days; place++) {
        int cdo = place / (int)ask->days, day = place % (int)ask->days;
        plan->free[place] = ask->available[place];
        if (ask->available[place])
            plan->free_days[cdo * plan->words + day / WORD] |= 1ULL << day % WORD;
    }
}

void plan_clear(Plan *plan) {
    const Question *ask = plan->ask;
    for (int d = 0; d < ask->demands; d++)
        for (int day = 0; plan->count[d] && day < ask->days; day++)
            if (has_visit(plan, d, day)) plan_remove(plan, d, day);
    plan_forget_steps(plan);
    start_empty(plan);
}

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
    if (plan->pair[pair] == (sign > 0)) plan->cdo_count[demand] += sign;
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
