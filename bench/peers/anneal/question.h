/* The question in numbers, as `question.py` beside this file writes it; the two must agree. */
#ifndef QUESTION_H
#define QUESTION_H

#include <stdint.h>

typedef int32_t i32;
typedef int64_t i64;

enum { WEEKDAYS = 7, NONE = -1 };

/* `x_first[i] .. x_first[i + 1]` is the part of list x that belongs to i. Slots of a day are bits. */
typedef struct {
    i64 demands, cdos, days, slots, weeks, members, sites, frozen_days, windows, max_changes;
    i64 published_count, fixed_count, constant; /* constant: points that no plan can avoid */
    i64 extra_cdo, new_cdo, off_rhythm, non_preferred, per_km, balance, change;
    const i32 *weekday, *week, *starts_at, *ends_at; /* day: weekday, week; slot: minutes */
    const i32 *km, *minutes;                         /* site x site; minutes with the pause */
    const i32 *base, *available, *day_cap, *week_cap, *period_cap; /* available: cdo x day x slot */
    const i32 *average_weeks, *average_slots, *max_members, *max_sites, *target; /* 0, NONE: no */
    const i32 *member, *site, *requested, *per_window, *max_cdos, *previous, *rhythm; /* demand */
    const i32 *length_first, *length, *open_slots; /* open_slots: length entry x weekday, bits */
    const i32 *preferred;                          /* demand x weekday, bits; all ones: any */
    const i32 *window_first, *window_from, *window_to, *window_of; /* days; demand x day */
    const i32 *cdo_first, *cdo_of, *is_eligible;   /* eligible CDOs; demand x cdo */
    const i32 *foe_first, *foe;                    /* member: members not to share a CDO with */
    const i32 *shortage_first;                     /* demand: into `shortage`, by slots served */
    const i64 *shortage;
    const i32 *published, *fixed; /* rows of demand, cdo, day, slot, length; fixed: may not go */
} Question;

#endif
