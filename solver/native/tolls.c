/* What the tolls of a day exceed its tour by (solver/stages/plain.py). */
#include "market.h"

/* Finds the stops of one group of days whose tolls most exceed their tour; gives that back. */
static int64_t give_back_group(const Market *m, const PriceRow *p, int64_t stall, int64_t group, RiseRow *rise) {
    int64_t first = m->stop_at[stall], stops = m->stop_at[stall + 1] - first, most = 0, one = -1, two = -1;
    int64_t at = m->toll_at[stall] + (group - m->group_at[stall]) * stops;
    const int64_t *toll = p->toll + at, *length = m->stop_length + first, *alone = m->alone + first;
    for (int64_t s = 0; s < stops; s++) {
        if (length[s] > m->room[group]) continue;
        if (toll[s] - alone[s] > most) most = toll[s] - alone[s], one = s, two = -1;
        const int64_t *tour = m->tours + m->tour_at[stall] + s * stops;
        for (int64_t t = s; t < stops; t++)
            if (toll[s] + toll[t] - tour[t] > most && tour[t] >= 0 && length[s] + length[t] <= m->room[group])
                most = toll[s] + toll[t] - tour[t], one = s, two = t;
    }
    if (one >= 0) rise->toll[at + one] -= (double)m->group_days[group];
    if (two >= 0) rise->toll[at + two] -= (double)m->group_days[group];
    return most * m->group_days[group];
}

int64_t tolls_give_back(const Market *m, const PriceRow *p, int64_t stall, RiseRow *rise) {
    int64_t sum = 0;
    for (int64_t group = m->group_at[stall]; group < m->group_at[stall + 1]; group++)
        sum += give_back_group(m, p, stall, group, rise);
    return sum;
}
