/* What the visits of one demand cost one CDO at least, step by step (solver/stages/curves.py). */
#include "market.h"

#include <string.h>

/* Sorts values from the least on, with their places; keeps the order of equal ones. */
static void sort_with_places(int64_t *values, int32_t *places, int count) {
    for (int i = 1; i < count; i++) {
        int64_t value = values[i];
        int32_t place = places[i];
        int j = i - 1;
        for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j], places[j + 1] = places[j];
        values[j + 1] = value, places[j + 1] = place;
    }
}

static void sort_values(int64_t *values, int count) {
    for (int i = 1; i < count; i++) {
        int64_t value = values[i];
        int j = i - 1;
        for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j];
        values[j + 1] = value;
    }
}

/* Prices the starts of one block for a pair: those of its stop, or those without one. */
static const int64_t *prices_of(const Market *m, const Room *room, int64_t pair, int64_t block) {
    int64_t stop = m->stops[pair * (m->blocks + 1) + block];
    return stop < 0 ? room->start_price : room->stop_price + stop * (m->blocks * m->slots + 1);
}

static int64_t bonus_of(const Market *m, const PriceRow *p, int64_t kept) {
    return m->kept_published[kept] * (m->change + p->change[0]) + m->kept_forced[kept] * m->force;
}

/* Prices every cell: for each window and each position or day the cheapest of its starts, per step. */
static void price_cells(const Market *m, Room *room, const PriceRow *p, int64_t pair) {
    int64_t demand = m->pair_demand[pair], at = m->cell_at[demand], depth = m->depth[demand];
    int64_t boxes = m->windows[demand] * m->width[demand], kept = m->kept_at[pair];
    const int64_t *fixed = m->fixed + pair * (m->blocks + 1);
    const int64_t *cells = m->cells + at, *unwished = m->unwished + at, *sizes = m->sizes + at;
    int64_t block = cells[0] / m->slots;
    const int64_t *price = prices_of(m, room, pair, block < m->blocks ? block : 0);
    for (int64_t box = 0, cell = 0; box < boxes; box++) {
        int64_t least = FAR_AWAY + FAR_AWAY;
        for (int64_t end = cell + depth; cell < end; cell++) {
            int64_t start = cells[cell];
            if (start < m->blocks * m->slots && start / m->slots != block) {
                block = start / m->slots;
                price = prices_of(m, room, pair, block);
            }
            int64_t length = start < m->blocks * m->slots ? block : m->blocks;
            int64_t cost = price[start] + unwished[cell] + fixed[length];
            for (; kept < m->kept_at[pair + 1] && m->kept_cell[kept] == cell; kept++)
                cost -= bonus_of(m, p, kept);
            if (sizes[cell] != 1) cost = floor_div(cost, sizes[cell]);
            if (cost < least) least = cost, room->where[box] = (int32_t)cell;
        }
        room->cost[box] = least;
    }
}

/* Sorts the windows of one rhythm, each at the rhythm or elsewhere; gives the sum of some steps. */
static void sort_rhythm(const Market *m, Room *room, int64_t demand, const int64_t *elsewhere, int64_t position) {
    int64_t windows = m->windows[demand], width = m->width[demand];
    for (int64_t w = 0; w < windows; w++) {
        int64_t here = room->cost[w * width + position];
        room->sorted[w] = here <= elsewhere[w] ? here : elsewhere[w];
    }
}

static void find_elsewhere(const Market *m, Room *room, int64_t demand, int64_t *elsewhere, int32_t *best) {
    int64_t windows = m->windows[demand], width = m->width[demand];
    for (int64_t w = 0; w < windows; w++) {
        const int64_t *row = room->cost + w * width;
        int64_t least = 0;
        for (int64_t i = 1; i < width; i++) if (row[i] < row[least]) least = i;
        elsewhere[w] = row[least] + m->off_rhythm;
        best[w] = (int32_t)least;
    }
}

/* Says whether any level of an item may count even if every visit were at the rhythm; notes what it earns. */
static int is_worthwhile(const Market *m, Room *room, int64_t demand, int64_t item, const int64_t *elsewhere) {
    const int64_t *earned = room->earned + item * (room->most_levels + 1);
    int64_t windows = m->windows[demand], sum = 0, price = room->price * room->size[item];
    room->reached = NONE;
    for (int64_t w = 0; w < windows; w++) room->sorted[w] = elsewhere[w] - m->off_rhythm;
    sort_values(room->sorted, (int)windows);
    for (int64_t k = 1; k <= windows && k <= room->levels[item] && sum < TOO_DEAR; k++) {
        sum += room->sorted[k - 1];
        room->reached = larger(room->reached, earned[k] - sum - price * k);
    }
    return room->reached > -room->margin;
}

