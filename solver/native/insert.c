/* Serve a demand: weigh what every CDO can offer, and take the cheapest visits of the best. */
#include <string.h>

#include "insert.h"

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
    if (plan->room[cdo] < room) room = plan->room[cdo];
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
            - fine_price(here) / FINE - balance_points(ask, cdo, load, length);
        if (gain <= 0) break;
        if (!count_opening(desk, demand, cdo, day_of(here), length)) continue;
        spared += gain;
        served += length;
        load += length;
        most--;
    }
    return spared;
}

/* The most that a choice could spare: all visits that there is room for, at no price. */
static int64_t find_limit(const Plan *plan, int demand, int cdo, int length) {
    const Question *ask = plan->ask;
    int most = most_visits(plan, demand, cdo, length), served = plan->served[demand];
    if (most <= 0) return 0;
    int64_t limit = shortage(ask, demand, served) - shortage(ask, demand, served + most * length)
        - fee_for(plan, demand, cdo);
    if (ask->target[cdo] > 0) limit += ask->balance * most * length;
    int published = ask->published_first[demand + 1] - ask->published_first[demand];
    return limit + ask->change * (published < most ? published : most);
}

/* Lists the CDOs and lengths that could spare anything; gives how many. */
static int list_choices(Desk *desk, int demand) {
    const Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    int found = 0;
    for (int n = ask->eligible_first[demand]; n < ask->eligible_first[demand + 1]; n++) {
        int cdo = ask->eligible[n];
        if (!plan->room[cdo] || !desk->is_open_cdo[cdo]) continue;
        if (!plan_is_open_to(plan, demand, cdo)) continue;
        for (int s = ask->shape_first[demand]; s < ask->shape_first[demand + 1]; s++) {
            int64_t limit = find_limit(plan, demand, cdo, ask->shape_length[s]);
            if (limit > 0) desk->choices[found++] = (Choice){cdo, s, limit};
        }
    }
    return found;
}

/* Takes the choice of the highest limit out of the list. */
static Choice next_choice(Desk *desk, int found) {
    int best = 0;
    for (int n = 1; n < found; n++)
        if (desk->choices[n].limit > desk->choices[best].limit) best = n;
    Choice choice = desk->choices[best];
    desk->choices[best] = desk->choices[found - 1];
    return choice;
}

/* What a choice would spare, with a little chance; its offer is on the desk. */
static double weigh(Desk *desk, int demand, Choice choice, int *found) {
    const Plan *plan = desk->plan;
    int length = plan->ask->shape_length[choice.shape];
    int most = most_visits(plan, demand, choice.cdo, length);
    *found = make_offer(desk, demand, list_openings(desk, demand, choice.shape, choice.cdo));
    int64_t spared = weigh_offer(desk, demand, choice.cdo, length, *found, most)
        - fee_for(plan, demand, choice.cdo);
    return (double)spared * (1 + 0.02 * (random_share(&desk->random) - 0.5));
}

/* Finds the choice that spares most; its offer becomes the best. False where nothing is spared. */
static bool find_choice(Desk *desk, int demand, Choice *best) {
    double most = 0;
    for (int left = list_choices(desk, demand); left > 0; left--) {
        Choice choice = next_choice(desk, left);
        int found;
        if ((double)choice.limit * 1.01 <= most) break;
        double worth = weigh(desk, demand, choice, &found);
        if (worth <= most) continue;
        Opening *offer = desk->offer;
        desk->offer = desk->best_offer;
        desk->best_offer = offer;
        desk->best_found = found;
        most = worth;
        *best = choice;
    }
    return most > 0;
}

/* Adds the cheapest visits of the best offer; gives the slots. */
static int take(Desk *desk, int demand, Choice choice, int slots) {
    Plan *plan = desk->plan;
    const Question *ask = plan->ask;
    int length = ask->shape_length[choice.shape], added = 0;
    for (int n = 0; n < desk->best_found && added < slots; n++) {
        Opening here = desk->best_offer[n];
        Visit visit = {(int16_t)choice.cdo, (uint8_t)slot_of(here), (uint8_t)length};
        int served = plan->served[demand];
        if (served + length > ask->requested[demand]) break;
        int64_t spared = shortage(ask, demand, served) - shortage(ask, demand, served + length);
        if (spared <= fine_price(here) / FINE) break;
        if (!plan_fits(plan, demand, day_of(here), visit)) continue;
        plan_add(plan, demand, day_of(here), visit);
        added += length;
    }
    return added;
}

int serve(Desk *desk, int demand, int slots) {
    Choice choice = {-1, -1, 0};
    return find_choice(desk, demand, &choice) ? take(desk, demand, choice, slots) : 0;
}
