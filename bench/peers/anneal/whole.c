/* All visits of a demand at once: taken away, and seated on one weekday and slot. */
#include "search.h"

/* Takes away the demand's visits of open days, of one CDO or of all (NONE); gives their number. */
i32 remove_all(Search *s, i32 demand, i32 cdo) {
    Plan *p = &s->plan;
    i32 removed = 0, left = p->visits[demand];
    for (i32 day = (i32)p->q->frozen_days; day < p->q->days && left > 0; day++) {
        Cell cell = p->cell[at_day(p, demand, day)];
        if (cell.cdo == NONE) continue;
        left--;
        if ((cdo != NONE && cell.cdo != cdo) || p->is_fixed[at_day(p, demand, day)]) continue;
        plan_remove(p, demand, day);
        removed++;
    }
    return removed;
}

static bool is_free(const Plan *p, i32 cdo, i32 day, i32 slot, i32 length) {
    const int16_t *who = p->who + at_slot(p, cdo, day, slot);
    for (i32 i = 0; i < length; i++)
        if (who[i] != NONE) return false;
    return true;
}

/* Counts for each position the windows where it is free. */
static void count_free(const Plan *p, i32 demand, i32 cdo, i32 entry, i32 *free_windows) {
    const Question *q = p->q;
    i32 seen[WEEKDAYS * 32];
    for (i32 at = 0; at < WEEKDAYS * q->slots; at++) free_windows[at] = 0, seen[at] = NONE;
    for (i32 w = q->window_first[demand]; w < q->window_first[demand + 1]; w++)
        for (i32 day = q->window_from[w]; day < q->window_to[w]; day++)
            for (uint32_t bits = open_slots(q, entry, day); bits; bits &= bits - 1) {
                i32 slot = __builtin_ctz(bits), at = q->weekday[day] * (i32)q->slots + slot;
                if (seen[at] == w || !is_free(p, cdo, day, slot, q->length[entry])) continue;
                seen[at] = w;
                free_windows[at]++;
            }
}

/* The weekday and slot where the CDO is free in most windows, with some luck. */
i32 good_position(Search *s, i32 demand, i32 cdo) {
    const Question *q = s->plan.q;
    i32 free_windows[WEEKDAYS * 32], best = NONE, most = NONE, luck = below(s, 4);
    count_free(&s->plan, demand, cdo, draw_entry(s, demand), free_windows);
    for (i32 at = 0; at < WEEKDAYS * q->slots; at++) {
        if (!free_windows[at]) continue;
        i32 weekday = at / (i32)q->slots, slot = at % (i32)q->slots;
        i32 is_preferred = q->preferred[demand * WEEKDAYS + weekday] >> slot & 1;
        i32 worth = 8 * free_windows[at] + 3 * is_preferred + below(s, 1 << (luck + 2));
        if (worth > most) { most = worth; best = at; }
    }
    return best;
}

typedef struct { i32 demand, cdo, position, goal, pushes; bool is_over; } Task;

/* Tries one start; tells whether a visit was added. */
static bool try_start(Search *s, Task *t, i32 day, i32 slot, i32 length, i32 pushes) {
    Visit v = {t->demand, t->cdo, day, slot, length};
    if (!pushes && !is_free(&s->plan, t->cdo, day, slot, length)) return false;
    Block block = plan_block(&s->plan, &v);
    if (block == OPEN) {
        plan_add(&s->plan, &v);
        return true;
    }
    if (block == PERIOD_FULL && !pushes) t->is_over = true;
    if (block == NEVER || block == WINDOW_FULL || block == SERVED || !pushes) return false;
    i32 before = s->pushed_count;
    bool is_added = force(s, &v, pushes);
    t->pushes -= s->pushed_count - before;
    return is_added;
}

static bool has_room(const Search *s, const Task *t, i32 window) {
    const Plan *p = &s->plan;
    return p->window_count[window] < p->q->per_window[t->demand]
        && p->served[t->demand] < t->goal && s->plan.step_count < MOST_STEPS / 2;
}

/* Goes through the days of a window from a drawn one on; only the position, or any start. */
static void fill_window(Search *s, Task *t, i32 window, bool is_position_only) {
    const Question *q = s->plan.q;
    i32 from = q->window_from[window], to = q->window_to[window];
    i32 day = from < to ? from + below(s, to - from) : to;
    for (i32 left = to - from; left > 0 && !t->is_over; left--, day++) {
        if (day == to) day = from;
        if (!has_room(s, t, window)) return;
        if (is_position_only && q->weekday[day] != t->position / q->slots) continue;
        if (has_visit(&s->plan, t->demand, day)) continue;
        for (i32 entry = q->length_first[t->demand + 1]; entry-- > q->length_first[t->demand];) {
            uint32_t bits = open_slots(q, entry, day);
            if (is_position_only) bits &= 1u << (t->position % q->slots);
            bool is_added = false;
            for (; bits && !is_added && !t->is_over; bits &= bits - 1)
                is_added = try_start(s, t, day, __builtin_ctz(bits), q->length[entry],
                                     is_position_only && t->pushes > 0 ? 1 : 0);
            if (is_added) break;
        }
    }
}

/* Seats a demand with a CDO up to `goal` served slots: first on the position, then anywhere. */
void refill(Search *s, i32 demand, i32 cdo, i32 position, i32 goal, i32 pushes) {
    const Question *q = s->plan.q;
    Task task = {demand, cdo, position, goal, pushes, false};
    i32 first = q->window_first[demand], count = q->window_first[demand + 1] - first;
    for (i32 pass = position != NONE && q->rhythm[demand] ? 0 : 1; pass < 2; pass++) {
        i32 skip = count ? below(s, count) : 0;
        for (i32 i = 0; i < count && !task.is_over; i++)
            fill_window(s, &task, first + (i + skip) % count, pass == 0);
    }
}
