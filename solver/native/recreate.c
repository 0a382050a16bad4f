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

/* The price of the last slot that a demand asks for. */
static int64_t last_price(const Question *ask, int demand) {
    int last = ask->requested[demand];
    return shortage(ask, demand, last - 1) - shortage(ask, demand, last);
}

/* The slots until the price of the next slot is the last price. */
static int slots_before_last(const Plan *plan, int demand) {
    const Question *ask = plan->ask;
    int served = plan->served[demand], first = served;
    int64_t price = last_price(ask, demand);
    while (served < ask->requested[demand]
           && shortage(ask, demand, served) - shortage(ask, demand, served + 1) > price) served++;
    return served - first;
}

static double draw_rank(Ruin *ruin, int demand, int order) {
    const Plan *plan = ruin->desk->plan;
    const Question *ask = plan->ask;
    double chance = random_share(&ruin->desk->random);
    int eligible = ask->eligible_first[demand + 1] - ask->eligible_first[demand];
    switch (order) {
    case 0: return (double)next_price(plan, demand) * (0.8 + 0.4 * chance);
    case 1: return chance;
    case 2: return ask->shape_length[ask->shape_first[demand + 1] - 1] + chance;
    default: return -eligible * (0.7 + 0.6 * chance);
    }
}

static int list_wanting(Ruin *ruin, int order) {
    const Plan *plan = ruin->desk->plan;
    int left = 0;
    for (int n = 0; n < ruin->touched.count; n++) {
        int demand = ruin->touched.demands[n];
        if (plan->served[demand] >= plan->ask->requested[demand]) continue;
        if (ruin->touched.is_in[demand] == GIVEN_UP) continue;
        ruin->draw[left] = demand;
        ruin->ranks[left++] = draw_rank(ruin, demand, order);
    }
    return left;
}

/* The most points that serving a demand to the end could spare. */
static int64_t find_hope(const Plan *plan, int demand) {
    const Question *ask = plan->ask;
    int published = ask->published_first[demand + 1] - ask->published_first[demand];
    return shortage(ask, demand, plan->served[demand]) + ask->change * published
        + ask->balance * (ask->requested[demand] - plan->served[demand]);
}

/* Whether the trial will cost too much even if all whom nobody has given up are served for free. */
static bool is_hopeless(const Ruin *ruin) {
    const Plan *plan = ruin->desk->plan;
    double points = (double)plan->points;
    for (int n = 0; n < ruin->touched.count && points > ruin->limit; n++) {
        int demand = ruin->touched.demands[n];
        if (ruin->touched.is_in[demand] != GIVEN_UP) points -= (double)find_hope(plan, demand);
    }
    return points > ruin->limit;
}

static int find_first(const Ruin *ruin, int left) {
    int best = 0;
    for (int n = 1; n < left; n++)
        if (ruin->ranks[n] > ruin->ranks[best]) best = n;
    return best;
}

static void serve_by_price(Ruin *ruin) {
    Desk *desk = ruin->desk;
    const Plan *plan = desk->plan;
    int left = list_wanting(ruin, 0);
    while (left) {
        int best = find_first(ruin, left), demand = ruin->draw[best];
        int added = serve(desk, demand, slots_of_price(plan, demand));
        if (added && plan->served[demand] < plan->ask->requested[demand]) {
            ruin->ranks[best] = draw_rank(ruin, demand, 0);
            continue;
        }
        if (!added) ruin->touched.is_in[demand] = GIVEN_UP;
        if (!added && is_hopeless(ruin)) return;
        ruin->draw[best] = ruin->draw[--left];
        ruin->ranks[best] = ruin->ranks[left];
    }
}

/* Serves each demand but for its cheapest hours, one after another. */
static void serve_most(Ruin *ruin, int order, bool is_all) {
    Desk *desk = ruin->desk;
    const Plan *plan = desk->plan;
    for (int left = list_wanting(ruin, order); left;) {
        int best = find_first(ruin, left), demand = ruin->draw[best], added = 1;
        while (added) {
            int slots = is_all ? plan->ask->requested[demand] - plan->served[demand]
                : slots_before_last(plan, demand);
            added = slots > 0 ? serve(desk, demand, slots) : 0;
            if (slots > 0 && !added) ruin->touched.is_in[demand] = GIVEN_UP;
        }
        if (is_hopeless(ruin)) return;
        ruin->draw[best] = ruin->draw[--left];
        ruin->ranks[best] = ruin->ranks[left];
    }
}

void serve_all(Ruin *ruin) {
    serve_most(ruin, 3, false);
    serve_by_price(ruin);
}

void recreate(Ruin *ruin) {
    int sum = 0, kind = 0;
    for (int n = 0; n < 6; n++) sum += ruin->orders[n];
    int draw = random_below(&ruin->desk->random, sum);
    while (draw >= ruin->orders[kind]) draw -= ruin->orders[kind++];
    if (kind >= 1 && kind <= 3) serve_most(ruin, kind, false);
    if (is_hopeless(ruin)) return;
    if (kind >= 4) serve_most(ruin, kind - 3, true);
    else serve_by_price(ruin);
}
