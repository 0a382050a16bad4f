/* Simulated annealing in one thread: moves are kept by Metropolis' rule, cooled over the time. */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "search.h"

/* Moves between two looks at the clock, and between two copies when they are counted; the mix. */
enum { ROUND = 128, KEEP_MOVES = 64 * ROUND, MIX = 1024 };
static const double REPORT_SECONDS = 0.1, KEEP_SECONDS = 0.02;

typedef void (*Tell)(double seconds, i64 cost);

typedef struct {
    double seconds, spent, hot, cold; /* temperatures in points; `spent` before the call */
    i64 moves;                        /* 0: by the clock, else exactly so many */
    i64 seed;
    i64 coolings;                     /* one after the other, each hot again from what it has */
    double share[MOVES];              /* how often each kind of move is tried, summing to 1 */
} Settings;

typedef struct {
    i64 cost, visits, moves;
    double seconds, start_seconds;
    i64 tried[MOVES], taken[MOVES];
} Outcome;

typedef struct {
    Search search;
    const Settings *settings;
    Tell tell;
    double begin, told_at, kept_at;
    i64 moves, best, told;
    Cell *best_cells;
    uint8_t mix[MIX];
} Run;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool search_open(Search *s, const Question *q, uint64_t seed) {
    s->random = seed * 0xD1342543DE82EF95ULL + 1;
    s->pushed_count = 0;
    s->cell_count = 0;
    memset(s->tried, 0, sizeof s->tried);
    memset(s->taken, 0, sizeof s->taken);
    i64 cells = q->cdos * q->days * q->slots;
    s->cell_cdo = malloc((size_t)(3 * cells + 3) * sizeof(i32));
    if (!s->cell_cdo) return false;
    s->cell_day = s->cell_cdo + cells;
    s->cell_slot = s->cell_day + cells;
    for (i64 at = 0; at < cells; at++) {
        i32 day = (i32)(at / q->slots % q->days);
        if (!q->available[at] || day < q->frozen_days) continue;
        s->cell_cdo[s->cell_count] = (i32)(at / q->slots / q->days);
        s->cell_day[s->cell_count] = day;
        s->cell_slot[s->cell_count++] = (i32)(at % q->slots);
    }
    return plan_open(&s->plan, q);
}

void search_close(Search *s) {
    plan_close(&s->plan);
    free(s->cell_cdo);
}

static void keep_best(Run *run) {
    const Plan *p = &run->search.plan;
    if (p->cost >= run->best) return;
    run->best = p->cost;
    memcpy(run->best_cells, p->cell, (size_t)(p->q->demands * p->q->days) * sizeof(Cell));
}

static void tell_best(Run *run, double seconds) {
    if (run->best >= run->told) return;
    run->told = run->best;
    if (run->tell) run->tell(seconds, run->best);
}

static void try_move(Run *run, double temperature) {
    Search *s = &run->search;
    Plan *p = &s->plan;
    i64 before = p->cost;
    uint64_t luck = draw(s);
    i32 move = run->mix[luck % MIX];
    double chance = (double)((luck >> 11) + 1) * 0x1.0p-53;
    s->tried[move]++;
    s->most = before + (i64)(-temperature * log(chance));
    i32 lost = p->lost_by_choice;
    bool is_done = make_move(s, move);
    bool is_bound = p->q->max_changes != NONE && p->lost_by_choice > lost
        && p->lost_by_choice > p->q->max_changes;
    if (!is_done || is_bound || p->cost > s->most) plan_undo(p, 0, before);
    else s->taken[move]++;
    p->step_count = 0;
}

/* The share of the run that is over, by the clock or by the count; looks after the best plan. */
static double look(Run *run) {
    const Settings *settings = run->settings;
    double seconds = now() - run->begin + settings->spent;
    bool is_due = settings->moves ? run->moves % KEEP_MOVES == 0
                                  : run->kept_at + KEEP_SECONDS < seconds;
    if (is_due) {
        keep_best(run);
        run->kept_at = seconds;
    }
    if (run->told_at + REPORT_SECONDS < seconds) {
        tell_best(run, seconds);
        run->told_at = seconds;
    }
    if (settings->moves) return (double)run->moves / (double)settings->moves;
    return seconds / settings->seconds;
}

static void cool(Run *run) {
    double hot = run->settings->hot, fall = log(run->settings->cold / hot), share;
    while ((share = look(run)) < 1.0) {
        double part = share * (double)run->settings->coolings;
        double temperature = hot * exp(fall * (part - floor(part)));
        for (i32 i = 0; i < ROUND; i++) try_move(run, temperature);
        run->moves += ROUND;
    }
    keep_best(run);
    tell_best(run, now() - run->begin + run->settings->spent);
}

static void set_mix(Run *run) {
    double sum = 0;
    i32 at = 0;
    for (i32 move = 0; move < MOVES; move++) {
        sum += run->settings->share[move];
        while (at < MIX && at < sum * MIX) run->mix[at++] = (uint8_t)move;
    }
    while (at < MIX) run->mix[at++] = SHIFT;
}

static void write_outcome(const Run *run, Outcome *outcome, i32 *rows) {
    const Question *q = run->search.plan.q;
    outcome->cost = run->best;
    outcome->moves = run->moves;
    outcome->seconds = now() - run->begin;
    memcpy(outcome->tried, run->search.tried, sizeof outcome->tried);
    memcpy(outcome->taken, run->search.taken, sizeof outcome->taken);
    outcome->visits = 0;
    for (i64 at = 0; at < q->demands * q->days; at++) {
        Cell cell = run->best_cells[at];
        if (cell.cdo == NONE) continue;
        i32 *row = rows + 5 * outcome->visits++;
        row[0] = (i32)(at / q->days);
        row[1] = cell.cdo;
        row[2] = (i32)(at % q->days);
        row[3] = cell.slot;
        row[4] = cell.length;
    }
}

/* Rows: demand, cdo, day, slot, length, room for one per demand and day. 0: a plan was found;
 * 1: what must be in the plan does not go together; 2: no memory. */
int anneal(const Question *q, const Settings *settings, Tell tell, Outcome *outcome, i32 *rows) {
    Run *run = calloc(1, sizeof *run);
    if (!run) return 2;
    run->settings = settings;
    run->tell = tell;
    run->begin = now();
    run->best = run->told = INT64_MAX;
    run->best_cells = malloc((size_t)(q->demands * q->days + 1) * sizeof(Cell));
    int status = 2;
    if (run->best_cells && search_open(&run->search, q, (uint64_t)settings->seed)) {
        set_mix(run);
        status = start_plan(&run->search) ? 0 : 1;
        outcome->start_seconds = now() - run->begin + settings->spent;
        keep_best(run);
        tell_best(run, outcome->start_seconds);
        if (status == 0) cool(run);
        write_outcome(run, outcome, rows);
    }
    search_close(&run->search);
    free(run->best_cells);
    free(run);
    return status;
}
