/* The market of prices: the data of one instance, flat, and what the parts of a step share.
 *
 * Sums are whole numbers of grains, so that no bound is ever rounded. Python owns every array; the
 * names and their meaning are those of solver/stages/market.py. A step changes nothing here but
 * `rise`, `taken`, what it remembers of its own stalls, and the room of its own. */
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

/* What a step remembers for the next one, so that pairs far from being chosen are left alone until prices have
 * moved that far: its prices; per pair the most that it earned at any level beyond the price of its time; per
 * stall that price per unit, the one to take next, and by how much a pair may fall short and still be looked at. */
typedef struct { int64_t *row, *most, *price, *next_price, *margin; int64_t is_known; } Memory;

/* What sharing a demand costs each of its CDOs (see Part in solver/stages/plain.py). */
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
    int64_t *drop;           /* stop and, before them, none × block: how far a start may have fallen */
    int32_t *active;         /* the items that may earn something */
    Part *old_parts;         /* per demand, at the prices that are remembered */
    int64_t price, margin;   /* of a unit of the stall's time; how far below it a pair still counts */
    int64_t reached;         /* the most that the last pair earns at any level beyond the price */
} Room;

/* The price of time with the least limit on what any choice can earn. */
typedef struct { int64_t limit, price; } Linear;

/* Finds the least cost of 1, 2, … steps of a pair in room->curve; gives their number, or 0 when no level
 * of this item can be worth its cost (item −1: never asked). */
int curve_price(const Market *market, Room *room, const PriceRow *prices, int64_t pair, int64_t item);
/* Adds what the first steps of a pair's curve use to room->usage and to the slopes. */
void curve_use(const Market *market, Room *room, const PriceRow *prices, int64_t stall, int64_t pair,
               int steps, RiseRow *rise);
/* Fills room->chosen with the most profitable levels of the active items; gives the profit. */
int64_t knapsack_fill(Room *room, int items, const int64_t *tail, int loads, Linear *linear);
/* Gives the most that the active items could earn if units of time could be bought and sold at a price. */
int64_t knapsack_limit(const Room *room, int items, const int64_t *tail, int loads, int64_t price, int *is_over);

/* Prices every start of a stall in room->start_price, and with each toll in room->stop_price. */
void stall_price_starts(const Market *market, Room *room, const PriceRow *prices, int64_t stall);
/* Finds what each CDO of a demand that may be shared has to bear of its price. */
void stall_share_out(const Market *market, Part *parts, const PriceRow *prices);
/* Lets one CDO choose, with so many units of time more than they have (0 or 1); gives the profit without
 * what is paid for their limits. The old prices and the memory of them may be absent (memory NULL). */
int64_t stall_choose(const Market *market, Room *room, const PriceRow *prices, const PriceRow *old, Memory *memory,
                     int64_t stall, int more);
/* Finds how far the starts of a stall may have fallen since the old prices, in room->drop. */
void memory_find_drops(const Market *market, Room *room, const PriceRow *prices, const PriceRow *old, int64_t stall);
/* Finds how much more a pair may earn than at the old prices; needs room->drop. */
int64_t memory_drift(const Market *market, const Room *room, const PriceRow *prices, const PriceRow *old,
                     const Memory *memory, int64_t stall, int64_t pair);
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
