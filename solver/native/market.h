/* The market of prices: the data of one instance, flat, and what the parts of a step share.
 *
 * Sums are whole numbers of grains, so that no bound is ever rounded. Python owns every array; the
 * names and their meaning are those of solver/stages/market.py. Nothing here is ever changed by a
 * step but `rise` and the room of its own. */
#ifndef CDO_SHARE_MARKET_H
#define CDO_SHARE_MARKET_H

#include <stdint.h>

#define FAR_AWAY ((int64_t)1 << 50)
#define TOO_DEAR (FAR_AWAY >> 6)
#define NONE (-((int64_t)1 << 60))

typedef struct {
    int64_t demands, stalls, slots, days, weeks, blocks;
    int64_t off_rhythm, extra_cdo, change, force, published, most_changes, constant, balance;
    const int64_t *lengths;                       /* per block */
    const int64_t *week_of_slot, *day_of_slot;    /* per slot of the period */
    /* per demand: its pattern and what each slot saves */
    const int64_t *windows, *width, *depth, *is_rhythmic, *most_days, *steps, *step, *most_cdos;
    const int64_t *cell_at, *saved_at;
    const int64_t *cells, *unwished, *sizes, *saved;
    /* per stall */
    const int64_t *pair_at, *unit, *tail_at, *tail, *week_room, *most_members;
    const uint8_t *reach, *is_free;               /* stall × start, stall × slot */
    const int64_t *group_of_day, *group_at, *room, *group_days;
    const int64_t *stop_at, *stop_length, *alone, *toll_at, *tour_at;
    const int64_t *tours;
    /* per pair of a stall and a demand */
    const int64_t *pair_demand, *fresh, *mates, *fixed, *stops;
    /* visits that are published or forced, in order of their pair */
    const int64_t *kept_at, *kept_cell, *kept_published, *kept_forced;
} Market;

/* One row of numbers, all prices or all slopes, cut into its kinds. */
#define ROW(name, type) typedef struct { type *demand, *part, *hour, *week, *member, *toll, *change; } name
ROW(PriceRow, const int64_t);
ROW(RiseRow, double);

/* What sharing a demand costs each of its CDOs (see Part in market.py). */
typedef struct { int64_t toll; double count, slots; } Part;

/* The memory of one step, big enough for every pair of the market. */
typedef struct {
    int64_t *start_price;    /* block × slot, one beyond for nowhere */
    int64_t *stop_price;     /* the same for each stop of the stall */
    int64_t *least_price;    /* stop and, before them, none × block: the cheapest start */
    int64_t *cost, *sorted, *curve;
    int32_t *where, *order;
    int64_t *earned;         /* item × level */
    int64_t *size;           /* per item: units of one level */
    int32_t *levels;         /* per item: its highest level */
    uint8_t *is_part;        /* item × level */
    int64_t *total, *next, *slope;
    int32_t *kept, *rank;
    int16_t *taken;          /* kept item × load */
    int32_t *chosen;         /* per item: the level taken */
    double *usage;
    Part *parts;             /* per demand */
    int64_t most_levels, most_load;
} Room;

/* Finds the least cost of 1, 2, … steps of a pair in room->curve; gives their number, or 0 when no level
 * of this item can be worth its cost (item −1: never asked). */
int curve_price(const Market *market, Room *room, const PriceRow *prices, int64_t pair, int64_t item);
/* Adds what the first steps of a pair's curve use to room->usage and to the slopes. */
void curve_use(const Market *market, Room *room, const PriceRow *prices, int64_t stall, int64_t pair,
               int steps, RiseRow *rise);
/* Fills room->chosen with the most profitable levels of so many items; gives the profit. */
int64_t knapsack_fill(Room *room, int items, const int64_t *tail, int loads);

/* Gets the memory of a step; gives 0 where there is not enough. Close it in either case. */
int room_open(const Market *market, Room *room);
void room_close(Room *room);
/* Gives back what the tolls of a stall's days exceed their tours by. */
int64_t tolls_give_back(const Market *market, const PriceRow *prices, int64_t stall, RiseRow *rise);

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static inline int64_t levels_of(const Market *m, int64_t demand) {
    return (m->saved_at[demand + 1] - m->saved_at[demand] - 1) / m->step[demand];
}

static inline int64_t floor_div(int64_t a, int64_t b) {
    int64_t q = a / b;
    return q - (a % b != 0 && (a < 0) != (b < 0));
}

#endif
