/* What the moves share: the plan, the draw of luck, and the visits that were pushed out. */
#ifndef SEARCH_H
#define SEARCH_H

#include "plan.h"

enum { ADD, FILL, SHIFT, HAND_OVER, RETIME, REFILL, EXCHANGE, MOVES };
enum { MOST_PUSHED = 64 };

typedef struct {
    Plan plan;
    uint64_t random;
    Visit pushed[MOST_PUSHED]; /* taken away to make room, not yet seated again */
    i32 pushed_count;
    i64 most; /* the points up to which the move at hand will be kept */
    i32 *cell_cdo, *cell_day, *cell_slot, cell_count; /* all slots that a CDO can work, open days */
    i64 tried[MOVES], taken[MOVES];
} Search;

bool search_open(Search *search, const Question *q, uint64_t seed);
void search_close(Search *search);

static inline uint64_t draw(Search *s) {
    uint64_t z = (s->random += 0x9E3779B97F4A7C15ULL); /* splitmix64 */
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

/* A whole number from 0 to below `count`, at least 1. */
static inline i32 below(Search *s, i64 count) {
    return (i32)(((draw(s) >> 32) * (uint64_t)count) >> 32);
}

/* seat.c: one visit */
bool draw_visit(Search *s, Visit *visit);
bool draw_start(Search *s, Visit *visit, i32 window, i32 entry);
i32 draw_cdo(Search *s, i32 demand);
i32 draw_window(Search *s, i32 demand);
i32 draw_entry(Search *s, i32 demand);
bool force(Search *s, const Visit *visit, i32 most);
void seat_pushed(Search *s, const Visit *room);

/* whole.c: all visits of a demand */
i32 remove_all(Search *s, i32 demand, i32 cdo);
i32 good_position(Search *s, i32 demand, i32 cdo);
void refill(Search *s, i32 demand, i32 cdo, i32 position, i32 goal, i32 pushes);

/* moves.c */
bool make_move(Search *s, i32 move);

/* start.c */
bool start_plan(Search *s);

#endif
