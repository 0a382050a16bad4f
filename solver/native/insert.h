/* The best visits for one demand, given all the others: by which CDO, in which rhythm, when. */
#ifndef CDO_SHARE_INSERT_H
#define CDO_SHARE_INSERT_H

#include "plan.h"
#include "random.h"

/* A possible visit of a demand by a CDO in one number, so that the cheapest is the least: its price
   in sixteenths, with a little chance to part equal ones, then day and slot. */
typedef int64_t Opening;
enum { FINE = 16, PLACE_BITS = 24, SLOT_BITS = 8 };

/* A CDO and a length for a demand, and the most points that they could spare. */
typedef struct { int32_t cdo, shape; int64_t limit; } Choice;

/* What one search may touch, and the room it works in. */
typedef struct {
    Plan *plan;
    Random random;
    uint8_t *is_open_demand, *is_open_cdo;  /* Set to 0: leave everything of it as it is. */
    int32_t most_missing;    /* Published visits that may be missing, or -1 for any number. */
    int32_t blink_chance;    /* One in so many openings and CDOs is overlooked, for variety. */
    uint64_t *shape_days;    /* Shape x word: open days with a start. */
    Opening *openings;       /* All of a demand by a CDO, in order of days. */
    Opening *offer;          /* The best of each day, cheapest first. */
    Opening *best_offer;     /* The same for the best choice so far. */
    int32_t best_found;      /* How many there are. */
    Choice *choices;         /* Room for all choices of a demand. */
    int64_t *scores;         /* Per position: what it would spare as the rhythm. */
    int64_t *window_best;    /* Per window of a demand: the least price. */
    int32_t *seen;           /* Per position: the last group that had it, and what it spared. */
    int64_t *seen_gain;
    int32_t *week_load;      /* A copy, to count with. */
    uint16_t *in_window;     /* A copy, to count with. */
} Desk;

bool desk_make(Desk *desk, Plan *plan, uint64_t seed);
void desk_free(Desk *desk);

/* Lists the possible visits of a shape by a CDO on open days, in order of days; gives how many. */
int list_openings(Desk *desk, int demand, int shape, int cdo);
/* Turns them into an offer: the best of each day for the best rhythm, cheapest first. */
int make_offer(Desk *desk, int demand, int openings);

/* Adds up to `slots` slots of visits (at least one visit) by the CDO with whom the whole demand
   would be served best; gives the slots that were added. */
int serve(Desk *desk, int demand, int slots);

static inline Opening opening(int64_t price, int day, int slot) {
    return price * (1 << PLACE_BITS) + (day << SLOT_BITS) + slot;
}
static inline int day_of(Opening it) { return (int)(it >> SLOT_BITS & 0xFFFF); }
static inline int slot_of(Opening it) { return (int)(it & 0xFF); }
/* The price in sixteenths of a point. */
static inline int64_t fine_price(Opening it) { return it >> PLACE_BITS; }

#endif
