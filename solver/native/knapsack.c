/* The dearest choice of volumes that fits into one CDO's time (solver/stages/knapsack.py). */
#include "market.h"

enum { PRICE_STEPS = 14 };

/* Gives the level of an item that earns most at a price of time, and what it earns. */
static int64_t best_level(const Room *room, int item, int64_t price, int first, int *level) {
    const int64_t *earned = room->earned + item * (room->most_levels + 1);
    int64_t best = first ? NONE : 0, toll = price * room->size[item];
    *level = 0;
    for (int k = 1; k <= room->levels[item]; k++) {
        int64_t rest = earned[k] - toll * k;
        if (rest > best) best = rest, *level = k;
    }
    return best;
}

int64_t knapsack_limit(const Room *room, int items, const int64_t *tail, int loads, int64_t price, int *is_over) {
    int64_t sum = 0, used = 0, best = NONE;
    int end = 0;
    for (int i = 0; i < items; i++) {
        int level, item = room->active[i];
        sum += best_level(room, item, price, 0, &level);
        used += level * room->size[item];
    }
    for (int load = 0; load < loads; load++)
        if (price * load + tail[load] > best) best = price * load + tail[load], end = load;
    *is_over = used > end;
    return sum + best;
}

/* Finds the price of time with the least upper limit of all choices. */
static Linear find_price(const Room *room, int items, const int64_t *tail, int loads) {
    int64_t least = 0, most = 0, dearest = 0;
    for (int load = 1; load < loads; load++) {
        int64_t slope = tail[load] - tail[load - 1];
        if (slope < least) least = slope;
        if (slope > most) most = slope;
    }
    for (int i = 0; i < items; i++)
        for (int k = 1, item = room->active[i]; k <= room->levels[item]; k++) {
            int64_t each = floor_div(room->earned[item * (room->most_levels + 1) + k], k * room->size[item]);
            if (each > dearest) dearest = each;
        }
    int64_t low = -most, high = dearest - least > low ? dearest - least : low;
    Linear best = {INT64_MAX, 0};
    for (int step = 0; step < PRICE_STEPS; step++) {
        int64_t price = floor_div(low + high, 2);
        int is_over;
        int64_t limit = knapsack_limit(room, items, tail, loads, price, &is_over);
        if (limit < best.limit) best.limit = limit, best.price = price;
        if (is_over) low = price; else high = price;
    }
    return best;
}

/* Takes items by their priced profit as long as they fit; room->rank becomes their order. */
static int64_t greedy(Room *room, int items, const int64_t *tail, int loads, int64_t price) {
    int64_t used = 0, value = 0;
    int count = 0, level;
    for (int i = 0; i < items; i++) {
        int item = room->active[i];
        int64_t gain = best_level(room, item, price, 0, &level);
        room->slope[item] = gain;
        if (!level) continue;
        int place = count++;
        for (; place > 0 && room->slope[room->rank[place - 1]] < gain; place--)
            room->rank[place] = room->rank[place - 1];
        room->rank[place] = item;
    }
    for (int i = 0; i < count; i++) {
        int item = room->rank[i];
        best_level(room, item, price, 0, &level);
        if (used + level * room->size[item] >= loads) continue;
        used += level * room->size[item];
        value += room->earned[item * (room->most_levels + 1) + level];
    }
    return value + tail[used];
}

/* Adds one item to the best profit per load. */
static void add_item(Room *room, int item, int loads, int16_t *taken) {
    const int64_t *earned = room->earned + item * (room->most_levels + 1);
    int64_t size = room->size[item];
    for (int load = 0; load < loads; load++) room->next[load] = room->total[load], taken[load] = 0;
    for (int k = 1; k <= room->levels[item]; k++) {
        if (earned[k] == NONE) continue;
        for (int64_t load = k * size; load < loads; load++) {
            int64_t sum = room->total[load - k * size] + earned[k];
            if (sum > room->next[load]) room->next[load] = sum, taken[load] = (int16_t)k;
        }
    }
    int64_t *swap = room->total;
    room->total = room->next, room->next = swap;
}

int64_t knapsack_fill(Room *room, int items, const int64_t *tail, int loads, Linear *found) {
    for (int i = 0; i < items; i++)
        for (int item = room->active[i]; room->levels[item] * room->size[item] >= loads;) room->levels[item]--;
    Linear linear = *found = find_price(room, items, tail, loads);
    int64_t floor = greedy(room, items, tail, loads, linear.price);
    int kept = 0, level;
    for (int load = 0; load < loads; load++) room->total[load] = load ? NONE : 0;
    for (int i = 0; i < items; i++) {
        int item = room->active[i];
        if (!room->levels[item]) continue;
        int64_t lack = best_level(room, item, linear.price, 1, &level);
        /* Taking an item costs what it lacks at this price: more than the room below the limit is out. */
        if (linear.limit + (lack < 0 ? lack : 0) < floor) continue;
        room->kept[kept] = item;
        add_item(room, item, loads, room->taken + (int64_t)kept++ * room->most_load);
    }
    int used = 0;
    for (int load = 1; load < loads; load++)
        if (room->total[load] + tail[load] > room->total[used] + tail[used]) used = load;
    int64_t value = room->total[used] + tail[used];
    while (kept-- > 0) {
        int taken = room->taken[(int64_t)kept * room->most_load + used];
        room->chosen[room->kept[kept]] = taken;
        used -= (int)(taken * room->size[room->kept[kept]]);
    }
    return value;
}
