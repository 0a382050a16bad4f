/* Visits in and out of a search: lists for Python, and what one search hands to another. */
#include <string.h>

#include "export.h"
#include "search.h"

/* Sets which demands and CDOs may be touched, one byte each, and the published visits that may be
   missing at most. */
EXPORT void search_limit(Search *search, const uint8_t *demands, const uint8_t *cdos,
                         int32_t most_missing) {
    const Question *ask = search->plan.ask;
    memcpy(search->desk.is_open_demand, demands, ask->demands);
    memcpy(search->desk.is_open_cdo, cdos, ask->cdos);
    search->desk.most_missing = most_missing;
}

/* Takes over a plan as rows of demand x day; its visits are known to fit. Only the rows of open
   demands are looked at when `is_all` is 0. */
EXPORT int64_t search_load(Search *search, const Visit *rows, int32_t is_all) {
    Plan *plan = &search->plan;
    int days = (int)plan->ask->days;
    for (int pass = 0; pass < 2; pass++)
        for (int d = 0; d < plan->ask->demands; d++) {
            const Visit *row = rows + (size_t)d * days, *here = plan->visits + (size_t)d * days;
            if (!is_all && !search->desk.is_open_demand[d]) continue;
            if (!memcmp(row, here, days * sizeof *row)) continue;
            for (int day = 0; day < days; day++) {
                if (!memcmp(row + day, here + day, sizeof *row)) continue;
                if (pass == 0 && here[day].length) plan_remove(plan, d, day);
                if (pass == 1 && row[day].length) plan_add(plan, d, day, row[day]);
            }
        }
    plan_forget_steps(plan);
    return plan->points;
}

/* Writes the rows of open demands, or of all, of the plan of now or of the best of the run. */
EXPORT void search_store(const Search *search, Visit *rows, int32_t is_best, int32_t is_all) {
    const Question *ask = search->plan.ask;
    const Visit *from = is_best ? search->best : search->plan.visits;
    for (int d = 0; d < ask->demands; d++)
        if (is_all || search->desk.is_open_demand[d])
            memcpy(rows + d * ask->days, from + d * ask->days, ask->days * sizeof *rows);
}

EXPORT int64_t search_points(const Search *search) { return search->plan.points; }

/* Whether every rule between visits allows one more visit, possible by itself. */
EXPORT int search_fits(const Search *search, int32_t demand, int32_t cdo, int32_t day,
                       int32_t slot, int32_t length) {
    Visit visit = {(int16_t)cdo, (uint8_t)slot, (uint8_t)length};
    return plan_fits(&search->plan, demand, day, visit);
}

EXPORT int32_t search_missing(const Search *search) { return search->plan.missing; }
