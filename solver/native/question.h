/* The question in numbers, as Python lays it out once (see question.py); never changed by C.

   Bits: bit `slot` of a day's word stands for that slot. Lists of lists lie one after another, those
   of number n from `x_first[n]` to below `x_first[n + 1]`. Places are the bases of CDOs and the sites
   of demands; a remote demand has place -1. The fields are in the order that Python names them. */
#ifndef CDO_SHARE_QUESTION_H
#define CDO_SHARE_QUESTION_H

#include <stdint.h>

enum { MOST_SLOTS = 32, WEEKDAYS = 7, WORD = 64 };

typedef struct {
    /* Counts. */
    int64_t demands, cdos, days, weeks, slots, places, members, shapes;
    int64_t frozen_days;  /* The first so many days are frozen. */
    int64_t max_changes;  /* The most published visits that may be missing, or -1. */
    /* Points. */
    int64_t extra_cdo, new_cdo, off_rhythm, non_preferred, km, balance, change;
    int64_t constant;     /* What every plan pays: published visits that nobody can keep. */
    /* Time: per day its week and weekday, per slot its clock in minutes. */
    const int32_t *week, *weekday, *starts, *ends;
    /* Per demand. */
    const int32_t *requested, *member, *place, *per_window, *max_cdos, *previous, *rhythm;
    const int32_t *curve_first;    /* Points of shortage for 0, 1, ... requested slots. */
    const int64_t *curve;
    const int32_t *window;         /* Demand x day: number of the window, or -1. */
    const int32_t *window_first;   /* Where the windows of a demand begin among all windows. */
    const uint32_t *unwished;      /* Demand x weekday: starts that are not preferred. */
    const int32_t *shape_first;    /* A shape is a demand with one of its lengths. */
    const int32_t *shape_length;
    const uint32_t *shape_starts;  /* Shape x day: allowed starts, frozen days included. */
    const int32_t *eligible_first, *eligible; /* The CDOs of a demand. */
    const int32_t *able_first, *able;         /* The demands of a CDO. */
    const int32_t *foe_first, *foe;           /* The members in conflict with a member. */
    /* Per CDO. */
    const uint32_t *available;     /* CDO x day. */
    const int32_t *base, *day_cap, *week_cap, *period_cap, *average_weeks, *average_slots;
    const int32_t *max_members, *max_sites, *target; /* Target -1: none; average_weeks 0: none. */
    /* Place x place. */
    const int32_t *road_km, *gap_minutes;
    /* The published visits of a demand that are still possible; visits that may not move. */
    const int32_t *published_first, *published_cdo, *published_day, *published_slot,
        *published_length;
    const uint8_t *fixed;          /* Demand x day: 1 where a visit may not move. */
} Question;

#endif
