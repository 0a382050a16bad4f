"""How much time a CDO of an instance can really give: caps and available slots together; pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

SHARING_ROUNDS = 50


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


def share_supply(
    asked: Mapping[str, int],
    supplies: Mapping[str, int],
    skills_of: Mapping[str, Collection[str]],
) -> dict[str, int]:
    """Return the slots that each skill asked for can count on when CDOs share their time out.

    Every CDO spends all their time, on those of their skills that are scarcest, until scarcity
    is as even as skills allow; so the figures of all skills add up to the time of all CDOs who
    have one of them (but for rounding).
    """
    able = {skill: [cdo for cdo in supplies if skill in skills_of[cdo]] for skill in asked}
    wished = {
        (skill, cdo): asked[skill] / len(cdos) for skill, cdos in able.items() for cdo in cdos
    }
    given = wished
    for _ in range(SHARING_ROUNDS):
        given = _scaled(wished, supplies, by=1)
        wished = _scaled(given, asked, by=0)
    return {skill: round(sum(given[skill, cdo] for cdo in able[skill])) for skill in asked}


def _scaled(
    parts: Mapping[tuple[str, str], float], totals: Mapping[str, int], *, by: int
) -> dict[tuple[str, str], float]:
    """Scale the parts so that those with one name at place `by` add up to its total."""
    sums: dict[str, float] = defaultdict(float)
    for names, part in parts.items():
        sums[names[by]] += part
    return {
        names: part * totals[names[by]] / sums[names[by]] if part else 0.0
        for names, part in parts.items()
    }
