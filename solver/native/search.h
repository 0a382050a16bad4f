/* Trials around one plan: take away, serve anew, keep what costs little more as it cools down. */
#ifndef CDO_SHARE_SEARCH_H
#define CDO_SHARE_SEARCH_H

#include "recreate.h"

typedef struct {
    Plan plan;
    Desk desk;
    Ruin ruin;
    int64_t best_points;
    Visit *best;             /* Demand x day: the best plan of this run. */
    int64_t trials;
} Search;

/* How long to try and how hot: `heat` points more are accepted with a chance of 1/e. */
enum { LEVELS = 8 };

/* By the clock it cools down in so many levels, and notes in `marks` how many trials had been made
 * when each but the first began. A run that repeats one (`most` is not 0) reads these marks. */
typedef struct {
    double seconds;          /* Wall time, or 0 for no limit. */
    int64_t trials;          /* Or 0 for no limit. */
    int64_t most;            /* How many trials the run made that is repeated, or 0. */
    int64_t marks[LEVELS - 1];
    double first_heat, last_heat;
    const volatile int32_t *stop; /* Not 0: stop at once. */
    int64_t points, best_points, made; /* What comes out. */
} Pace;

#endif
