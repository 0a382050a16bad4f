/* What one CDO chooses at given prices (solver/stages/plain.py). */
#include "market.h"

/* Grains: how much more than it fell short last time a choice may fall short before all is looked at again. */
enum { LEAST_MARGIN = 50 * 1024 };

/* Finds the least price of a start for each block. */
static void find_least(const Market *m, const int64_t *price, int64_t *least) {
    for (int64_t block = 0; block < m->blocks; block++) {
        least[block] = FAR_AWAY;
        for (int64_t start = block * m->slots; start < (block + 1) * m->slots; start++)
            least[block] = smaller(least[block], price[start]);
    }
}

void stall_price_starts(const Market *m, Room *room, const PriceRow *p, int64_t stall) {
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

void stall_share_out(const Market *m, Part *parts, const PriceRow *p) {
    for (int64_t d = 0; d < m->demands; d++)
        if (m->windows[d] && m->most_cdos[d] > 1) parts[d] = part_of(m, p, d);
}

/* Sets what each level of a pair is worth before what its visits cost; gives the most that any may earn. */
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
        best = larger(best, earned[k] - (room->price * room->size[item] + least) * k);
    }
    return best;
}

/* Takes the least costs of a pair's visits from what its levels are worth. */
static void subtract_curve(const Market *m, Room *room, const PriceRow *p, int64_t pair, int64_t item) {
    int64_t *earned = room->earned + item * (room->most_levels + 1);
    int count = curve_price(m, room, p, pair, item), last = 0;
    int64_t best = NONE;
    for (int k = 1; k <= room->levels[item]; k++) {
        int is_possible = k <= count && room->curve[k - 1] < TOO_DEAR;
        earned[k] = is_possible ? earned[k] - room->curve[k - 1] : NONE;
        if (!is_possible) continue;
        int64_t rest = earned[k] - room->price * room->size[item] * k;
        best = larger(best, rest);
        if (rest > -room->margin) last = k;
    }
    room->levels[item] = last;
    if (count) room->reached = best;
}

/* Prices one item; gives the most that any of its levels earns beyond the price of time. */
static int64_t price_item(const Market *m, Room *room, const PriceRow *p, int64_t stall, int64_t pair, int64_t item) {
    int64_t most = earn(m, room, p, stall, pair, item);
    if (most <= -room->margin && m->kept_at[pair] == m->kept_at[pair + 1]) {
        room->levels[item] = 0;
        return most;
    }
    subtract_curve(m, room, p, pair, item);
    return room->reached;
}

/* Prices the items that may count; gives their number. */
static int price_items(const Market *m, Room *room, const PriceRow *p, const PriceRow *old, Memory *memory,
                       int64_t stall) {
    int64_t first = m->pair_at[stall], items = m->pair_at[stall + 1] - first;
    int count = 0;
    for (int64_t item = 0; item < items; item++) {
        int64_t pair = first + item;
        room->chosen[item] = 0;
        if (memory && memory->is_known && m->kept_at[pair] == m->kept_at[pair + 1]) {
            memory->most[pair] += memory_drift(m, room, p, old, memory, stall, pair);
            if (memory->most[pair] <= -room->margin) continue;
        }
        int64_t most = price_item(m, room, p, stall, pair, item);
        if (memory) memory->most[pair] = most;
        if (room->levels[item]) room->active[count++] = (int32_t)item;
    }
    return count;
}

int64_t stall_choose(const Market *m, Room *room, const PriceRow *p, const PriceRow *old, Memory *memory,
                      int64_t stall, int more) {
    const int64_t *tail = m->tail + m->tail_at[stall];
    int loads = (int)(m->tail_at[stall + 1] - m->tail_at[stall]) - 1 + more, is_over;
    int is_known = memory && memory->is_known;
    Linear linear;
    stall_price_starts(m, room, p, stall);
    if (is_known) memory_find_drops(m, room, p, old, stall);
    /* Time that nobody needs is worth at most what a target pays for it. */
    room->price = is_known ? memory->next_price[stall] : -m->balance * m->unit[stall];
    room->margin = is_known ? memory->margin[stall] : 0;
    int count = price_items(m, room, p, old, memory, stall);
    int64_t value = knapsack_fill(room, count, tail, loads, &linear);
    int64_t lack = knapsack_limit(room, count, tail, loads, room->price, &is_over) - value;
    if (is_known && lack > room->margin) {
        /* A pair that was left out might be chosen: again with all that might. */
        room->margin = lack;
        memory->price[stall] = room->price;
        count = price_items(m, room, p, p, memory, stall);
        value = knapsack_fill(room, count, tail, loads, &linear);
    }
    if (memory) {
        memory->price[stall] = room->price;
        memory->next_price[stall] = linear.price;
        memory->margin[stall] = 2 * (linear.limit - value) + LEAST_MARGIN;
    }
    return value;
}
