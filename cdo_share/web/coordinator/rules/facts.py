"""What the judge's facts say: the visit that is named, days and numbers; pure."""

import ast
import re
from dataclasses import dataclass
from datetime import date

Facts = tuple[str, ...]
_VISIT = re.compile(r"(\S+) by (\S+) on (\S+) slot (\d+)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Named:
    """A visit that a fact names; `is_misshapen`: it does not fit into its day at all."""

    demand: str
    cdo: str
    day: str
    slot: int
    is_misshapen: bool = False

    @property
    def date(self) -> date:
        """Return the day."""
        return date.fromisoformat(self.day)


def find_visit(fact: str) -> Named | None:
    """Return the visit that a fact names, in either of the judge's two ways; None without one."""
    if found := _VISIT.match(fact):
        return Named(found[1], found[2], found[3], int(found[4]))
    if not fact.startswith("{"):
        return None
    told = ast.literal_eval(fact)
    if "demand" not in told:
        return None
    return Named(told["demand"], told.get("cdo", ""), told["day"], int(told["slot"]), True)


def visit_in(fact: str) -> Named:
    """Return the visit that a fact names; raises ValueError when it names none."""
    found = find_visit(fact)
    if found is None:
        raise ValueError(f"{fact!r} names no visit")
    return found


def days_in(fact: str) -> list[date]:
    """Return the days that a fact names, in order."""
    return [date.fromisoformat(day) for day in _DAY.findall(fact)]


def numbers_in(fact: str) -> list[int]:
    """Return the numbers in a fact, in order."""
    return [int(number) for number in _NUMBER.findall(fact)]
