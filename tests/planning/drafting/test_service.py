"""Drafts in the database: steps that are kept, undone, redone; two windows; other people's."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.drafting import service
from cdo_share.planning.drafting.acts import Place, add, move, remove
from cdo_share.planning.drafting.service import Table, find_draft, lay_out, look_at, make
from cdo_share.planning.drafting.verdict import judge_step
from cdo_share.planning.instance_parts import cdo_name
from cdo_share.planning.models import ConstraintKind, Draft, Plan
from cdo_share.planning.queries import get_instance
from solver.check import check
from tests.factories import a_person
from tests.planning.drafting.desks import a_judged_plan, a_table, visit_of
from tests.publishing.world import MONDAY, PM, TUESDAY, WEDNESDAY, At, World, a_world


@pytest.fixture
def world(session: Session) -> World:
    return a_world(session)


@pytest.fixture
def place(world: World) -> At:
    return At(world.shop, world.zoe, MONDAY, 0)


@pytest.fixture
def plan(session: Session, world: World, place: At) -> Plan:
    return a_judged_plan(session, world, place)


@pytest.fixture
def person(session: Session) -> int:
    return a_person(session).id


def to(world: World, day: object = TUESDAY, slot: int = 0) -> Place:
    """Return a place with Zoé."""
    return Place(cdo_name(world.zoe.id), str(day), slot)


def stepped(session: Session, table: Table, place: At, where: Place, now: datetime) -> Table:
    """Return the desk after the visit of a place was moved."""
    step = move(visit_of(place), where)
    verdict = make(session, table, step, version=table.draft.version, now=now)
    assert verdict.is_allowed
    return lay_out(session, table.draft)


def test_looking_begins_no_draft(
    session: Session, plan: Plan, place: At, person: int, now: datetime
) -> None:
    whose = {"groupement_id": plan.groupement_id, "plan_id": plan.id, "person_id": person}

    table = look_at(session, **whose, now=now)

    session.flush()
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert (table.visits, table.draft.version) == ({visit_of(place)}, 1)


def test_step_is_kept_and_priced(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = a_table(session, plan, person, now)

    after = stepped(session, table, place, to(world), now)

    moved = visit_of(place)._replace(day=str(TUESDAY))
    assert (after.visits, after.draft.done, after.draft.version) == ({moved}, 1, 2)
    assert after.answer["visits"] == [moved._asdict()]
    assert (after.change.removed, after.change.added) == ((visit_of(place),), (moved,))


def test_step_that_breaks_a_rule_changes_nothing(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = a_table(session, plan, person, now)
    far = move(visit_of(place), Place("C0", str(MONDAY), 0))

    verdict = make(session, table, far, version=1, now=now)

    assert [breach.rule for breach in verdict.breaches] == ["H0"]
    assert (table.draft.steps, table.draft.version) == ([], 1)


def test_second_window_is_refused(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = a_table(session, plan, person, now)
    stepped(session, table, place, to(world), now)

    with pytest.raises(Conflict, match="another window"):
        make(session, table, remove(visit_of(place)), version=1, now=now)
    with pytest.raises(Conflict, match="another window"):
        service.undo(session, table.draft, version=1, now=now)

    session.refresh(table.draft)
    assert (len(table.draft.steps), table.draft.version) == (1, 2)


def test_undo_and_redo(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = stepped(session, a_table(session, plan, person, now), place, to(world), now)

    service.undo(session, table.draft, version=2, now=now)
    undone = lay_out(session, table.draft).visits
    service.redo(session, table.draft, version=3, now=now)

    assert undone == {visit_of(place)}
    assert lay_out(session, table.draft).visits == table.visits
    with pytest.raises(Conflict, match="nothing to redo"):
        service.redo(session, table.draft, version=4, now=now)


def test_nothing_to_undo(session: Session, plan: Plan, person: int, now: datetime) -> None:
    table = a_table(session, plan, person, now)

    with pytest.raises(Conflict, match="nothing to undo"):
        service.undo(session, table.draft, version=1, now=now)


def test_new_step_forgets_what_was_undone(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = stepped(session, a_table(session, plan, person, now), place, to(world), now)
    service.undo(session, table.draft, version=2, now=now)

    again = stepped(session, lay_out(session, table.draft), place, to(world, WEDNESDAY), now)

    assert [step["added"][0]["day"] for step in again.draft.steps] == [str(WEDNESDAY)]
    with pytest.raises(Conflict, match="nothing to redo"):
        service.redo(session, again.draft, version=again.draft.version, now=now)


def test_full_draft_takes_no_more_steps(
    *,
    session: Session,
    world: World,
    plan: Plan,
    place: At,
    person: int,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service, "MOST_STEPS", 1)
    table = stepped(session, a_table(session, plan, person, now), place, to(world), now)

    with pytest.raises(Conflict, match="Keep this arrangement"):
        make(session, table, remove(*table.visits), version=2, now=now)


def test_drafts_of_two_people_are_apart(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    other = a_person(session).id
    mine = stepped(session, a_table(session, plan, person, now), place, to(world), now)

    theirs = a_table(session, plan, other, now)

    assert theirs.visits == {visit_of(place)}
    with pytest.raises(NotFound):
        service.drop(
            session, groupement_id=plan.groupement_id, draft_id=mine.draft.id, person_id=other
        )
    whose = {"groupement_id": plan.groupement_id, "plan_id": plan.id, "person_id": person}
    assert find_draft(session, **whose) is mine.draft


def test_dropped_draft_is_gone(session: Session, plan: Plan, person: int, now: datetime) -> None:
    draft_id = a_table(session, plan, person, now).draft.id

    service.drop(session, groupement_id=plan.groupement_id, draft_id=draft_id, person_id=person)

    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_draft_of_another_groupement_is_not_found(
    session: Session, plan: Plan, person: int, now: datetime
) -> None:
    whose = {"groupement_id": plan.groupement_id + 1, "plan_id": plan.id, "person_id": person}

    with pytest.raises(NotFound):
        look_at(session, **whose, now=now)


def pinned(session: Session, world: World, kind: ConstraintKind, now: datetime) -> None:
    """Pin the visit of the plan, or its time."""
    holding = Holding(
        kind=kind,
        demand_id=world.shop.id,
        engagement_id=world.zoe.id,
        day=MONDAY,
        slot=0,
        length=1,
    )
    add_constraint(
        session,
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        holding=holding,
        person_id=None,
        now=now,
    )


@pytest.mark.parametrize(
    ("kind", "elsewhere", "somebody_else"),
    [
        (None, [], []),
        (ConstraintKind.KEEP_VISIT, ["H10"], ["H10"]),
        (ConstraintKind.KEEP_TIME, ["H10"], []),
    ],
)
def test_pins_bind_the_draft(
    *,
    session: Session,
    world: World,
    plan: Plan,
    place: At,
    person: int,
    now: datetime,
    kind: ConstraintKind | None,
    elsewhere: list[str],
    somebody_else: list[str],
) -> None:
    if kind is not None:
        pinned(session, world, kind, now)
    visit, yann = visit_of(place), cdo_name(world.yann.id)

    found = []
    for where in (to(world), Place(yann, visit.day, 0)):
        table = a_table(session, plan, person, now)
        verdict = make(session, table, move(visit, where), version=table.draft.version, now=now)
        found.append([breach.rule for breach in verdict.breaches])
        if verdict.is_allowed:
            service.undo(session, table.draft, version=table.draft.version, now=now)

    assert found == [elsewhere, somebody_else]


def test_what_the_run_had_to_keep_does_not_bind_further_changes(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    kept = visit_of(place)._asdict()
    plan.run.instance = {
        **lay_out(session, a_table(session, plan, person, now).draft).instance,
        "pins": [kept],
        "max_changes": 0,
    }
    session.flush()
    table = a_table(session, plan, person, now)

    assert (table.instance["pins"], table.instance["max_changes"]) == ([], None)


def test_adding_needs_room(
    session: Session, world: World, plan: Plan, place: At, person: int, now: datetime
) -> None:
    table = a_table(session, plan, person, now)

    verdict = make(session, table, add(visit_of(place)._replace(slot=PM)), version=1, now=now)

    assert {breach.rule for breach in verdict.breaches} == {"H1", "H6"}


def test_price_under_a_pin_is_that_of_the_plan_kept(
    session: Session, world: World, place: At, person: int, now: datetime
) -> None:
    world.shop.previous_engagement_id = world.yann.id
    plan = a_judged_plan(session, world, place)
    add_constraint(
        session,
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        holding=Holding(
            kind=ConstraintKind.KEEP_CDO, demand_id=world.shop.id, engagement_id=world.zoe.id
        ),
        person_id=None,
        now=now,
    )
    whose = {"groupement_id": plan.groupement_id, "plan_id": plan.id, "person_id": person}
    table = look_at(session, **whose, now=now)
    stored = get_instance(session, plan.groupement_id, plan.run_id)

    verdict = judge_step(table.instance, table.visits, remove(visit_of(place)))

    kept, without = (
        check(stored, {**table.answer, "visits": left}) for left in (table.answer["visits"], [])
    )
    assert verdict.points == without["cost"] - kept["cost"]
    assert verdict.price.parts["new_cdo"] < 0
