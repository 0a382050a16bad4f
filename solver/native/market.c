/* One step of the prices: the bound that they prove, and where it rises (solver/stages/market.py). */
#include "market.h"

#include <string.h>

#include "export.h"

/* Finds the least price of a start for each block. */
static void find_least(const Market *m, const int64_t *price, int64_t *least) {
    for (int64_t block = 0; block < m->blocks; block++) {
        least[block] = FAR_AWAY;
        for (int64_t start = block * m->slots; start < (block + 1) * m->slots; start++)
            least[block] = smaller(least[block], price[start]);
    }
}

/* Prices every start of a stall, then for each stop with its toll. */
static void price_starts(const Market *m, Room *room, const PriceRow *p, int64_t stall) {
    const int64_t *hour = p->hour + stall * m->slots, *week = p->week + stall * m->weeks;
    int64_t starts = m->blocks * m->slots, stops = m->stop_at[stall + 1] - m->stop_at[stall];
    const uint8_t *reach = m->reach + stall * (starts + 1);
    for (int64_t block = 0; block < m->blocks; block++)
        for (int64_t slot = 0; slot < m->slots; slot++) {
            int64_t sum = 0, start = block * m->slots + slot;
            for (int64_t i = slot; reach[start] && i < slot + m->lengths[block]; i++)
                sum += hour[i] + week[m->week_of_slot[i]];
            room->start_price[start] = reach[start] ? sum : FAR_AWAY;
        }
    room->start_price[starts] = FAR_AWAY;
    find_least(m, room->start_price, room->least_price);
    for (int64_t stop = 0; stop < stops; stop++) {
        const int64_t *toll = p->toll + m->toll_at[stall] + stop;
        int64_t *price = room->stop_price + stop * (starts + 1);
        for (int64_t start = 0; start < starts; start++) {
            int64_t group = m->group_of_day[stall * m->days + m->day_of_slot[start % m->slots]];
            price[start] = room->start_price[start] + (group < 0 ? 0 : toll[group * stops]);
        }
        price[starts] = FAR_AWAY;
        find_least(m, price, room->least_price + (stop + 1) * m->blocks);
    }
}

/* Finds what each CDO of a demand that may be shared has to bear of its price. */
static Part part_of(const Market *m, const PriceRow *p, int64_t demand) {
    const int64_t *saved = m->saved + m->saved_at[demand];
    int64_t count = m->saved_at[demand + 1] - m->saved_at[demand], least = INT64_MAX, slots = 0;
    for (int64_t q = 0; q < count; q++) {
        int64_t excess = p->part[demand] * q - saved[q];
        if (excess < least) least = excess, slots = q;
    }
    Part part = {INT64_MAX, 2, 0};
    for (int64_t n = 2; n <= m->most_cdos[demand]; n++) {
        int64_t toll = floor_div(p->demand[demand] + least + (n - 1) * m->extra_cdo, n);
        if (toll < part.toll) part.toll = toll, part.count = (double)n;
    }
    part.slots = (double)slots;
    return part;
}

/* Finds the least that a level of a pair can cost, without a bonus. */
static int64_t least_cost(const Market *m, const Room *room, int64_t pair) {
    int64_t least = FAR_AWAY, demand = m->pair_demand[pair];
    const int64_t *stops = m->stops + pair * (m->blocks + 1), *fixed = m->fixed + pair * (m->blocks + 1);
    for (int64_t block = 0; block < m->blocks; block++) {
        int64_t size = m->lengths[block] / m->step[demand];
        if (size < 1 || size > m->steps[demand]) continue;
        int64_t cost = room->least_price[(stops[block] + 1) * m->blocks + block] + fixed[block];
        least = smaller(least, cost / size);
    }
    return least;
}

static void share_out(const Market *m, Room *room, const PriceRow *p) {
    for (int64_t d = 0; d < m->demands; d++)
        if (m->windows[d] && m->most_cdos[d] > 1) room->parts[d] = part_of(m, p, d);
}

/* Sets what each level of a pair is worth before what its visits cost; gives the most of it. */
static int64_t earn(const Market *m, Room *room, const PriceRow *p, int64_t stall, int64_t pair, int64_t item) {
    int64_t demand = m->pair_demand[pair], step = m->step[demand], best = NONE;
    int64_t *earned = room->earned + item * (room->most_levels + 1);
    uint8_t *is_part = room->is_part + item * (room->most_levels + 1);
    const int64_t *saved = m->saved + m->saved_at[demand];
    int64_t toll = m->fresh[pair] + p->member[stall] / m->mates[pair];
    int64_t least = least_cost(m, room, pair);
    int is_shared = m->most_cdos[demand] > 1;
    room->size[item] = step / m->unit[stall];
    room->levels[item] = (int32_t)levels_of(m, demand);
    earned[0] = 0;
    for (int64_t k = 1; k <= room->levels[item]; k++) {
        int64_t worth = saved[k * step] - p->demand[demand];
        int64_t part = is_shared ? p->part[demand] * k * step - room->parts[demand].toll : NONE;
        is_part[k] = part > worth;
        earned[k] = (is_part[k] ? part : worth) - toll;
        best = larger(best, earned[k] + (m->balance * step - least) * k);
    }
    return best;
}

