"""What constraints forbid and keep, as the judge sees it."""

from datetime import date
from typing import Any

import pytest

from cdo_share.planning.constraints import with_constraints
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.planning.pins import complete_pin, list_clashes
from solver.check import check
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance

MONDAY, TUESDAY = date(2027, 1, 4), date(2027, 1, 5)


def a_constraint(kind: ConstraintKind, **values: Any) -> Constraint:
    """Return an unsaved constraint."""
    return Constraint(kind=kind, **values)


def rules_broken(instance: dict[str, Any], *visits: dict[str, Any]) -> list[str]:
    """Return the codes of the rules that a plan breaks."""
    return sorted(check(instance, a_plan(*visits))["broken"])


@pytest.mark.parametrize(
    ("constraint", "forbidden", "allowed", "rule"),
    [
        (
            a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY, slot=0, length=1),
            a_visit(),
            a_visit(slot=1),
            "H2",
        ),
        (
            a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY),
            a_visit(slot=1),
            a_visit(day=DAYS[1]),
            "H2",
        ),
        (
            a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, demand_id=1),
            a_visit(day=DAYS[1]),
            a_visit(cdo="C2"),
            "H3",
        ),
        (
            a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, demand_id=1),
            a_visit(),
            a_visit("D2"),
            "H3",
        ),
        (
            a_constraint(ConstraintKind.AVOID_DEMAND, demand_id=1, day=MONDAY),
            a_visit(),
            a_visit("D2"),
            "H9",
        ),
        (
            a_constraint(ConstraintKind.KEEP_WEEKDAY, demand_id=1, weekday=1),
            a_visit(),
            a_visit(day=DAYS[1]),
            "H9",
        ),
        (
            a_constraint(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=2),
            a_visit(),
            a_visit(cdo="C2"),
            "H3",
        ),
    ],
    ids=lambda one: one.kind.value if isinstance(one, Constraint) else "",
)
def test_constraint_forbids_what_it_says_and_no_more(
    constraint: Constraint, forbidden: dict[str, Any], allowed: dict[str, Any], rule: str
) -> None:
    usual = an_instance()
    made = with_constraints(usual, [constraint])

    assert rules_broken(usual, forbidden) == []
    assert rules_broken(made, forbidden) == [rule]
    assert rules_broken(made, allowed) == []
    assert usual == an_instance()


@pytest.mark.parametrize("kind", [ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME])
def test_visit_that_stays_must_be_in_the_plan(kind: ConstraintKind) -> None:
    kept = a_constraint(kind, demand_id=1, engagement_id=1, day=MONDAY, slot=0, length=1)

    made = with_constraints(an_instance(), [kept, kept])

    assert made["pins"] == [a_visit()]
    assert rules_broken(made) == ["H10"]
    assert rules_broken(made, a_visit()) == []


def test_time_that_stays_goes_to_another_cdo_when_the_first_cannot() -> None:
    time = a_constraint(
        ConstraintKind.KEEP_TIME, demand_id=1, engagement_id=1, day=MONDAY, slot=0, length=1
    )
    away = a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY)

    assert with_constraints(an_instance(), [time, away])["pins"] == [a_visit(cdo="C2")]


def test_time_that_stays_prefers_the_cdo_whom_the_member_knows() -> None:
    cdos = [a_cdo(available="0" * 20), a_cdo(id="C2"), a_cdo(id="C3")]
    instance = an_instance(cdos=cdos, demands=[a_demand(previous_cdo="C3")])

    pin = complete_pin(instance, instance["demands"][0], a_visit())

    assert pin == a_visit(cdo="C3")


def test_time_that_nobody_can_keep_stays_with_its_cdo_and_is_told() -> None:
    instance = an_instance(cdos=[a_cdo(available="0" * 20)])

    pin = complete_pin(instance, instance["demands"][0], a_visit())

    assert pin == a_visit()
    assert [one.rule for one in list_clashes(instance, [pin])] == ["H2"]


@pytest.mark.parametrize(
    "constraint",
    [
        a_constraint(
            ConstraintKind.KEEP_VISIT, demand_id=1, engagement_id=1, day=MONDAY, slot=0, length=1
        ),
        a_constraint(ConstraintKind.AVOID_DEMAND, demand_id=1, day=MONDAY),
        a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, day=MONDAY),
    ],
    ids=lambda one: one.kind.value,
)
def test_what_is_past_binds_no_more(constraint: Constraint) -> None:
    instance = an_instance(frozen_before=DAYS[1])

    assert with_constraints(instance, [constraint]) == instance
    ahead = an_instance(frozen_before=DAYS[0])
    assert with_constraints(ahead, [constraint]) != ahead


@pytest.mark.parametrize("kind", list(ConstraintKind))
def test_constraint_about_somebody_who_left_does_nothing(kind: ConstraintKind) -> None:
    gone = a_constraint(kind, demand_id=9, engagement_id=9, day=MONDAY, weekday=1, slot=0, length=1)

    assert with_constraints(an_instance(), [gone]) == an_instance()


def test_keeping_a_cdo_spares_whose_visits_are_past() -> None:
    kept = a_constraint(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=2)
    demand = a_demand(max_cdos=2, per_window=2)
    instance = an_instance(
        demands=[demand],
        published=[a_visit()],
        frozen_before=DAYS[1],
        cdos=[a_cdo(), a_cdo(id="C2")],
    )

    made = with_constraints(instance, [kept])

    assert rules_broken(made, a_visit(), a_visit(cdo="C2", day=DAYS[2])) == []


def test_cdo_who_does_not_come_any_more_keeps_what_is_past() -> None:
    past, known = a_visit(), a_constraint(ConstraintKind.AVOID_CDO, engagement_id=1, demand_id=1)
    demand = a_demand(previous_cdo="C1")
    instance = an_instance(demands=[demand], published=[past], frozen_before=DAYS[1])

    assert with_constraints(instance, [known])["demands"] == [demand]
    (left,) = with_constraints(instance | {"published": []}, [known])["demands"]
    assert (left["excluded"], left["previous_cdo"]) == (["C1"], None)


def test_pins_that_go_together_do_not_clash() -> None:
    instance = an_instance()

    assert list_clashes(instance, [a_visit(), a_visit("D2", slot=1)]) == []
    assert [one.rule for one in list_clashes(instance, [a_visit(), a_visit("D2")])] == ["H4"]


def test_clashes_leave_out_what_concerns_a_plan_as_a_whole() -> None:
    instance = an_instance(
        published=[a_visit("D2", day=DAYS[3])], frozen_before=DAYS[4], max_changes=0
    )

    assert list_clashes(instance, [a_visit(day=DAYS[5])]) == []


def test_pin_of_a_cdo_lifts_no_conflict_of_interest() -> None:
    instance = an_instance(demands=[a_demand(excluded=["C2"])])
    keep = a_constraint(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=2)

    assert with_constraints(instance, [keep])["demands"][0]["excluded"] == ["C1", "C2"]


def test_weekdays_and_cdos_that_stay_of_one_demand_are_all_allowed() -> None:
    days = [a_constraint(ConstraintKind.KEEP_WEEKDAY, demand_id=1, weekday=n) for n in (0, 1)]
    cdos = [a_constraint(ConstraintKind.KEEP_CDO, demand_id=1, engagement_id=n) for n in (1, 2)]

    demand = with_constraints(an_instance(), [*days, *cdos])["demands"][0]

    weekdays = {date.fromisoformat(day).weekday() for day in demand["closed"]}
    assert (weekdays, demand["excluded"]) == ({2, 3, 4}, [])
