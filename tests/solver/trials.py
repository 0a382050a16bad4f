"""Plans drawn by chance, every visit a demand could have, and prices as the judge gives them."""

from collections.abc import Callable
from itertools import product
from typing import Any

import solver
from tests.solver.chance import SITES, board_of
from tests.solver.instances import DAYS, WEIGHTS, a_cdo, a_demand, a_visit, in_hours
from tests.solver.mutations import dice

Json = dict[str, Any]
Draw = Callable[[int], Json]


def a_random_plan(instance: Json, seed: int) -> Json:
    """Fill an instance by chance, published visits first, so that frozen days hold."""
    board, rng = board_of(instance), dice(f"plan {seed}")
    board.add_fitting(sorted(board.candidates.published))
    for demand in range(len(board.of_demand)):
        for cdo in board.candidates.eligible[demand]:
            options = list(board.candidates.list_options(demand, cdo, board.free[cdo]))
            board.add_fitting(rng.sample(options, min(4, len(options))))
    return board.problem.plan(board.options()).to_json()


def a_crowded(seed: int) -> Json:
    """Draw three days by the hour: short visits of several lengths, several places a day."""
    rng = dice(f"crowded {seed}")
    cdos = [
        a_cdo(
            id=name,
            base=rng.choice(SITES),
            available="".join(rng.choice(("1111", "1111", "0110")) for _ in range(6)),
            day_cap=rng.choice((8, 5)),
            week_cap=rng.choice((24, 12)),
            max_members=rng.choice((5, 3)),
            max_sites_per_day=3,
            target_load=rng.choice((None, 8)),
        )
        for name in ("C1", "C2")
    ]
    demands = [
        a_demand(
            id=f"D{number}",
            member=f"M{number}",
            requested=rng.randint(2, 5),
            lengths=rng.choice(([1], [2], [1, 2])),
            windows=rng.choice(([[DAYS[0], DAYS[2]]], [[day, day] for day in DAYS[:3]])),
            per_window=rng.choice((1, 2, 3)),
            site=rng.choice(SITES),
            on_site=rng.random() < 0.8,
            weight=rng.choice((10, 1)),
            max_cdos=rng.choice((1, 2)),
            previous_cdo=rng.choice((None, "C1")),
            rhythm=rng.random() < 0.5,
        )
        for number in range(1, 6)
    ]
    fast = {"detour": 1.3, "kmh": 90, "fixed_minutes": 0, "pause_minutes": 0}
    instance = in_hours(days=DAYS[:3], cdos=cdos, demands=demands, travel=fast)
    plan = a_random_plan(instance, seed)
    some = rng.sample(plan["visits"], len(plan["visits"]) // 2)
    published = [v | {"day": rng.choice(DAYS[:3])} for v in some]
    weights = WEIGHTS | {"balance": rng.choice((10, 900)), "change": rng.choice((500, 2000))}
    changes = {"published": published, "max_changes": rng.choice((None, 1))}
    return instance | changes | {"weights": weights}


def every_visit(instance: Json, demand: Json) -> list[Json]:
    slots = range(len(instance["slots"]))
    names = [cdo["id"] for cdo in instance["cdos"]]
    places = product(names, instance["days"], slots, demand["lengths"])
    return [a_visit(demand["id"], *place) for place in places]


def difference(after: Json, before: Json) -> dict[str, int]:
    """Give the difference part by part, without the parts that are the same."""
    one, two = before["components"], after["components"]
    parts = {part: two.get(part, 0) - one.get(part, 0) for part in {*one, *two}}
    return {part: points for part, points in parts.items() if points}


def told_parts(answer: Json) -> dict[str, int]:
    assert sum(answer["parts"].values()) == answer["points"]
    return {part: points for part, points in answer["parts"].items() if points}


def read(instance: Json, plan: Json) -> tuple[solver.Instance, solver.Plan]:
    return solver.read_instance(instance), solver.read_plan(plan, instance="tiny")
