"""What is told of a plan adds up to what the judge says of it, part by part."""

from collections import Counter, defaultdict

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.plan_figures import Kept, PlanFigures, shortage_by_demand
from cdo_share.planning.plan_sheet import PlanSheet, read_plan_sheet
from tests.planning.large import Large, a_large


@pytest.fixture
def large(session: Session) -> Large:
    """Return a generated groupement of 24 members."""
    return a_large(session, "S")


@pytest.fixture
def sheet(session: Session, large: Large) -> PlanSheet:
    """Return a plan of it."""
    return read_plan_sheet(session, large.groupement.id, large.plan().id)


def test_sheet_holds_the_plan_as_the_solver_writes_it(large: Large, session: Session) -> None:
    visit = {"demand": large.instance["demands"][0]["id"], "cdo": large.instance["cdos"][1]["id"]}
    at = {"day": "2027-01-06", "slot": 1, "length": 1}
    plan = large.store([visit | at])

    sheet = read_plan_sheet(session, large.groupement.id, plan.id)

    assert sheet.solution["visits"] == [visit | at]
    assert sheet.solution["instance"] == sheet.instance["name"] == large.instance["name"]


def test_members_get_what_their_demands_get(sheet: PlanSheet) -> None:
    shares = PlanFigures(sheet).members()

    figures = sheet.plan.statistics
    assert sum(one.asked for one in shares) == figures["requested_slots"]
    assert sum(one.served for one in shares) == figures["served_slots"]
    assert [one.share for one in shares] == sorted(one.share for one in shares)
    assert len(shares) == 24
    assert sum(not one.is_servable for one in shares) == len(figures["unservable"])


def test_loads_add_up_to_slots_visits_and_kilometres(sheet: PlanSheet) -> None:
    loads = PlanFigures(sheet).loads()

    figures, instance = sheet.plan.statistics, sheet.instance
    assert sum(one.slots for one in loads) == figures["served_slots"]
    assert sum(one.visits for one in loads) == figures["visits"]
    assert sum(one.km for one in loads) == figures["km"] == sheet.plan.parts["travel"]
    away = sum(abs(one.slots - one.target) for one in loads if one.target is not None)
    assert away * instance["weights"]["balance"] == sheet.plan.parts["balance"]


def test_points_of_what_is_missing_add_up_to_their_part(sheet: PlanSheet) -> None:
    points = shortage_by_demand(sheet.instance, sheet.solution)

    assert sum(points.values()) == sheet.plan.parts["shortage"] > 0
    missing = {entry["demand"] for entry in sheet.plan.unmet}
    assert {demand for demand, own in points.items() if own} == missing


def test_rhythm_and_preferred_moments_are_those_of_the_cost(sheet: PlanSheet) -> None:
    figures, weights = PlanFigures(sheet), sheet.instance["weights"]

    rhythm, preferred = figures.rhythm(), figures.preferred()

    assert (rhythm.of - rhythm.visits) * weights["off_rhythm"] == sheet.plan.parts["off_rhythm"] > 0
    away = preferred.of - preferred.visits
    assert away * weights["non_preferred"] == sheet.plan.parts["non_preferred"] > 0


def test_continuity_counts_demands_and_not_visits(sheet: PlanSheet) -> None:
    comers = defaultdict(set)
    for visit in sheet.solution["visits"]:
        comers[visit["demand"]].add(visit["cdo"])
    previous = {d["id"]: d["previous_cdo"] for d in sheet.instance["demands"]}
    stay = Counter(
        comers[demand] == {cdo} for demand, cdo in previous.items() if cdo and comers[demand]
    )

    told = PlanFigures(sheet).continuity()

    assert (told.kept, told.had_one) == (stay[True], stay.total())
    assert told.had_one > told.kept > 0
    assert told.shared == sum(len(cdos) > 1 for cdos in comers.values())


def test_plan_of_old_knows_a_simple_limit(session: Session, sheet: PlanSheet) -> None:
    known = PlanFigures(sheet).limit_slots
    sheet.plan.statistics = {
        name: value for name, value in sheet.plan.statistics.items() if name != "limit_slots"
    }

    assert PlanFigures(sheet).limit_slots >= known >= sheet.plan.statistics["served_slots"]


def test_nobody_who_wishes_it_is_no_share() -> None:
    assert (Kept(0, 0).share, Kept(1, 4).share) == (None, 0.25)
