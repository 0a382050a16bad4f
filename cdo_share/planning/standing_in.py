"""What a plan could do today: who stands in, what fills a gap, which visit could be added; pure.

`instance` is the question as it stands; the visits in force are its published ones.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import solver
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.queries import PLAN_FORMAT
from solver.check import check

Json = Mapping[str, Any]


def list_substitutes(
    instance: Json, engagement_id: int, first: date, last: date
) -> list[dict[str, Any]]:
    """Return who could take over visits of a CDO who is away, the best first.

    As `solver.substitutes` tells it. Empty where the days lie wholly outside the period, or the
    CDO takes no part.
    """
    days = instance["days"]
    name = cdo_name(engagement_id)
    is_inside = days and first.isoformat() <= days[-1] and days[0] <= last.isoformat()
    if not is_inside or all(cdo["id"] != name for cdo in instance["cdos"]):
        return []
    question, plan = _read(instance)
    told = solver.substitutes(question, plan, name, first.isoformat(), last.isoformat(), limit=1)
    return list(told["substitutes"])


def list_fillers(instance: Json, visit: Json) -> list[dict[str, Any]]:
    """Return which visits could fill the time of a visit that fell away, the best first."""
    if all(cdo["id"] != visit["cdo"] for cdo in instance["cdos"]):
        return []
    question, plan = _read(instance)
    return solver.fillers(question, plan, solver.Visit(**visit))


def list_additions(instance: Json, demand: str) -> list[dict[str, Any]]:
    """Return every visit that could be added for a demand, the earliest first."""
    if all(one["id"] != demand for one in instance["demands"]):
        return []
    question, plan = _read(instance)
    found = solver.additions(question, plan, demand)["alternatives"]
    return sorted(found, key=_earliest)


def _earliest(found: dict[str, Any]) -> tuple[Any, ...]:
    visit = found["visit"]
    return visit["day"], visit["slot"], visit["cdo"], visit["length"]


def is_fit(instance: Json, visit: Json) -> bool:
    """Return whether the judge finds nothing new wrong when a visit joins those in force."""
    standing = _standing(instance)
    before = check(instance, _plan(instance, standing))
    return _adds_nothing(instance, standing, visit, before)


def is_sound(instance: Json, answer: Json) -> bool:
    """Return whether the judge finds nothing wrong with a plan."""
    return bool(check(instance, answer)["feasible"])


def keep_fit(
    instance: Json,
    found: Sequence[dict[str, Any]],
    most: int,
    *,
    is_allowed: Callable[[Json], bool] = lambda _: True,
) -> list[dict[str, Any]]:
    """Return the first `most` of the additions found with which the judge finds nothing wrong.

    Whatever is not allowed for another reason, known to the caller, is left out as well.
    Of each CDO the judge sees nobody else: no rule binds the visits of one CDO to those of another
    but for a demand that several serve, and a demand that is added has no visits yet.
    """
    kept: list[dict[str, Any]] = []
    alone: dict[str, tuple[Json, Json]] = {}
    for one in found:
        if len(kept) == most:
            break
        cdo = one["visit"]["cdo"]
        if cdo not in alone:
            narrow = _of_cdo(instance, cdo, one["visit"]["demand"])
            alone[cdo] = narrow, check(narrow, _plan(narrow, _standing(narrow)))
        narrow, before = alone[cdo]
        fits = _adds_nothing(narrow, _standing(narrow), one["visit"], before)
        if fits and is_allowed(one["visit"]):
            kept.append(one)
    return kept


def _of_cdo(instance: Json, cdo: str, demand: str) -> Json:
    """Return the question with one CDO, their visits and what those are for, and the demand."""
    published = [visit for visit in instance["published"] if visit["cdo"] == cdo]
    known = {visit["demand"] for visit in published} | {demand}
    return {
        **instance,
        "cdos": [one for one in instance["cdos"] if one["id"] == cdo],
        "demands": [one for one in instance["demands"] if one["id"] in known],
        "published": published,
        "pins": [pin for pin in instance["pins"] if pin["cdo"] == cdo],
    }


def _adds_nothing(instance: Json, standing: Sequence[Json], visit: Json, before: Json) -> bool:
    after = check(instance, _plan(instance, [*standing, visit]))
    return bool(after["broken"] == before["broken"])


def _read(instance: Json) -> tuple[solver.Instance, solver.Plan]:
    question = solver.read_instance(dict(instance))
    return question, solver.read_plan(_plan(instance, _standing(instance)), instance=question.name)


def _standing(instance: Json) -> list[Json]:
    """Return the visits in force of whoever still takes part."""
    known = {one["id"] for kind in ("demands", "cdos") for one in instance[kind]}
    return [v for v in instance["published"] if {v["demand"], v["cdo"]} <= known]


def _plan(instance: Json, visits: Sequence[Json]) -> dict[str, Any]:
    return {
        "format": PLAN_FORMAT,
        "instance": instance["name"],
        "visits": list(visits),
    }
