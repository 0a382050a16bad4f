"""Publishing: what a release freezes and what it changes among the visits in force."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.planning.models import PlanVisit, RunState
from cdo_share.publishing.models import (
    CancelledBy,
    Change,
    Release,
    ReleaseVisit,
    Visit,
    VisitState,
)
from cdo_share.publishing.service import preview_changes, publish
from tests.factories import a_groupement, a_person
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    WEDNESDAY,
    At,
    a_plan,
    a_world,
    all_rows,
    publish_places,
    stored_visit,
)

ONE, TWO, THREE, FOUR = (uuid.UUID(int=number, version=4) for number in range(1, 5))
ONE_SECOND = timedelta(seconds=1)
LATER = timedelta(days=1)


def test_publish_of_a_first_plan_puts_its_visits_in_force(session: Session, now: datetime) -> None:
    world = a_world(session)

    release = publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)

    visit = stored_visit(session, ONE)
    assert release.number == 1
    assert (visit.member_id, visit.engagement_id) == (world.biscuits.id, world.zoe.id)
    assert (visit.person_id, visit.site_id) == (world.zoe.person_id, world.biscuits.site_id)
    assert (visit.title, visit.skill) == ("Ouvrir la boutique en ligne", "VENTE-WEB")
    assert visit.starts_at == datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
    assert visit.ends_at == datetime(2027, 1, 4, 11, 30, tzinfo=UTC)
    assert (visit.state, visit.sequence) == (VisitState.PLANNED, 0)
    assert (visit.created_at, visit.last_modified_at) == (now, now)


def test_publish_of_the_next_plan_shows_exactly_what_changed(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    stays = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    moves = At(world.shop, world.zoe, TUESDAY, AM, id=TWO)
    goes = At(world.stock, world.yann, MONDAY, AM, id=THREE)
    publish_places(session, world, [stays, moves, goes], now)
    new = At(world.shop, world.yann, WEDNESDAY, AM, id=FOUR)

    release = publish_places(
        session, world, [stays, replace(moves, slot=PM, engagement=world.yann), new], now + LATER
    )

    assert release.number == 2
    rows = session.scalars(select(ReleaseVisit).where(ReleaseVisit.release_id == release.id))
    zoe, yann = world.zoe.id, world.yann.id
    assert {
        one.visit_id: (
            one.change,
            (one.engagement_id, one.day, one.slot),
            (one.was_engagement_id, one.was_day, one.was_slot),
        )
        for one in rows
    } == {
        ONE: (Change.KEPT, (zoe, MONDAY, AM), (None, None, None)),
        TWO: (Change.MOVED, (yann, TUESDAY, PM), (zoe, TUESDAY, AM)),
        THREE: (Change.REMOVED, (yann, MONDAY, AM), (None, None, None)),
        FOUR: (Change.ADDED, (yann, WEDNESDAY, AM), (None, None, None)),
    }


def test_publish_that_keeps_a_visit_does_not_touch_its_row(session: Session, now: datetime) -> None:
    world = a_world(session)
    stays = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [stays], now)
    before = all_rows(session, Visit)

    publish_places(session, world, [stays, At(world.stock, world.yann, MONDAY, AM)], now + LATER)

    assert [row for row in all_rows(session, Visit) if row["id"] == ONE] == before


def test_publish_twice_within_one_second_makes_both_marks_rise(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)

    publish_places(session, world, [replace(place, slot=PM)], now)
    publish_places(session, world, [replace(place, day=TUESDAY)], now)

    visit = stored_visit(session, ONE)
    assert (visit.day, visit.slot, visit.sequence) == (TUESDAY, AM, 2)
    assert visit.last_modified_at == now + 2 * ONE_SECOND


def test_publish_that_swaps_two_places_moves_both_visits(session: Session, now: datetime) -> None:
    world = a_world(session)
    first = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    second = At(world.stock, world.zoe, MONDAY, PM, id=TWO)
    publish_places(session, world, [first, second], now)

    publish_places(session, world, [replace(first, slot=PM), replace(second, slot=AM)], now + LATER)

    assert [
        (stored_visit(session, one).slot, stored_visit(session, one).sequence) for one in (ONE, TWO)
    ] == [(PM, 1), (AM, 1)]


def test_publish_without_a_visit_cancels_it_and_brings_it_back_under_its_id(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    stays = At(world.stock, world.yann, MONDAY, AM, id=TWO)
    comes_back = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [stays, comes_back], now)
    publish_places(session, world, [stays], now + ONE_SECOND)
    gone = stored_visit(session, ONE)
    assert (gone.state, gone.cancelled_by, gone.sequence) == (
        VisitState.CANCELLED,
        CancelledBy.RELEASE,
        1,
    )
    assert gone.last_modified_at == now + ONE_SECOND

    release = publish_places(session, world, [stays, comes_back], now + ONE_SECOND)

    back = stored_visit(session, ONE)
    assert (back.state, back.cancelled_by, back.sequence) == (VisitState.PLANNED, None, 2)
    assert (back.created_at, back.last_modified_at) == (now, now + 2 * ONE_SECOND)
    assert session.get_one(ReleaseVisit, (release.id, ONE)).change is Change.ADDED


def test_publish_of_a_plan_made_before_another_was_published_keeps_shared_visits(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM)
    candidates = [a_plan(session, world, [replace(place, id=one)]) for one in (ONE, TWO)]

    for plan in candidates:
        publish(
            session,
            groupement_id=world.groupement.id,
            plan_id=plan.id,
            published_by_id=None,
            now=now,
        )

    assert [(row["id"], row["sequence"]) for row in all_rows(session, Visit)] == [(ONE, 0)]


def test_publish_when_the_title_of_a_demand_changed_touches_the_kept_visit(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)
    world.shop.title = "Refaire la boutique"

    publish_places(session, world, [place], now + LATER)

    visit = stored_visit(session, ONE)
    assert (visit.title, visit.sequence, visit.last_modified_at) == (
        "Refaire la boutique",
        1,
        now + LATER,
    )


def test_publish_when_a_visit_has_begun_does_not_rewrite_it(session: Session) -> None:
    world = a_world(session)
    begun = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    gone = At(world.stock, world.zoe, MONDAY, PM, id=TWO)
    publish_places(session, world, [begun, gone], datetime(2027, 1, 1, tzinfo=UTC))
    during = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)

    release = publish_places(
        session,
        world,
        [replace(begun, day=TUESDAY), At(world.stock, world.yann, MONDAY, AM)],
        during,
    )

    rows = session.scalars(select(ReleaseVisit).where(ReleaseVisit.release_id == release.id))
    assert {(one.visit_id, one.change) for one in rows} == {
        (ONE, Change.KEPT),
        (TWO, Change.REMOVED),
    }
    assert (stored_visit(session, ONE).day, stored_visit(session, ONE).sequence) == (MONDAY, 0)


def test_publish_after_a_release_without_visits_adds_none_to_the_past(session: Session) -> None:
    world = a_world(session)
    before = datetime(2027, 1, 1, tzinfo=UTC)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], before)
    publish_places(session, world, [], before + ONE_SECOND)
    during = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)

    release = publish_places(
        session,
        world,
        [
            At(world.shop, world.zoe, MONDAY, AM, id=TWO),
            At(world.stock, world.yann, TUESDAY, AM, id=THREE),
        ],
        during,
    )

    rows = session.scalars(select(ReleaseVisit).where(ReleaseVisit.release_id == release.id))
    assert {(one.visit_id, one.change) for one in rows} == {(THREE, Change.ADDED)}


def test_publish_when_a_begun_visit_got_another_title_leaves_its_row_alone(
    session: Session,
) -> None:
    world = a_world(session)
    begun = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [begun], datetime(2027, 1, 1, tzinfo=UTC))
    before = all_rows(session, Visit)
    world.shop.title = "Refaire la boutique"

    publish_places(session, world, [begun], datetime(2027, 1, 4, 8, 0, tzinfo=UTC))

    assert all_rows(session, Visit) == before


def test_publish_of_a_visit_id_that_another_groupement_uses_leaves_theirs_alone(
    session: Session, now: datetime
) -> None:
    here, there = a_world(session), a_world(session)
    publish_places(session, there, [At(there.shop, there.zoe, MONDAY, AM, id=ONE)], now)
    before = all_rows(session, Visit)

    with pytest.raises(IntegrityError):
        publish_places(session, here, [At(here.shop, here.zoe, TUESDAY, AM, id=ONE)], now)

    assert all_rows(session, Visit) == before


def test_release_when_demand_and_plan_rows_change_later_stays_the_same(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    first = publish_places(session, world, [place], now)
    frozen = all_rows(session, ReleaseVisit)

    world.shop.title = "Tout autre chose"
    session.get_one(PlanVisit, (first.plan_id, ONE)).day = WEDNESDAY
    session.flush()
    publish_places(session, world, [replace(place, day=TUESDAY)], now + LATER)

    rows = [one for one in all_rows(session, ReleaseVisit) if one["release_id"] == first.id]
    assert rows == frozen
    assert rows[0]["title"] == "Ouvrir la boutique en ligne"


def test_publish_of_the_plan_in_force_again_is_a_conflict(session: Session, now: datetime) -> None:
    world = a_world(session)
    release = publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    with pytest.raises(Conflict, match="already, as release 1"):
        publish(
            session,
            groupement_id=world.groupement.id,
            plan_id=release.plan_id,
            published_by_id=None,
            now=now,
        )

    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_publish_of_an_earlier_plan_goes_back_to_it(session: Session, now: datetime) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    first = publish_places(session, world, [place], now)
    publish_places(session, world, [replace(place, day=TUESDAY)], now + ONE_SECOND)

    again = publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=first.plan_id,
        published_by_id=None,
        now=now + LATER,
    )

    assert again.number == 3
    assert (stored_visit(session, ONE).day, stored_visit(session, ONE).sequence) == (MONDAY, 2)


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.DONE])
def test_publish_of_a_plan_whose_run_is_not_done_is_a_conflict(
    session: Session, now: datetime, state: RunState
) -> None:
    world = a_world(session)
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)], state=state)

    with pytest.raises(Conflict, match="not finished"):
        publish(
            session,
            groupement_id=world.groupement.id,
            plan_id=plan.id,
            published_by_id=None,
            now=now,
        )


def test_publish_of_a_plan_of_another_groupement_is_not_found(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)])
    stranger = a_groupement(session)

    with pytest.raises(NotFound):
        publish(session, groupement_id=stranger.id, plan_id=plan.id, published_by_id=None, now=now)
    with pytest.raises(NotFound):
        preview_changes(session, stranger.id, plan.id, now=now)


def test_publish_for_a_cdo_booked_elsewhere_is_a_conflict_and_changes_nothing(
    session: Session, now: datetime
) -> None:
    person = a_person(session, name="Zoé Martin")
    here, there = (a_world(session, zoe_person=person.id) for _ in range(2))
    publish_places(session, there, [At(there.shop, there.zoe, MONDAY, AM)], now)
    before = all_rows(session, Visit)

    with pytest.raises(Conflict, match="another groupement"):
        publish_places(
            session,
            here,
            [At(here.shop, here.zoe, TUESDAY, AM), At(here.stock, here.zoe, MONDAY, AM)],
            now,
        )

    assert all_rows(session, Visit) == before
    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_publish_writes_an_audit_entry_with_the_counts(session: Session, now: datetime) -> None:
    world = a_world(session)

    release = publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.thing, entry.thing_id) == ("publish", "release", str(release.id))
    assert entry.facts == {"number": 1, "added": 1, "moved": 0, "kept": 0, "removed": 0}


def test_preview_of_a_plan_changes_nothing_and_equals_what_publishing_does(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    place = At(world.shop, world.zoe, MONDAY, AM, id=ONE)
    publish_places(session, world, [place], now)
    plan = a_plan(
        session, world, [replace(place, slot=PM), At(world.stock, world.yann, MONDAY, AM)]
    )
    before = all_rows(session, Visit)

    found = preview_changes(session, world.groupement.id, plan.id, now=now)

    assert all_rows(session, Visit) == before
    release = publish(
        session,
        groupement_id=world.groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
    )
    rows = session.scalars(select(ReleaseVisit).where(ReleaseVisit.release_id == release.id))
    assert {(one.visit_id, one.change) for one in rows} == {
        (one.visit.visit_id, one.change) for one in found.changes
    }
