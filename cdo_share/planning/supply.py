"""How much time a CDO of an instance can really give: caps and available slots together; pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def supply_slots(cdo: Mapping[str, Any], days: Sequence[date]) -> int:
    """Return the most slots the CDO can work in the period.

    `cdo` is one of the instance's CDOs; its `available` has one character per day × slot.
    """
    per_day = len(cdo["available"]) // max(1, len(days))
    weeks: Counter[tuple[int, int]] = Counter()
    for number, day in enumerate(days):
        free = cdo["available"].count("1", number * per_day, (number + 1) * per_day)
        weeks[day.isocalendar()[:2]] += min(free, cdo["day_cap"])
    workable = sum(min(slots, cdo["week_cap"]) for slots in weeks.values())
    return int(min(cdo["period_cap"], workable))


def supply_by_cdo(instance: Mapping[str, Any]) -> dict[str, int]:
    """Return the supply of every CDO of an instance, by their name in it."""
    days = [date.fromisoformat(day) for day in instance["days"]]
    return {cdo["id"]: supply_slots(cdo, days) for cdo in instance["cdos"]}


def asked_by_skill(demands: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the slots asked for, per skill, of an instance's demands."""
    asked: dict[str, int] = defaultdict(int)
    for demand in demands:
        asked[demand["skill"]] += demand["requested"]
    return dict(asked)
