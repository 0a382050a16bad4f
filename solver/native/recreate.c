/* Serve demands anew: the price of the next slot says whose turn it is, with some chance. */
#include "recreate.h"

static int64_t next_price(const Plan *plan, int demand) {
    int served = plan->served[demand];
    return shortage(plan->ask, demand, served) - shortage(plan->ask, demand, served + 1);
}

/* The slots until the price of the next slot falls. */
static int slots_of_price(const Plan *plan, int demand) {
    const Question *ask = plan->ask;
    int served = plan->served[demand], first = served;
    int64_t price = next_price(plan, demand);
    while (served < ask->requested[demand]
           && shortage(ask, demand, served) - shortage(ask, demand, served + 1) >= price) served++;
    return served - first;
}

static double draw_rank(Desk *desk, int demand) {
    return (double)next_price(desk->plan, demand) * (0.8 + 0.4 * random_share(&desk->random));
}

void recreate(Ruin *ruin) {
    Desk *desk = ruin->desk;
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    Touched *touched = &ruin->touched;
    int left = 0;
    for (int n = 0; n < touched->count; n++) {
        int demand = touched->demands[n];
        if (plan->served[demand] >= ask->requested[demand]) continue;
        ruin->draw[left] = demand;
        ruin->ranks[left++] = draw_rank(desk, demand);
    }
    bool is_whole = random_below(&desk->random, 10) == 0;
    while (left) {
        int best = 0;
        for (int n = 1; n < left; n++)
            if (ruin->ranks[n] > ruin->ranks[best]) best = n;
        int demand = ruin->draw[best];
        int slots = is_whole ? ask->requested[demand] : slots_of_price(plan, demand);
        int added = serve(desk, demand, slots);
        if (added && plan->served[demand] < ask->requested[demand]) {
            ruin->ranks[best] = draw_rank(desk, demand);
            continue;
        }
        ruin->draw[best] = ruin->draw[--left];
        ruin->ranks[best] = ruin->ranks[left];
    }
}