static int price_in_rhythm(const Market *m, Room *room, int64_t demand, int64_t item) {
    int64_t windows = m->windows[demand], width = m->width[demand];
    int64_t *elsewhere = room->sorted + windows;
    find_elsewhere(m, room, demand, elsewhere, room->order);
    if (item >= 0 && !is_worthwhile(m, room, demand, item, elsewhere)) return 0;
    for (int64_t w = 0; w < windows; w++) room->curve[w] = 4 * FAR_AWAY;
    for (int64_t position = 0; position < width; position++) {
        sort_rhythm(m, room, demand, elsewhere, position);
        sort_values(room->sorted, (int)windows);
        int64_t sum = 0;
        for (int64_t w = 0; w < windows; w++) {
            sum += room->sorted[w];
            if (sum >= TOO_DEAR) break;
            if (sum < room->curve[w]) room->curve[w] = sum;
        }
    }
    return (int)windows;
}

/* Lines the cheapest days of every window up, each once per step of the longest visit. */
static int line_up(const Market *m, Room *room, int64_t demand) {
    int64_t windows = m->windows[demand], width = m->width[demand];
    int64_t days = m->most_days[demand], steps = m->steps[demand];
    int64_t *day_cost = room->sorted + windows * days * steps;
    int32_t *day = room->order + windows * days * steps;
    int count = 0;
    for (int64_t w = 0; w < windows; w++) {
        for (int64_t i = 0; i < width; i++) {
            day_cost[i] = room->cost[w * width + i];
            day[i] = (int32_t)(w * width + i);
        }
        sort_with_places(day_cost, day, (int)width);
        for (int64_t i = 0; i < days; i++)
            for (int64_t k = 0; k < steps; k++, count++)
                room->sorted[count] = day_cost[i], room->order[count] = day[i];
    }
    sort_with_places(room->sorted, room->order, count);
    return count;
}

static int price_in_any_order(const Market *m, Room *room, int64_t demand) {
    int count = line_up(m, room, demand);
    int64_t sum = 0;
    for (int i = 0; i < count; i++) {
        sum = sum >= TOO_DEAR ? sum : sum + room->sorted[i];
        room->curve[i] = sum;
    }
    return count;
}

int curve_price(const Market *m, Room *room, const PriceRow *p, int64_t pair, int64_t item) {
    int64_t demand = m->pair_demand[pair];
    price_cells(m, room, p, pair);
    if (!m->is_rhythmic[demand]) return price_in_any_order(m, room, demand);
    return price_in_rhythm(m, room, demand, item);
}

/* Adds a part of the visit of one cell to all that it uses. */
static void use_cell(const Market *m, Room *room, int64_t stall, int64_t pair, int64_t cell, RiseRow *rise) {
    int64_t demand = m->pair_demand[pair], at = m->cell_at[demand] + cell;
    int64_t block = m->cells[at] / m->slots, slot = m->cells[at] % m->slots;
    double share = 1.0 / (double)m->sizes[at];
    for (int64_t i = 0; i < m->lengths[block]; i++) room->usage[slot + i] += share;
    int64_t stop = m->stops[pair * (m->blocks + 1) + block];
    int64_t group = m->group_of_day[stall * m->days + m->day_of_slot[slot]];
    int64_t stops = m->stop_at[stall + 1] - m->stop_at[stall];
    if (stop >= 0 && group >= 0) rise->toll[m->toll_at[stall] + group * stops + stop] += share;
    for (int64_t kept = m->kept_at[pair]; kept < m->kept_at[pair + 1]; kept++)
        if (m->kept_cell[kept] == cell && m->kept_published[kept]) rise->change[0] -= share;
}

/* Finds the rhythm whose first steps are the cheapest, and leaves its windows sorted. */
static void choose_rhythm(const Market *m, Room *room, int64_t demand, int steps) {
    int64_t windows = m->windows[demand], width = m->width[demand], best = -1, least = 4 * FAR_AWAY;
    int64_t *elsewhere = room->sorted + windows;
    int32_t *other = room->order + windows;
    find_elsewhere(m, room, demand, elsewhere, other);
    for (int64_t round = 0; round <= width; round++) {
        int64_t position = round < width ? round : best, sum = 0;
        sort_rhythm(m, room, demand, elsewhere, position);
        for (int64_t w = 0; w < windows; w++) {
            int is_here = room->cost[w * width + position] <= elsewhere[w];
            room->order[w] = (int32_t)(w * width + (is_here ? position : other[w]));
        }
        sort_with_places(room->sorted, room->order, (int)windows);
        for (int i = 0; i < steps; i++) sum += room->sorted[i];
        if (sum < least) least = sum, best = position;
    }
}

void curve_use(const Market *m, Room *room, const PriceRow *p, int64_t stall, int64_t pair, int steps,
               RiseRow *rise) {
    int64_t demand = m->pair_demand[pair];
    price_cells(m, room, p, pair);
    if (m->is_rhythmic[demand]) choose_rhythm(m, room, demand, steps);
    else line_up(m, room, demand);
    for (int i = 0; i < steps; i++) use_cell(m, room, stall, pair, room->where[room->order[i]], rise);
}
