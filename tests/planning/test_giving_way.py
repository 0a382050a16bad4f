"""A repair keeps what was promised wherever the event moves somebody anyway."""

from datetime import date
from typing import Any

import pytest

from cdo_share.planning.giving_way import with_constraints_obeyed
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource
from cdo_share.planning.pins import list_clashes
from tests.solver.instances import DAYS, a_cdo, a_visit, an_instance

MONDAY, TUESDAY = date(2027, 1, 4), date(2027, 1, 5)
ALWAYS = "1" * 20
NOT_MONDAY_MORNING = "0" + "1" * 19


def a_wish(kind: ConstraintKind, **values: Any) -> Constraint:
    """Return an unsaved constraint that came from an answer."""
    return Constraint(kind=kind, source=ConstraintSource.ANSWER, **values)


def a_week(first_cdo: str = ALWAYS) -> dict[str, Any]:
    """Return a question in which D1 is visited on Monday morning by C1."""
    return an_instance(
        cdos=[a_cdo(id="C1", available=first_cdo), a_cdo(id="C2", available=ALWAYS)],
        published=[a_visit()],
    )


def demand_of(bound: dict[str, Any]) -> dict[str, Any]:
    """Return the first demand of a question."""
    return dict(bound["demands"][0])


@pytest.mark.parametrize(
    ("available", "closed"),
    [(ALWAYS, []), (NOT_MONDAY_MORNING, [DAYS[0]])],
    ids=["visit that stays is let be", "visit that is hit leaves the day"],
)
def test_day_that_a_wish_closes_opens_for_what_stays_only(
    available: str, closed: list[str]
) -> None:
    wish = a_wish(ConstraintKind.AVOID_DEMAND, demand_id=1, day=MONDAY)

    bound = with_constraints_obeyed(a_week(available), [wish])

    assert demand_of(bound).get("closed", []) == closed


@pytest.mark.parametrize(("available", "spared"), [(ALWAYS, [a_visit()]), (NOT_MONDAY_MORNING, [])])
def test_cdo_whom_a_wish_rules_out_keeps_what_stays_only(
    available: str, spared: list[dict[str, Any]]
) -> None:
    wish = a_wish(ConstraintKind.AVOID_CDO, demand_id=1, engagement_id=1)

    bound = with_constraints_obeyed(a_week(available), [wish])

    assert demand_of(bound)["excluded"] == ["C1"]
    assert (bound.get("spared", []), bound["pins"]) == (spared, spared)


@pytest.mark.parametrize(
    "wish",
    [
        a_wish(ConstraintKind.AVOID_CDO, demand_id=1, engagement_id=1),
        a_wish(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=2),
    ],
    ids=["not this CDO", "this CDO only"],
)
def test_cdo_with_several_visits_keeps_those_that_stay_and_gets_no_other(wish: Constraint) -> None:
    week, stays = a_week(NOT_MONDAY_MORNING), a_visit(day=DAYS[1])
    week["published"].append(stays)

    bound = with_constraints_obeyed(week, [wish])

    assert demand_of(bound)["excluded"] == ["C1"]
    assert (bound["spared"], bound["pins"]) == ([stays], [stays])
    assert list_clashes(bound, [stays]) == []
    assert [one.rule for one in list_clashes(bound, [a_visit(day=DAYS[2])])] == ["H3"]


def test_visits_of_a_cdo_that_no_longer_go_together_are_not_held_fast() -> None:
    """The second of a day is what the event hits, though it could stay alone."""
    week = a_week()
    week["cdos"][0]["day_cap"] = 1
    both = [a_visit(day=DAYS[1]), a_visit("D2", day=DAYS[1], slot=1)]
    week["published"] = both
    wishes = [
        a_wish(ConstraintKind.AVOID_CDO, demand_id=number, engagement_id=1) for number in (1, 2)
    ]

    bound = with_constraints_obeyed(week, wishes)

    assert bound["pins"] == bound["spared"] == both[:1]


def test_visit_beside_a_kept_one_is_not_held_fast_where_both_do_not_fit() -> None:
    week = a_week()
    week["cdos"][0]["day_cap"] = 1
    week["published"].append(kept := a_visit("D2", slot=1))
    wish = a_wish(ConstraintKind.AVOID_CDO, demand_id=1, engagement_id=1)
    keep = a_wish(
        ConstraintKind.KEEP_VISIT, demand_id=2, engagement_id=1, day=MONDAY, slot=1, length=1
    )

    bound = with_constraints_obeyed(week, [wish, keep])

    assert (bound["pins"], bound.get("spared")) == ([kept], None)


def test_wish_for_another_day_is_kept_when_its_demand_is_hit() -> None:
    wish = a_wish(
        ConstraintKind.KEEP_TIME, demand_id=1, engagement_id=1, day=TUESDAY, slot=1, length=1
    )

    assert with_constraints_obeyed(a_week(), [wish])["pins"] == []
    assert with_constraints_obeyed(a_week(NOT_MONDAY_MORNING), [wish])["pins"] == [
        a_visit(day=DAYS[1], slot=1)
    ]


def test_wish_waits_where_somebody_else_would_have_to_move_for_it() -> None:
    wish = a_wish(
        ConstraintKind.KEEP_VISIT, demand_id=1, engagement_id=1, day=TUESDAY, slot=1, length=1
    )
    week = a_week(NOT_MONDAY_MORNING)
    week["published"].append(a_visit("D2", day=DAYS[1], slot=1))

    assert with_constraints_obeyed(week, [wish])["pins"] == []
