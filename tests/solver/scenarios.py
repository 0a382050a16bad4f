"""For each hard rule: a plan just inside it, and one just outside that breaks nothing else."""

from dataclasses import dataclass
from typing import Any

from tests.solver.instances import (
    DAYS,
    WEEKS,
    a_cdo,
    a_demand,
    a_visit,
    an_instance,
    in_hours,
)

Json = dict[str, Any]
MONDAY, TUESDAY, NEXT_MONDAY = DAYS[0], DAYS[1], DAYS[5]


@dataclass(frozen=True)
class Scenario:
    """A rule, an instance, and the visits of an allowed and of a forbidden plan."""

    name: str
    rule: str
    instance: Json
    allowed: tuple[Json, ...]
    forbidden: tuple[Json, ...]


def _two(**changes: Any) -> list[Json]:
    """Two demands of two members, both changed alike."""
    return [a_demand(**changes), a_demand(id="D2", member="M2", **changes)]


def _at(one: str, two: str, **changes: Any) -> list[Json]:
    """Two on-site demands at two places."""
    first, second = _two(on_site=True, **changes)
    return [first | {"site": one}, second | {"site": two}]


PINNED = a_visit(day=TUESDAY)
SAME_MORNING = (a_visit(), a_visit("D2", slot=1))
HOURLY_SITES = _at("Vannes", "Auray", lengths=[1, 2], requested=6)

SCENARIOS = [
    Scenario(
        "two visits in one window",
        "H1",
        an_instance(),
        (a_visit(), a_visit(day=NEXT_MONDAY)),
        (a_visit(), a_visit(day=TUESDAY)),
    ),
    Scenario(
        "outside every window",
        "H1",
        an_instance(demands=[a_demand(windows=[list(WEEKS[0])])]),
        (a_visit(day=DAYS[4]),),
        (a_visit(day=NEXT_MONDAY),),
    ),
    Scenario(
        "CDO not available",
        "H2",
        an_instance(cdos=[a_cdo(available="01" + "1" * 18)]),
        (a_visit(slot=1),),
        (a_visit(slot=0),),
    ),
    Scenario("length not allowed", "H2", in_hours(), (a_visit(length=3),), (a_visit(length=4),)),
    Scenario(
        "over noon", "H2", in_hours(), (a_visit(slot=2, length=2),), (a_visit(slot=3, length=2),)
    ),
    Scenario(
        "past the end of the day",
        "H2",
        in_hours(),
        (a_visit(slot=6, length=2),),
        (a_visit(slot=7, length=2),),
    ),
    Scenario(
        "level too low",
        "H3",
        an_instance(cdos=[a_cdo(), a_cdo(id="C2", skills={"WEB": 1})]),
        (a_visit(),),
        (a_visit(cdo="C2"),),
    ),
    Scenario(
        "CDO excluded",
        "H3",
        an_instance(demands=[a_demand(excluded=["C2"])]),
        (a_visit(),),
        (a_visit(cdo="C2"),),
    ),
    Scenario(
        "too far from the base",
        "H3",
        an_instance(
            cdos=[a_cdo(max_km=22), a_cdo(id="C2", max_km=21)],
            demands=[a_demand(site="Auray", on_site=True)],
        ),
        (a_visit(),),
        (a_visit(cdo="C2"),),
    ),
    Scenario("two places at once", "H4", an_instance(), SAME_MORNING, (a_visit(), a_visit("D2"))),
    Scenario(
        "day cap",
        "H5",
        an_instance(cdos=[a_cdo(day_cap=1)]),
        (a_visit(), a_visit("D2", day=TUESDAY)),
        SAME_MORNING,
    ),
    Scenario(
        "week cap",
        "H5",
        an_instance(cdos=[a_cdo(week_cap=1)]),
        (a_visit(), a_visit("D2", day=NEXT_MONDAY)),
        (a_visit(), a_visit("D2", day=TUESDAY)),
    ),
    Scenario(
        "period cap",
        "H5",
        an_instance(cdos=[a_cdo(period_cap=1)]),
        (a_visit(),),
        (a_visit(), a_visit("D2", day=NEXT_MONDAY)),
    ),
    Scenario(
        "rolling average",
        "H5",
        an_instance(cdos=[a_cdo(average_cap={"weeks": 2, "slots": 2})]),
        (a_visit(), a_visit(day=NEXT_MONDAY)),
        (a_visit(), a_visit(day=NEXT_MONDAY), a_visit("D2", slot=1)),
    ),
    Scenario(
        "two visits a day",
        "H6",
        an_instance(demands=[a_demand(per_window=2)]),
        (a_visit(), a_visit(day=TUESDAY)),
        (a_visit(), a_visit(slot=1)),
    ),
    Scenario(
        "more than requested",
        "H6",
        an_instance(demands=[a_demand(requested=1)]),
        (a_visit(),),
        (a_visit(), a_visit(day=NEXT_MONDAY)),
    ),
    Scenario(
        "too many CDOs",
        "H7",
        an_instance(),
        (a_visit(), a_visit(day=NEXT_MONDAY)),
        (a_visit(), a_visit(cdo="C2", day=NEXT_MONDAY)),
    ),
    Scenario(
        "no time for the way over noon",
        "H8",
        an_instance(demands=_at("Auray", "Pontivy")),
        (a_visit(), a_visit("D2", day=TUESDAY)),
        SAME_MORNING,
    ),
    Scenario(
        "no time for the way between hours",
        "H8",
        in_hours(demands=HOURLY_SITES),
        (a_visit("D2", length=2), a_visit("D1", slot=3)),
        (a_visit("D2", length=2), a_visit("D1", slot=2)),
    ),
    Scenario(
        "touches a forbidden slot",
        "H9",
        in_hours(demands=[a_demand(lengths=[2], forbidden=[[0, 2]])]),
        (a_visit(slot=0, length=2),),
        (a_visit(slot=1, length=2),),
    ),
    Scenario("pin left out", "H10", an_instance(pins=[PINNED]), (PINNED,), (a_visit(),)),
    Scenario(
        "members in conflict",
        "H11",
        an_instance(conflicts=[["M2", "M1"]]),
        (a_visit(), a_visit("D2", cdo="C2")),
        SAME_MORNING,
    ),
    Scenario(
        "too many members",
        "H12",
        an_instance(cdos=[a_cdo(max_members=1)]),
        (a_visit(), a_visit(day=NEXT_MONDAY)),
        SAME_MORNING,
    ),
    Scenario(
        "too many places a day",
        "H13",
        an_instance(cdos=[a_cdo(max_sites_per_day=1)], demands=_at("Vannes", "Auray", requested=1)),
        (a_visit(), a_visit("D2", day=TUESDAY)),
        SAME_MORNING,
    ),
    Scenario(
        "published visit of a frozen day left out",
        "H14",
        an_instance(published=[a_visit()], frozen_before=TUESDAY),
        (a_visit(),),
        (a_visit(day=NEXT_MONDAY),),
    ),
    Scenario(
        "new visit on a frozen day",
        "H14",
        an_instance(published=[a_visit()], frozen_before=TUESDAY),
        (a_visit(), a_visit("D2", day=TUESDAY)),
        (a_visit(), a_visit("D2", slot=1)),
    ),
    Scenario(
        "too many changes",
        "H15",
        an_instance(published=[a_visit(), a_visit("D2", slot=1)], max_changes=1),
        (a_visit(), a_visit("D2", day=TUESDAY)),
        (a_visit(slot=1), a_visit("D2", day=TUESDAY)),
    ),
]
