"""The best plan of a tiny instance by trying all of them, with the independent judge alone."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from bench import check_plan

Json = dict[str, Any]
# Broken once, these stay broken whatever visits come on top; the others speak of whole plans.
OF_THE_WHOLE_PLAN = ("H10", "H14", "H15")


def list_visits(instance: Json) -> list[Json]:
    """Give every visit that is allowed by itself, pins and frozen days apart."""
    slots = range(len(instance["slots"]))
    visits = (
        {"demand": demand["id"], "cdo": cdo["id"], "day": day, "slot": slot, "length": length}
        for demand in instance["demands"]
        for length in demand["lengths"]
        for cdo, day, slot in product(instance["cdos"], instance["days"], slots)
    )
    return [visit for visit in visits if not _lasting_errors(_judged(instance, [visit]))]


def best_cost(instance: Json, visits: list[Json]) -> int | None:
    """Give the least cost over all allowed plans of these visits, or None when there is none."""
    costs = [report["cost"] for report in _plans(instance, visits, []) if not report["errors"]]
    return min(costs, default=None)


def _plans(instance: Json, visits: list[Json], chosen: list[Json]) -> Iterator[Json]:
    """Judge every set of visits that breaks no lasting rule."""
    report = _judged(instance, chosen)
    if _lasting_errors(report):
        return
    yield report
    for place, visit in enumerate(visits):
        yield from _plans(instance, visits[place + 1 :], [*chosen, visit])


def _judged(instance: Json, visits: list[Json]) -> Json:
    plan = {"format": "cdo-timeshare-plan/1", "instance": instance["name"], "visits": visits}
    return check_plan.check(instance, plan)


def _lasting_errors(report: Json) -> list[str]:
    return [e for e in report["errors"] if not e.startswith(OF_THE_WHOLE_PLAN)]
