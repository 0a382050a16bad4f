"""Keeping an arrangement made by hand as a plan: judged again, priced, proven as its basis."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.planning.by_hand import keep_by_hand
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import get_instance, get_plan
from cdo_share.planning.question import Question, read_question, write_question
from tests.factories import a_person
from tests.planning.drafting.desks import a_judged_plan, visit_of
from tests.publishing.world import MONDAY, TUESDAY, At, World, a_world

RULES = {"cadence": {"mode": "off", "percent": 100}}


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def place(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, 0)


@pytest.fixture
def basis(session: Session, world: World, place: At) -> Plan:
    return get_plan(session, world.groupement.id, a_judged_plan(session, world, place).id)


def kept(session: Session, basis: Plan, now: datetime, *places: At, **values: Any) -> Plan:
    """Keep visits at these places."""
    visits = [visit_of(place)._asdict() for place in places]
    wish = {"groupement_id": basis.groupement_id, "name": "À ma façon"} | values
    return keep_by_hand(
        session,
        basis_plan_id=basis.id,
        answer={"format": "cdo-timeshare-plan/1", "instance": "run", "visits": visits},
        unmet=[],
        person_id=a_person(session).id,
        now=now,
        **wish,
    )


def test_kept_plan_has_its_price_and_the_bound_of_its_basis(
    session: Session, world: World, basis: Plan, now: datetime
) -> None:
    write_question(session, basis.run_id, Question(board=RULES))
    plan = kept(session, basis, now, At(world.shop, world.yann, TUESDAY, 1))

    session.expire_all()
    stored = get_plan(session, world.groupement.id, plan.id)
    basis = get_plan(session, world.groupement.id, basis.id)
    assert (stored.run.kind, stored.run.state, stored.run.name) == (
        RunKind.BY_HAND,
        RunState.DONE,
        "À ma façon",
    )
    assert [(v.engagement_id, v.day, v.slot) for v in stored.visits] == [
        (world.yann.id, TUESDAY, 1)
    ]
    assert (stored.bound, stored.bound_kind) == (basis.bound, basis.bound_kind)
    assert sum(stored.parts.values()) == stored.cost
    assert read_question(session, stored.run_id) == Question(basis_plan_id=basis.id, board=RULES)
    acts = session.scalars(select(AuditEntry.action)).all()
    assert acts == ["keep_by_hand"]


def test_visit_that_moved_keeps_its_id(
    session: Session, world: World, basis: Plan, now: datetime
) -> None:
    before = basis.visits[0].visit_id

    plan = kept(session, basis, now, At(world.shop, world.zoe, TUESDAY, 0))

    assert [visit.visit_id for visit in plan.visits] == [before]


def test_arrangement_that_breaks_a_rule_is_never_kept(
    session: Session, world: World, basis: Plan, place: At, now: datetime
) -> None:
    twice = At(world.stock, world.zoe, MONDAY, 0)

    with pytest.raises(Conflict, match="breaks a rule"):
        kept(session, basis, now, place, twice)

    assert session.scalars(select(Plan.id)).all() == [basis.id]


def test_basis_of_another_groupement_is_not_found(
    session: Session, basis: Plan, place: At, now: datetime
) -> None:
    with pytest.raises(NotFound):
        kept(session, basis, now, place, groupement_id=basis.groupement_id + 1)


def test_further_changes_to_a_repair_are_not_bound_by_what_it_kept(
    session: Session, world: World, basis: Plan, place: At, now: datetime
) -> None:
    pin = visit_of(place)._asdict()
    stored = get_instance(session, basis.groupement_id, basis.run_id)
    session.get_one(Run, basis.run_id).instance = {
        **stored,
        "pins": [pin],
        "published": [pin],
        "max_changes": 0,
    }
    session.flush()

    plan = kept(session, basis, now, At(world.shop, world.zoe, TUESDAY, 0))

    assert (plan.bound, plan.bound_kind, plan.gap) == (0, "trivial", 1.0)
    again = get_instance(session, plan.groupement_id, plan.run_id)
    assert (again["pins"], again["max_changes"]) == ([], None)


def test_pin_that_is_respected_keeps_the_question_and_its_bound(
    session: Session, basis: Plan, place: At, now: datetime
) -> None:
    pin = visit_of(place)._asdict()
    stored = get_instance(session, basis.groupement_id, basis.run_id)
    session.get_one(Run, basis.run_id).instance = stored | {"pins": [pin]}
    session.flush()

    plan = kept(session, basis, now, place)

    assert (plan.bound, plan.bound_kind) == (basis.bound, basis.bound_kind)
    assert get_instance(session, plan.groupement_id, plan.run_id)["pins"] == [pin]
