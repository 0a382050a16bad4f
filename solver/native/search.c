/* The loop of trials, and what Python calls. */
#if !defined(_WIN32)
#define _POSIX_C_SOURCE 199309L
#endif
#include "search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export.h"

enum { TRIALS_PER_LOOK = 32 };  /* Between two looks at clock and stop flag. */

static double now(void) {
    struct timespec time;
    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

EXPORT void search_free(Search *search) {
    if (!search) return;
    ruin_free(&search->ruin);
    desk_free(&search->desk);
    plan_free(&search->plan);
    free(search->best);
    free(search);
}

EXPORT Search *search_make(const Question *ask, uint64_t seed) {
    Search *search = calloc(1, sizeof *search);
    if (!search) return NULL;
    bool is_made = plan_make(&search->plan, ask)
        && desk_make(&search->desk, &search->plan, seed)
        && ruin_make(&search->ruin, &search->desk)
        && (search->best = calloc(ask->demands * ask->days + 1, sizeof(Visit)));
    if (is_made) return search;
    search_free(search);
    return NULL;
}

/* Notes that the plan of now is the best; only what was touched since has to be copied. */
static void keep_best(Search *search) {
    Plan *plan = &search->plan;
    size_t days = plan->ask->days;
    for (int n = 0; n < plan->touched_count; n++) {
        size_t row = plan->touched[n] * days;
        memcpy(search->best + row, plan->visits + row, days * sizeof(Visit));
    }
    plan_clear_touched(plan);
    search->best_points = plan->points;
}

/* Keeps a trial if it costs little enough more, else takes it back. */
static void judge(Search *search) {
    Plan *plan = &search->plan;
    if ((double)plan->points > search->ruin.limit) plan_undo(plan, 0);
    else if (plan->points < search->best_points) keep_best(search);
}

static void try_once(Search *search, double heat) {
    Plan *plan = &search->plan;
    double chance = random_share(&search->desk.random) + 1e-300;
    search->ruin.limit = (double)plan->points - heat * log(chance);
    plan_forget_steps(plan);
    ruin_some(&search->ruin);
    if (search->ruin.touched.count) {
        recreate(&search->ruin);
        judge(search);
    }
    touched_clear(&search->ruin.touched);
}

/* How much of the run has passed, 1 or more when it is over. */
static double share_passed(const Pace *pace, double began) {
    double by_time = pace->seconds > 0 ? (now() - began) / pace->seconds : 0;
    double by_trials = pace->trials > 0 ? (double)pace->made / (double)pace->trials : 0;
    return by_time > by_trials ? by_time : by_trials;
}

/* The level of a run by the clock: where it is now, or where the run that it repeats was. */
static int level_of(Pace *pace, double share, int level) {
    if (pace->most) {
        while (level < LEVELS - 1 && pace->made >= pace->marks[level]) level++;
        return level;
    }
    while (level < LEVELS - 1 && share * LEVELS >= level + 1) pace->marks[level++] = pace->made;
    return level;
}

/* How far a run has cooled down: step by step where the clock decides, so that it can be
 * repeated trial by trial. */
static double share_cooled(Pace *pace, double share, int *level) {
    if (pace->trials > 0) return share;
    *level = level_of(pace, share, *level);
    return (*level + 0.5) / LEVELS;
}

static bool is_over(const Pace *pace, double share) {
    return pace->most ? pace->made >= pace->most : share >= 1;
}

EXPORT int search_run(Search *search, Pace *pace) {
    double began = now(), share = 0;
    int level = 0;
    pace->made = 0;
    search->best_points = search->plan.points;
    memcpy(search->best, search->plan.visits,
           search->plan.ask->demands * search->plan.ask->days * sizeof(Visit));
    plan_clear_touched(&search->plan);
    while (!is_over(pace, share) && !(pace->stop && *pace->stop) && !search->plan.is_broken) {
        double cooled = share_cooled(pace, share, &level);
        double heat = pace->first_heat * pow(pace->last_heat / pace->first_heat, cooled);
        for (int n = 0; n < TRIALS_PER_LOOK; n++) try_once(search, heat);
        pace->made += TRIALS_PER_LOOK;
        share = share_passed(pace, began);
    }
    search->trials += pace->made;
    pace->points = search->plan.points;
    pace->best_points = search->best_points;
    return !search->plan.is_broken;
}

/* Serves every open demand from the plan as it is, without taking anything away. */
EXPORT int64_t search_fill(Search *search) {
    Ruin *ruin = &search->ruin;
    for (int d = 0; d < search->plan.ask->demands; d++)
        if (search->desk.is_open_demand[d]) touch(&ruin->touched, d);
    ruin->limit = INFINITY;
    serve_all(ruin);
    touched_clear(&ruin->touched);
    plan_forget_steps(&search->plan);
    return search->plan.points;
}

/* Serves one demand by the open CDOs, up to so many slots more; gives the slots added. */
EXPORT int32_t search_serve(Search *search, int32_t demand, int32_t slots) {
    int32_t added = 0, more = 1;
    while (added < slots && more) {
        more = serve(&search->desk, demand, slots - added);
        added += more;
    }
    plan_forget_steps(&search->plan);
    return added;
}
