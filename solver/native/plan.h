/* A plan with its counters and its exact cost; visits come and go one by one, and can be undone.

   A demand has at most one visit a day (H6), so that demand and day name a visit. */
#ifndef CDO_SHARE_PLAN_H
#define CDO_SHARE_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "question.h"

/* The visit of a demand on a day; `length` 0 where there is none. */
typedef struct { int16_t cdo; uint8_t slot, length; } Visit;

/* One step that can be undone. */
typedef struct { int32_t demand; int16_t day; bool is_added; Visit visit; } Step;

typedef struct {
    const Question *ask;
    int64_t points;
    int32_t missing;         /* Published visits that are not in the plan. */
    int32_t words;           /* 64-bit words for one bit per day. */
    Visit *visits;           /* Demand x day. */
    uint64_t *visit_days;    /* Demand x word: days with a visit. */
    int32_t *served, *count, *kept; /* Per demand: slots, visits, visits in rhythm. */
    int32_t *cdo_count, *open_cdo_count; /* Per demand; open: from the first open day on. */
    uint16_t *pair, *open_pair;  /* Demand x CDO: visits. */
    uint16_t *in_window;     /* Per window of all demands: visits. */
    uint16_t *at_position;   /* Demand x weekday x slot: visits that begin there. */
    int32_t *load, *member_count; /* Per CDO: slots, members. */
    int32_t *week_load;      /* CDO x week: slots. */
    uint8_t *day_load;       /* CDO x day: slots. */
    uint32_t *free, *on_road; /* CDO x day: slots that are free; slots of on-site visits. */
    int32_t *week_free, *week_room; /* CDO x week: free slots; those that the cap leaves. */
    int32_t *room;           /* Per CDO: the sum of the rooms of its weeks. */
    int16_t *clients;        /* The demands that each CDO serves, where `able` has its own. */
    int32_t *client_count;
    uint64_t *free_days;     /* CDO x word: days with a free slot. */
    int16_t *owner;          /* CDO x day x slot: the demand served there; read where not free. */
    uint16_t *member_visits; /* CDO x member. */
    Step *steps;             /* What was done since `plan_forget_steps`. */
    size_t step_count, step_room;
    bool is_broken;          /* No memory for more steps: the plan is of no use any more. */
    uint8_t *is_touched;     /* Per demand: whether it changed since the list was cleared. */
    int32_t *touched;
    int32_t touched_count;
} Plan;

bool plan_make(Plan *plan, const Question *ask); /* An empty plan; false without memory. */
void plan_free(Plan *plan);
void plan_clear(Plan *plan); /* Takes every visit away, fixed ones too. */

/* The caller has asked `plan_fits` before, or knows that the visit fits. */
void plan_add(Plan *plan, int demand, int day, Visit visit);
void plan_remove(Plan *plan, int demand, int day);
/* Counts so many free slots more or less in a week, and what room its cap leaves. */
void plan_count_room(Plan *plan, int cdo, int week, int slots);
void plan_forget_steps(Plan *plan);
void plan_undo(Plan *plan, size_t down_to); /* Takes steps back until so many are left. */
void plan_clear_touched(Plan *plan);

/* Whether every rule between visits allows one more visit, possible by itself (H4-H8, H11-H13). */
bool plan_fits(const Plan *plan, int demand, int day, Visit visit);
/* The rules that do not depend on the time of the visit (H7, H11, H12), on an open day. */
bool plan_is_open_to(const Plan *plan, int demand, int cdo);
/* Whether the caps of the week and of the rolling average leave room for so many slots. */
bool plan_has_week_room(const Plan *plan, int cdo, int week, int length);
/* The same for other loads of the weeks than those of the plan. */
bool has_week_room(const Question *ask, int cdo, const int32_t *load, int week, int length);

/* Points for the CDOs of a demand, if it had so many and knew one of them or not. */
int64_t plan_fee(const Question *ask, int demand, int cdos, bool has_known);
/* Kilometres that a stop at a place adds to the tour of a day, and whether there is time for it. */
int plan_detour(const Plan *plan, int place, int day, Visit visit, bool *is_in_time);
/* Whether one more stop at a place keeps the number of places of the day (H13). */
bool plan_has_place_room(const Plan *plan, int place, int cdo, int day);
bool plan_is_published(const Question *ask, int demand, int day, Visit visit);

static inline uint32_t slot_bits(int slot, int length) {
    return (uint32_t)(((1ULL << length) - 1) << slot);
}

/* The starts from which so many slots are free. */
static inline uint32_t free_starts(uint32_t free, int length) {
    for (int done = 1; done < length;) {
        int step = length - done < done ? length - done : done;
        free &= free >> step;
        done += step;
    }
    return free;
}

static inline bool has_visit(const Plan *plan, int demand, int day) {
    return plan->visits[demand * plan->ask->days + day].length != 0;
}

static inline int64_t shortage(const Question *ask, int demand, int served) {
    return ask->curve[ask->curve_first[demand] + served];
}

static inline bool is_fixed(const Question *ask, int demand, int day) {
    return ask->fixed[demand * ask->days + day];
}

#endif
