"""What shadow prices say of hiring and training, beside the time that a plan leaves; pure.

Prices are those of a relaxation: they say at most what a plan could gain, never what it will. They
are points of a plan's cost, which weigh urgency; hours are told apart, as hours.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

Json = Mapping[str, Any]
Weeks = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SkillWorth:
    """What one half-day more a week of a skill would be worth, in points.

    `weeks` tells the same week by week (2027-W01), `total` is their sum, `best` the dearest weeks.
    `most` are the slots that it could serve: those given where they are worth anything, and no more
    than are missing in the skill.
    """

    skill: str
    weeks: Weeks
    total: float
    best: list[str]
    most: int


@dataclass(frozen=True, slots=True)
class CdoWorth:
    """What one half-day more of a CDO would be worth in their dearest week, in points."""

    cdo: str
    week: str
    points: float


@dataclass(frozen=True, slots=True)
class Training:
    """A CDO with time to spare who does not have a skill, and what that would be worth at most.

    `spare` slots could be given in the weeks in which the skill is worth anything, and are missing;
    `worth` are points.
    """

    skill: str
    cdo: str
    spare: int
    worth: float


def skill_worths(outcome: Json, missing: Mapping[str, int]) -> list[SkillWorth]:
    """Return what each skill is worth, those with most hours to serve first.

    `missing` are the slots that a plan leaves unserved in each skill.
    """
    half = outcome["half_day_slots"]
    rows = sorted(outcome["skills"], key=lambda row: row["skill"])
    found = []
    for skill, group in groupby(rows, key=lambda row: row["skill"]):
        weeks = {row["week"]: row["points"] * half for row in group}
        given = half * sum(points > 0 for points in weeks.values())
        most = min(given, missing.get(skill, 0))
        found.append(SkillWorth(skill, weeks, sum(weeks.values()), _dearest(weeks), most))
    return sorted(found, key=lambda one: (-one.most, -one.total, one.skill))


def _dearest(weeks: Weeks) -> list[str]:
    most = max(weeks.values(), default=0.0)
    return [week for week, worth in sorted(weeks.items()) if worth == most > 0]


def cdo_worths(outcome: Json) -> list[CdoWorth]:
    """Return what each CDO's time is worth, the dearest first."""
    half = outcome["half_day_slots"]
    found = [
        CdoWorth(row["cdo"], row["best_week"], row["points"] * half) for row in outcome["cdos"]
    ]
    return sorted(found, key=lambda one: (-one.points, one.cdo))


def spare_by_week(instance: Json, visits: Iterable[Json]) -> dict[str, dict[str, int]]:
    """Return the slots that each CDO could still give in each week, caps and absences counted.

    What a rolling average leaves is not looked at; the rest of the period's cap bounds all weeks
    together, see `spare_in_all`.
    """
    load: dict[tuple[str, str], int] = defaultdict(int)
    for visit in visits:
        load[visit["cdo"], week_of(visit["day"])] += visit["length"]
    per_day = len(instance["slots"])
    found: dict[str, dict[str, int]] = {}
    for cdo in instance["cdos"]:
        open_slots: dict[str, int] = defaultdict(int)
        for number, day in enumerate(instance["days"]):
            free = cdo["available"][number * per_day : (number + 1) * per_day].count("1")
            open_slots[week_of(day)] += min(free, cdo["day_cap"])
        found[cdo["id"]] = {
            week: max(0, min(slots, cdo["week_cap"]) - load[cdo["id"], week])
            for week, slots in open_slots.items()
        }
    return found


def spare_in_all(instance: Json, visits: Iterable[Json]) -> dict[str, int]:
    """Return what is left of each CDO's cap of the period, in slots."""
    load: dict[str, int] = defaultdict(int)
    for visit in visits:
        load[visit["cdo"]] += visit["length"]
    return {cdo["id"]: max(0, cdo["period_cap"] - load[cdo["id"]]) for cdo in instance["cdos"]}


def trainings(outcome: Json, instance: Json, visits: Iterable[Json]) -> list[Training]:
    """Return who could be trained in what, the most worth first; nobody where nothing is gained.

    Counted are a CDO's spare slots in the weeks in which the skill has a price, the dearest weeks
    first, as far as their period's cap and what is missing in the skill allow.
    """
    given = list(visits)
    weekly, in_all = spare_by_week(instance, given), spare_in_all(instance, given)
    prices: dict[str, dict[str, float]] = defaultdict(dict)
    for row in outcome["skills"]:
        prices[row["skill"]][row["week"]] = row["points"]
    missing = missing_by_skill(instance, given)
    found = []
    for skill, weeks in prices.items():
        for cdo in instance["cdos"]:
            if skill in cdo["skills"]:
                continue
            most = min(in_all[cdo["id"]], missing.get(skill, 0))
            spare, worth = _usable(weeks, weekly[cdo["id"]], most)
            if worth > 0:
                found.append(Training(skill, cdo["id"], spare, worth))
    return sorted(found, key=lambda one: (-one.worth, one.skill, one.cdo))


def _usable(prices: Weeks, spare: Mapping[str, int], most: int) -> tuple[int, float]:
    slots, worth = 0, 0.0
    for week in sorted(prices, key=lambda name: (-prices[name], name)):
        taken = min(spare.get(week, 0), most - slots) if prices[week] > 0 else 0
        slots, worth = slots + taken, worth + taken * prices[week]
    return slots, worth


def missing_by_skill(instance: Json, visits: Iterable[Json]) -> dict[str, int]:
    """Return the slots asked for and not given, by skill."""
    served: dict[str, int] = defaultdict(int)
    for visit in visits:
        served[visit["demand"]] += visit["length"]
    found: dict[str, int] = defaultdict(int)
    for demand in instance["demands"]:
        found[demand["skill"]] += max(0, demand["requested"] - served[demand["id"]])
    return dict(found)


def week_of(day: str) -> str:
    """Return the ISO week of a day, as 2027-W01."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02}"
