/* The memory of one step of the prices. */
#include <stdlib.h>
#include <string.h>

#include "market.h"

typedef struct { int64_t items, levels, load, cells, boxes, line, stops, starts; } Sizes;

static Sizes measure(const Market *m) {
    Sizes s = {1, 1, 2, 1, 1, 1, 1, m->blocks * m->slots + 1};
    for (int64_t stall = 0; stall < m->stalls; stall++) {
        s.items = larger(s.items, m->pair_at[stall + 1] - m->pair_at[stall]);
        s.load = larger(s.load, m->tail_at[stall + 1] - m->tail_at[stall] + 1);
        s.stops = larger(s.stops, m->stop_at[stall + 1] - m->stop_at[stall]);
    }
    for (int64_t d = 0; d < m->demands; d++) {
        if (!m->windows[d]) continue;
        int64_t line = m->windows[d] * (m->is_rhythmic[d] ? 2 : m->most_days[d] * m->steps[d]);
        s.levels = larger(s.levels, levels_of(m, d));
        s.boxes = larger(s.boxes, m->windows[d] * m->width[d]);
        s.line = larger(s.line, line + m->width[d]);
    }
    return s;
}

void room_close(Room *room) {
    void *all[] = {room->start_price, room->stop_price, room->least_price, room->cost, room->sorted, room->curve, room->where,
                   room->order, room->earned, room->size, room->levels, room->is_part, room->total,
                   room->next, room->slope, room->kept, room->rank, room->taken, room->chosen,
                   room->usage, room->parts, room->drop, room->active, room->old_parts};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
}

#define TAKE(name, count) (room->name = calloc((size_t)(count) + 1, sizeof *room->name), is_open &= room->name != NULL)

int room_open(const Market *m, Room *room) {
    Sizes s = measure(m);
    int is_open = 1;
    memset(room, 0, sizeof *room);
    room->most_levels = s.levels, room->most_load = s.load;
    TAKE(start_price, s.starts);
    TAKE(stop_price, s.starts * s.stops);
    TAKE(least_price, (s.stops + 1) * m->blocks);
    TAKE(cost, s.boxes);
    TAKE(where, s.boxes);
    TAKE(sorted, s.line);
    TAKE(order, s.line);
    TAKE(curve, s.line);
    TAKE(earned, s.items * (s.levels + 1));
    TAKE(is_part, s.items * (s.levels + 1));
    TAKE(size, s.items);
    TAKE(levels, s.items);
    TAKE(total, s.load);
    TAKE(next, s.load);
    TAKE(slope, s.items);
    TAKE(kept, s.items);
    TAKE(rank, s.items);
    TAKE(taken, s.items * s.load);
    TAKE(chosen, s.items);
    TAKE(usage, m->slots);
    TAKE(parts, m->demands);
    TAKE(drop, (s.stops + 1) * m->blocks);
    TAKE(active, s.items);
    TAKE(old_parts, m->demands);
    return is_open;
}
