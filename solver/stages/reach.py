"""How much can be reached at all: slots of a CDO, slots of a demand, by counting alone.

Every figure is an upper limit that no plan can pass, so that bounds built on it are proofs.
"""

from solver.candidates import Candidates


def capacity(candidates: Candidates, cdo: int) -> int:
    """Give the most slots that a CDO can work: availability under day, week and period caps."""
    able, weeks = candidates.problem.cdos[cdo], week_room(candidates, cdo)
    if able.average_cap:
        span, cap = able.average_cap.weeks, able.average_cap.slots
        # Disjoint runs of weeks cover the period; each holds at most the cap.
        starts = range(0, len(weeks) - span + 1, span)
        whole = sum(min(cap, sum(weeks[first : first + span])) for first in starts)
        rest = sum(weeks[len(starts) * span :])
        return min(able.period_cap, whole + rest)
    return min(able.period_cap, sum(weeks))


def week_room(candidates: Candidates, cdo: int) -> list[int]:
    """Give the most slots of each week that a CDO can work under the caps of day and week."""
    grid, able = candidates.problem.grid, candidates.problem.cdos[cdo]
    whole_day = (1 << grid.slots_per_day) - 1
    rooms = [0] * grid.week_count
    for day, week in enumerate(grid.week):
        free = candidates.available[cdo] >> (day * grid.slots_per_day) & whole_day
        rooms[week] += min(able.day_cap, free.bit_count())
    return [min(able.week_cap, room) for room in rooms]


def most_slots(candidates: Candidates, demand: int, cdo: int) -> int:
    """Give the most slots that a CDO alone can give a demand, frozen days included."""
    return _most(
        candidates, demand, candidates.available[cdo], candidates.problem.cdos[cdo].day_cap
    )


def _most(candidates: Candidates, demand: int, free: int, day_cap: int) -> int:
    problem, asked = candidates.problem, candidates.problem.demands[demand]
    per_day = problem.grid.slots_per_day
    longest: dict[int, int] = {}
    for length in sorted(asked.lengths):
        starts = candidates.starts(demand, length) if length <= day_cap else 0
        for step in range(length):
            starts &= free >> step
        for day in range(len(problem.grid.days)):
            if starts >> (day * per_day) & ((1 << per_day) - 1):
                longest[day] = length
    by_window: dict[int, list[int]] = {}
    for day, length in longest.items():
        by_window.setdefault(problem.windows[demand][day], []).append(length)
    best = (sorted(lengths, reverse=True)[: asked.per_window] for lengths in by_window.values())
    return min(asked.requested, sum(sum(lengths) for lengths in best))


def reachable(candidates: Candidates, demand: int) -> list[int]:
    """List the volumes that visits of a demand can add up to, from 0, in order."""
    problem, asked = candidates.problem, candidates.problem.demands[demand]
    free, day_cap = 0, 0
    for cdo in candidates.servers[demand]:
        free |= candidates.available[cdo]
        day_cap = max(day_cap, problem.cdos[cdo].day_cap)
    most = _most(candidates, demand, free, day_cap)
    sums = {0}
    for total in range(1, most + 1):
        if any(total - length in sums for length in asked.lengths):
            sums.add(total)
    return sorted(sums)
