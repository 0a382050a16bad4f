"""The figures of a comparison: shared bounds, gaps, ratios to annealing, medians."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.harness.entrants import OURS

Json = dict[str, Any]
ANNEAL = "anneal"
GROUP = ("size", "grid", "ratio", "weeks", "seconds")
Group = tuple[Any, ...]


@dataclass(frozen=True)
class Spread:
    """Median and worst (largest) over the seeds, and of how many."""

    median: float
    worst: float
    count: int


def spread(values: Iterable[float | None]) -> Spread | None:
    """Sum up the values that are known; None when there is none."""
    known = [value for value in values if value is not None]
    return Spread(median(known), max(known), len(known)) if known else None


def with_figures(solves: list[Json]) -> list[Json]:
    """Give the solves of one file with bound, gap, excess and the ratios to annealing.

    A solve is {"case": …, "run": …}. The bound of a case is the best that any run of it proved.
    An entrant without a feasible plan has the cost of serving nobody: the empty plan is a plan.
    """
    by_case: dict[tuple[Any, ...], list[Json]] = defaultdict(list)
    for solve in solves:
        by_case[(*solve["case"].values(), solve["run"]["seconds"])].append(solve)
    return [
        {
            **solve,
            "figures": {
                "cold_seconds": solve.get("cold_seconds"),
                **figures(solve["run"], [other["run"] for other in same]),
            },
        }
        for same in by_case.values()
        for solve in same
    ]


def figures(run: Json, rivals: list[Json]) -> Json:
    """Compute the figures of one run among those on the same instance, itself included."""
    bound = max((r["report"].get("bound") or 0.0 for r in rivals), default=0.0)
    anneal = next((r for r in rivals if r["entrant"] == ANNEAL and r["is_feasible"]), None)
    cost = run["cost"] if run["is_feasible"] else None
    nobody = run["verdict"].get("cost_of_serving_nobody")
    found: Json = {"bound": bound, "cost": cost}
    for name in ("first_plan_seconds", "peak_megabytes"):
        found[name] = run[name]
    found["shortage"] = run["parts"].get("shortage", 0) if cost is not None else None
    if cost is None:
        return found
    if bound > 0:
        found["excess"] = (cost - bound) / bound
        found["gap"] = (cost - bound) / (nobody - bound) if nobody > bound else 0.0
    if anneal:
        found["cost_to_anneal"] = ratio(cost, anneal["cost"])
        theirs = anneal["parts"].get("shortage", 0)
        found["shortage_to_anneal"] = ratio(found["shortage"], theirs)
    return found


def ratio(one: float, other: float) -> float:
    """Divide; two zeros are even, and something against nothing is without limit."""
    if other:
        return one / other
    return 1.0 if one == 0 else float("inf")


def grouped(solves: list[Json]) -> dict[Group, dict[str, list[Json]]]:
    """Give for each group (size, grid, ratio, weeks, seconds) the solves of each entrant."""
    groups: dict[Group, dict[str, list[Json]]] = {}
    for solve in solves:
        case, run = solve["case"], solve["run"]
        key = (case["size"], case["grid"], case["ratio"], case["weeks"], run["seconds"])
        groups.setdefault(key, defaultdict(list))[run["entrant"]].append(solve)
    return groups


def ours(entrants: dict[str, list[Json]]) -> list[Json]:
    """Give the figures of our own solves in a group."""
    return [solve["figures"] for solve in entrants.get(OURS, [])]