/* Takes the least costs of a pair's visits from what its levels are worth. */
static void subtract_curve(const Market *m, Room *room, const PriceRow *p, int64_t pair, int64_t item) {
    int64_t *earned = room->earned + item * (room->most_levels + 1);
    int count = curve_price(m, room, p, pair, item), last = 0;
    for (int k = 1; k <= room->levels[item]; k++) {
        int is_possible = k <= count && room->curve[k - 1] < TOO_DEAR;
        earned[k] = is_possible ? earned[k] - room->curve[k - 1] : NONE;
        if (is_possible && earned[k] + m->balance * k * m->step[m->pair_demand[pair]] > 0) last = k;
    }
    room->levels[item] = last;
}

/* Lets one CDO choose, with so many units of time more than they have (0 or 1); gives the profit without
 * what is paid for their limits. */
static int64_t choose(const Market *m, Room *room, const PriceRow *p, int64_t stall, int more) {
    int64_t first = m->pair_at[stall], items = m->pair_at[stall + 1] - first;
    price_starts(m, room, p, stall);
    for (int64_t item = 0; item < items; item++) {
        int64_t pair = first + item, has_bonus = m->kept_at[pair] < m->kept_at[pair + 1];
        if (earn(m, room, p, stall, pair, item) > 0 || has_bonus)
            subtract_curve(m, room, p, pair, item);
        else
            room->levels[item] = 0;
    }
    int loads = (int)(m->tail_at[stall + 1] - m->tail_at[stall]) - 1 + more;
    return knapsack_fill(room, (int)items, m->tail + m->tail_at[stall], loads);
}

/* Adds what the chosen demands of a stall use, and who pays for them, to the slopes. */
static void pay(const Market *m, Room *room, const PriceRow *p, int64_t stall, RiseRow *rise) {
    int64_t first = m->pair_at[stall], items = m->pair_at[stall + 1] - first;
    memset(room->usage, 0, (size_t)m->slots * sizeof(double));
    for (int64_t item = 0; item < items; item++) {
        int level = room->chosen[item];
        int64_t demand = m->pair_demand[first + item];
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

/* Proves a bound in grains by a row of prices, and fills the slopes (all 0 before) with the way it rises.
 * Told to stop, or without memory, it gives INT64_MIN and proves nothing. */
EXPORT int64_t market_bound(const Market *m, const int64_t *row, double *slopes, const volatile int32_t *stop) {
    PriceRow p;
    RiseRow rise;
    Room room;
    CUT(p, row);
    CUT(rise, slopes);
    if (!room_open(m, &room)) {
        room_close(&room);
        return INT64_MIN;
    }
    int64_t total = start_total(m, &p, &rise);
    share_out(m, &room, &p);
    for (int64_t stall = 0; stall < m->stalls && total != INT64_MIN; stall++) {
        total -= choose(m, &room, &p, stall, 0) + rents(m, &p, stall);
        pay(m, &room, &p, stall, &rise);
        total -= tolls_give_back(m, &p, stall, &rise);
        if (*stop) total = INT64_MIN;
    }
    room_close(&room);
    return total;
}

/* Finds for every pair what serving the demand whole or in part would earn the CDO at most, if the demand
 * took nothing for itself and every slot of time had the price of its stall. */
EXPORT int64_t market_rents(const Market *m, const int64_t *row, const int64_t *time_price, int64_t *rents_of) {
    PriceRow p;
    Room room;
    CUT(p, row);
    if (!room_open(m, &room)) {
        room_close(&room);
        return INT64_MIN;
    }
    for (int64_t stall = 0; stall < m->stalls; stall++) {
        price_starts(m, &room, &p, stall);
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
    share_out(m, &room, &p);
    for (int64_t stall = 0; stall < m->stalls; stall++) {
        int64_t now = choose(m, &room, &p, stall, 0);
        time_price[stall] = larger(0, choose(m, &room, &p, stall, 1) - now) / m->unit[stall];
    }
    room_close(&room);
    return 0;
}
