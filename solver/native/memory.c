/* What a step remembers of the one before: how much more a pair may earn by now. */
#include "market.h"

void memory_find_drops(const Market *m, Room *room, const PriceRow *p, const PriceRow *old, int64_t stall) {
    int64_t stops = m->stop_at[stall + 1] - m->stop_at[stall], at = m->toll_at[stall];
    int64_t groups = m->group_at[stall + 1] - m->group_at[stall];
    for (int64_t block = 0; block < m->blocks; block++) {
        const uint8_t *reach = m->reach + stall * (m->blocks * m->slots + 1) + block * m->slots;
        int64_t most = 0;
        for (int64_t slot = 0; slot < m->slots; slot++) {
            int64_t sum = 0;
            for (int64_t i = slot; reach[slot] && i < slot + m->lengths[block]; i++) {
                int64_t hour = stall * m->slots + i, week = stall * m->weeks + m->week_of_slot[i];
                sum += old->hour[hour] + old->week[week] - p->hour[hour] - p->week[week];
            }
            most = larger(most, sum);
        }
        room->drop[block] = most;
    }
    for (int64_t stop = 0; stop < stops; stop++) {
        int64_t most = 0;
        for (int64_t group = 0; group < groups; group++)
            most = larger(most, old->toll[at + group * stops + stop] - p->toll[at + group * stops + stop]);
        for (int64_t block = 0; block < m->blocks; block++)
            room->drop[(stop + 1) * m->blocks + block] = room->drop[block] + most;
    }
}

int64_t memory_drift(const Market *m, const Room *room, const PriceRow *p, const PriceRow *old,
                     const Memory *memory, int64_t stall, int64_t pair) {
    int64_t demand = m->pair_demand[pair], levels = levels_of(m, demand), slots = levels * m->step[demand];
    const int64_t *stops = m->stops + pair * (m->blocks + 1);
    int64_t most = 0, worth = larger(0, old->demand[demand] - p->demand[demand]);
    for (int64_t block = 0; block < m->blocks; block++)
        if (m->lengths[block] <= m->steps[demand] * m->step[demand])
            most = larger(most, room->drop[(stops[block] + 1) * m->blocks + block]);
    if (m->most_cdos[demand] > 1) {
        int64_t dearer = slots * larger(0, p->part[demand] - old->part[demand]);
        worth = larger(worth, dearer + larger(0, room->old_parts[demand].toll - room->parts[demand].toll));
    }
    int64_t member = larger(0, old->member[stall] - p->member[stall]);
    int64_t time = slots / m->unit[stall] * larger(0, memory->price[stall] - room->price);
    /* One grain more for what was rounded. */
    return worth + member + 1 + levels * most + time;
}
