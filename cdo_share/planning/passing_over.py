"""Why the others do not stand in for a CDO who is away: what each visit breaks with them; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from cdo_share.planning.explaining.unfit import unfit_reason
from cdo_share.planning.instance_parts import cdo_name
from solver.check import check

Json = Mapping[str, Any]
# One CDO more is the least that stands in the way: where nothing else does, it can be granted.
ONE_CDO = "H7"


def list_obstacles(
    instance: Json, engagement_id: int, first: date, last: date
) -> dict[str, Counter[str]]:
    """Return for each other CDO how many of the visits hit they cannot take, by what forbids it.

    At the time at which the visits are. Reasons are the codes of the judge's rules and those of
    `unfit_reason`; of several the gravest counts. CDOs with fewer obstacles come first.
    """
    away = cdo_name(engagement_id)
    known = {one["id"] for kind in ("demands", "cdos") for one in instance[kind]}
    standing = [v for v in instance["published"] if {v["demand"], v["cdo"]} <= known]
    days = first.isoformat(), last.isoformat()
    hit = [v for v in standing if v["cdo"] == away and days[0] <= v["day"] <= days[1]]
    rest = [visit for visit in standing if visit not in hit]
    found = {
        cdo["id"]: Counter(filter(None, (_obstacle(instance, rest, v, cdo["id"]) for v in hit)))
        for cdo in instance["cdos"]
        if cdo["id"] != away
    }
    blocked = {cdo: reasons for cdo, reasons in found.items() if reasons}
    return dict(sorted(blocked.items(), key=lambda pair: _grade(pair[1])))


def _grade(reasons: Counter[str]) -> tuple[bool, int]:
    return any(reason != ONE_CDO for reason in reasons), reasons.total()


def _obstacle(instance: Json, rest: Sequence[Json], visit: Json, cdo: str) -> str | None:
    """Return what forbids a CDO a visit at its time, None where they could take it."""
    taken = {**visit, "cdo": cdo}
    near = [one for one in rest if one["cdo"] == cdo or one["demand"] == visit["demand"]]
    narrow = _narrow(instance, [*near, taken])
    before = check(narrow, _plan(narrow, near))["broken"]
    after = check(narrow, _plan(narrow, [*near, taken]))["broken"]
    broken = [rule for rule, count in after.items() if count > before.get(rule, 0)]
    if "H3" in broken:
        return unfit_reason(narrow, visit["demand"], cdo)
    others = sorted((rule for rule in broken if rule != ONE_CDO), key=lambda rule: int(rule[1:]))
    return next(iter([*others, *(rule for rule in broken if rule == ONE_CDO)]), None)


def _narrow(instance: Json, visits: Sequence[Json]) -> Json:
    """Return the question with what some visits are about, free of what binds a whole plan."""
    cdos, demands = ({visit[kind] for visit in visits} for kind in ("cdo", "demand"))
    return {
        **instance,
        "cdos": [one for one in instance["cdos"] if one["id"] in cdos],
        "demands": [one for one in instance["demands"] if one["id"] in demands],
        "published": [],
        "pins": [],
        "frozen_before": None,
        "max_changes": None,
    }


def _plan(instance: Json, visits: Sequence[Json]) -> Json:
    return {"instance": instance["name"], "visits": list(visits)}
