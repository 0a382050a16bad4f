"""The answer: visits, in the format `cdo-timeshare-plan/1`; order never matters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Strict

from solver.faults import InvalidInstance, find_shape, shown
from solver.instance import IsoDate, Shape, Text

FORMAT = "cdo-timeshare-plan/1"


class Visit(NamedTuple):
    """`length` consecutive slots of one day, from `slot` on, of one CDO for one demand."""

    demand: str
    cdo: str
    day: str
    slot: int
    length: int


@dataclass(frozen=True)
class Plan:
    """A plan for the instance named `instance`; visits sorted, without duplicates."""

    instance: str
    visits: tuple[Visit, ...]

    @classmethod
    def of(cls, instance: str, visits: Iterable[Visit]) -> "Plan":
        """Make a plan from visits in any order."""
        return cls(instance, tuple(sorted(set(visits))))

    def to_json(self) -> dict[str, Any]:
        """Give the plan as a mapping of JSON values."""
        visits = [visit._asdict() for visit in self.visits]
        return {"format": FORMAT, "instance": self.instance, "visits": visits}


class _PlanVisit(Shape):
    """A visit of a plan; the judge, not the reader, refuses impossible numbers."""

    demand: Text
    cdo: Text
    day: IsoDate
    slot: Annotated[int, Strict()]
    length: Annotated[int, Strict()]


class _PlanShape(Shape):
    format: Literal["cdo-timeshare-plan/1"] = "cdo-timeshare-plan/1"
    instance: Text | None = None
    visits: tuple[Any, ...]


def read_plan(mapping: Mapping[str, Any], *, instance: str) -> Plan:
    """Read a plan made for the instance of that name.

    Raises InvalidInstance with one sentence per fault of shape. Whether ids exist and rules hold
    is the judge's matter.
    """
    faults: list[str] = []
    whole = find_shape(_PlanShape, mapping, "plan", faults)
    items = whole.visits if whole is not None else _raw_visits(mapping)
    made = [
        find_shape(_PlanVisit, item, f"visit number {place}", faults)
        for place, item in enumerate(items, 1)
    ]
    named = whole.instance if whole is not None else None
    if named not in (None, instance):
        faults.append(f"plan: the field instance is {shown(named)}, not {shown(instance)}.")
    if faults:
        raise InvalidInstance(faults)
    return Plan.of(instance, (Visit(**visit.model_dump()) for visit in made if visit))


def _raw_visits(mapping: object) -> list[Any]:
    visits = mapping.get("visits") if isinstance(mapping, Mapping) else None
    return list(visits) if isinstance(visits, list | tuple) else []
