/* Serve a demand: weigh what every CDO can offer, and take the cheapest visits of the best. */
#include <string.h>

#include "insert.h"

typedef struct { int cdo, shape; double worth; } Choice;

static int64_t fee_for(const Plan *plan, int demand, int cdo) {
    const Question *ask = plan->ask;
    const uint16_t *pairs = plan->pair + demand * ask->cdos;
    int known = ask->previous[demand], count = plan->cdo_count[demand];
    if (pairs[cdo]) return 0;
    bool has_known = known >= 0 && pairs[known];
    return plan_fee(ask, demand, count + 1, has_known || cdo == known)
        - plan_fee(ask, demand, count, has_known);
}

/* The most visits of a length that demand and CDO have room for. */
static int most_visits(const Plan *plan, int demand, int cdo, int length) {
    const Question *ask = plan->ask;
    int missing = ask->requested[demand] - plan->served[demand];
    int room = ask->period_cap[cdo] - plan->load[cdo];
    return (missing < room ? missing : room) / length;
}

/* What a slot more costs or spares in the balance of a CDO's load. */
static int64_t balance_points(const Question *ask, int cdo, int load, int length) {
    int target = ask->target[cdo];
    if (target < 0) return 0;
    int before = load > target ? load - target : target - load;
    int after = load + length > target ? load + length - target : target - load - length;
    return ask->balance * (after - before);
}

/* Whether an opening still fits beside those counted before; counts it if so. */
static bool count_opening(Desk *desk, int demand, int cdo, int day, int length) {
    const Question *ask = desk->plan->ask;
    int window = ask->window[demand * ask->days + day], week = ask->week[day];
    if (desk->in_window[window] >= ask->per_window[demand]) return false;
    if (!has_week_room(ask, cdo, desk->week_load, week, length)) return false;
    desk->in_window[window]++;
    desk->week_load[week] += length;
    return true;
}

/* What the cheapest visits of an offer would spare, up to so many. */
static int64_t weigh_offer(Desk *desk, int demand, int cdo, int length, int found, int most) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    int first = ask->window_first[demand], windows = ask->window_first[demand + 1] - first;
    int served = plan->served[demand], load = plan->load[cdo];
    int64_t spared = 0;
    memcpy(desk->in_window, plan->in_window + first, windows * sizeof *desk->in_window);
    memcpy(desk->week_load, plan->week_load + cdo * ask->weeks,
           ask->weeks * sizeof *desk->week_load);
    for (int n = 0; n < found && most > 0; n++) {
        Opening here = desk->offer[n];
        int64_t gain = shortage(ask, demand, served) - shortage(ask, demand, served + length)
            - here.price - balance_points(ask, cdo, load, length);
        if (gain <= 0) break;
        if (!count_opening(desk, demand, cdo, here.day, length)) continue;
        spared += gain;
        served += length;
        load += length;
        most--;
    }
    return spared;
}

/* Weighs one CDO and one length against the best choice so far. */
static void weigh(Desk *desk, int demand, int shape, int cdo, Choice *best) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    int length = ask->shape_length[shape], most = most_visits(plan, demand, cdo, length);
    if (most <= 0) return;
    int served = plan->served[demand];
    int64_t fee = fee_for(plan, demand, cdo);
    int64_t limit = shortage(ask, demand, served) - shortage(ask, demand, served + most * length)
        - fee + (ask->target[cdo] > 0 ? ask->balance * most * length : 0);
    bool may_be_published = ask->published_first[demand] < ask->published_first[demand + 1];
    if (!may_be_published && (double)limit * 1.01 <= best->worth) return;
    int found = make_offer(desk, demand, list_openings(desk, demand, shape, cdo));
    int64_t spared = weigh_offer(desk, demand, cdo, length, found, most) - fee;
    double worth = (double)spared * (1 + 0.02 * (random_share(&desk->random) - 0.5));
    if (worth > best->worth) *best = (Choice){cdo, shape, worth};
}

static Choice find_choice(Desk *desk, int demand) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    Choice best = {-1, -1, 0};
    for (int n = ask->eligible_first[demand]; n < ask->eligible_first[demand + 1]; n++) {
        int cdo = ask->eligible[n];
        if (!desk->is_open_cdo[cdo] || plan->load[cdo] >= ask->period_cap[cdo]) continue;
        if (!plan_is_open_to(plan, demand, cdo)) continue;
        for (int s = ask->shape_first[demand]; s < ask->shape_first[demand + 1]; s++)
            weigh(desk, demand, s, cdo, &best);
    }
    return best;
}

/* Adds the cheapest visits of the choice; gives the slots. */
static int take(Desk *desk, int demand, Choice choice, int slots) {
    Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    int length = ask->shape_length[choice.shape], added = 0;
    int found = make_offer(desk, demand,
                           list_openings(desk, demand, choice.shape, choice.cdo));
    for (int n = 0; n < found && added < slots; n++) {
        Opening here = desk->offer[n];
        Visit visit = {(int16_t)choice.cdo, here.slot, (uint8_t)length};
        int served = plan->served[demand];
        if (served + length > ask->requested[demand]) break;
        if (shortage(ask, demand, served) - shortage(ask, demand, served + length) <= here.price)
            break;
        if (!plan_fits(plan, demand, here.day, visit)) continue;
        plan_add(plan, demand, here.day, visit);
        added += length;
    }
    return added;
}

int serve(Desk *desk, int demand, int slots) {
    Choice choice = find_choice(desk, demand);
    return choice.cdo < 0 ? 0 : take(desk, demand, choice, slots);
}
