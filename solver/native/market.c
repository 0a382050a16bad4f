/* One step of the prices: the bound that they prove, and where it rises (solver/stages/market.py). */
#include "market.h"

#include <string.h>

#include "export.h"

/* Adds what the chosen demands of a stall use, and who pays for them, to the slopes; notes their slots. */
static void pay(const Market *m, Room *room, const PriceRow *p, int64_t stall, RiseRow *rise, int64_t *taken) {
    int64_t first = m->pair_at[stall], items = m->pair_at[stall + 1] - first;
    memset(room->usage, 0, (size_t)m->slots * sizeof(double));
    for (int64_t item = 0; item < items; item++) {
        int level = room->chosen[item];
        int64_t demand = m->pair_demand[first + item];
        taken[first + item] = level * m->step[demand];
        if (!level) continue;
        curve_use(m, room, p, stall, first + item, level, rise);
        rise->member[stall] += 1.0 / (double)m->mates[first + item];
        if (room->is_part[item * (room->most_levels + 1) + level]) {
            Part part = room->parts[demand];
            rise->demand[demand] += 1.0 / part.count;
            rise->part[demand] -= (double)(level * m->step[demand]) - part.slots / part.count;
        } else
            rise->demand[demand] += 1.0;
    }
    for (int64_t slot = 0; slot < m->slots; slot++) {
        rise->hour[stall * m->slots + slot] += room->usage[slot] - m->is_free[stall * m->slots + slot];
        rise->week[stall * m->weeks + m->week_of_slot[slot]] += room->usage[slot];
    }
    for (int64_t week = 0; week < m->weeks; week++)
        rise->week[stall * m->weeks + week] -= (double)m->week_room[stall * m->weeks + week];
    rise->member[stall] -= (double)m->most_members[stall];
}

/* Sums up what a stall is paid for its slots, weeks and members. */
static int64_t rents(const Market *m, const PriceRow *p, int64_t stall) {
    int64_t sum = p->member[stall] * m->most_members[stall];
    for (int64_t slot = stall * m->slots; slot < (stall + 1) * m->slots; slot++)
        if (m->is_free[slot]) sum += p->hour[slot];
    for (int64_t week = stall * m->weeks; week < (stall + 1) * m->weeks; week++)
        sum += p->week[week] * m->week_room[week];
    return sum;
}

#define CUT(row, base) do { \
    (row).demand = (base); \
    (row).part = (row).demand + m->demands; \
    (row).hour = (row).part + m->demands; \
    (row).week = (row).hour + m->stalls * m->slots; \
    (row).member = (row).week + m->stalls * m->weeks; \
    (row).toll = (row).member + m->stalls; \
    (row).change = (row).toll + m->toll_at[m->stalls]; } while (0)

static int64_t start_total(const Market *m, const PriceRow *p, RiseRow *rise) {
    int64_t total = m->constant + (m->change + p->change[0]) * m->published - p->change[0] * m->most_changes;
    for (int64_t d = 0; d < m->demands; d++) total -= p->demand[d], rise->demand[d] -= 1.0;
    rise->change[0] += (double)(m->published - m->most_changes);
    return total;
}

/* What the stalls from `first` to before `last` add to the bound in grains that a row of prices proves, and
 * to its slopes (all 0 before); `taken` gets the slots per pair that they choose. The first stall adds what
 * belongs to no stall. Told to stop, or without memory, it gives INT64_MIN. */
EXPORT int64_t market_bound(const Market *m, const int64_t *row, double *slopes, int64_t *taken, Memory *memory,
                            int64_t first, int64_t last, const volatile int32_t *stop) {
    PriceRow p, old;
    RiseRow rise;
    Room room;
    CUT(p, row);
    CUT(old, memory->row);
    CUT(rise, slopes);
    if (!room_open(m, &room)) {
        room_close(&room);
        return INT64_MIN;
    }
    int64_t total = first ? 0 : start_total(m, &p, &rise);
    stall_share_out(m, room.parts, &p);
    if (memory->is_known) stall_share_out(m, room.old_parts, &old);
    for (int64_t stall = first; stall < last && total != INT64_MIN; stall++) {
        total -= stall_choose(m, &room, &p, &old, memory, stall, 0) + rents(m, &p, stall);
        pay(m, &room, &p, stall, &rise, taken);
        total -= tolls_give_back(m, &p, stall, &rise);
        if (*stop) total = INT64_MIN;
    }
    room_close(&room);
    return total;
}

/* Finds for every pair what serving the demand whole or in part would earn the CDO at most, if the demand
 * took nothing for itself and every slot of time had the price of its stall; forced visits earn no more than others. */
EXPORT int64_t market_rents(const Market *given, const int64_t *row, const int64_t *time_price, int64_t *rents_of) {
    Market unforced = *given;
    const Market *m = &unforced;
    PriceRow p;
    Room room;
    unforced.force = 0;
    CUT(p, row);
    if (!room_open(m, &room)) {
        room_close(&room);
        return INT64_MIN;
    }
    for (int64_t stall = 0; stall < m->stalls; stall++) {
        stall_price_starts(m, &room, &p, stall);
        for (int64_t pair = m->pair_at[stall]; pair < m->pair_at[stall + 1]; pair++) {
            int64_t demand = m->pair_demand[pair], step = m->step[demand], best = 0;
            const int64_t *saved = m->saved + m->saved_at[demand];
            int64_t toll = m->fresh[pair] + p.member[stall] / m->mates[pair];
            int count = curve_price(m, &room, &p, pair, -1);
            for (int64_t k = 1; k <= levels_of(m, demand) && k <= count; k++)
                if (room.curve[k - 1] < TOO_DEAR)
                    best = larger(best, saved[k * step] - toll - room.curve[k - 1] - time_price[stall] * k * step);
            rents_of[pair] = best;
        }
    }
    room_close(&room);
    return 0;
}

/* Finds what one more unit of each CDO's whole time would earn, per slot. */
EXPORT int64_t market_time_prices(const Market *m, const int64_t *row, int64_t *time_price) {
    PriceRow p;
    Room room;
    CUT(p, row);
    if (!room_open(m, &room)) {
        room_close(&room);
        return INT64_MIN;
    }
    stall_share_out(m, room.parts, &p);
    for (int64_t stall = 0; stall < m->stalls; stall++) {
        int64_t now = stall_choose(m, &room, &p, &p, NULL, stall, 0);
        time_price[stall] = larger(0, stall_choose(m, &room, &p, &p, NULL, stall, 1) - now) / m->unit[stall];
    }
    room_close(&room);
    return 0;
}
