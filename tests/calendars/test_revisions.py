"""What is edited beside the visits: their events change, are numbered, and no others are."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime
from cdo_share.calendars import contents
from cdo_share.calendars.blocks import unnumbered
from cdo_share.calendars.facts import are_feeds_due
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, HalfdayEvents
from cdo_share.calendars.queries import FeedKey, find_feed, load_body
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.settings import change_settings
from cdo_share.publishing.models import CancelledBy, VisitState
from tests.calendars.samples import BASE_URL, a_feed, a_view, events_of
from tests.publishing.world import (
    AM,
    MONDAY,
    PM,
    TUESDAY,
    At,
    World,
    a_world,
    publish_places,
    stored_visit,
)

ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
CDO, MEMBER, GROUPEMENT = FeedOwner
LATER = timedelta(hours=1)
ONE_SECOND = timedelta(seconds=1)
Marks = dict[str, tuple[int, datetime]]


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with ONE for biscuits by Zoé and TWO for boats by Yann, feeds rendered."""
    world = a_world(session)
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.yann, MONDAY, AM, id=TWO),
    ]
    publish_places(session, world, places, now)
    rebuild(session, world, now)
    return world


def rebuild(session: Session, world: World, now: datetime) -> list[Feed]:
    return rebuild_feeds(session, groupement_id=world.groupement.id, now=now, base_url=BASE_URL)


def is_due(session: Session, world: World, now: datetime) -> bool:
    return are_feeds_due(session, world.groupement.id, now=now, base_url=BASE_URL)


def read(session: Session, world: World, *key: Any) -> bytes:
    feed = find_feed(session, world.groupement.id, FeedKey(*key))
    assert feed is not None
    return load_body(session, feed.id)


def marks(session: Session, world: World) -> Marks:
    """Return SEQUENCE and LAST-MODIFIED of every event, which must agree in all feeds."""
    found: Marks = {}
    for feed in session.scalars(select(Feed)).all():
        for event in events_of(load_body(session, feed.id)):
            one = (event["SEQUENCE"], event["LAST-MODIFIED"].dt)
            assert found.setdefault(str(event["UID"]), one) == one
            assert event["DTSTAMP"].dt == one[1]
    return found


def person(session: Session, world: World) -> Person:
    return session.get_one(Person, world.zoe.person_id)


def rename_member(session: Session, world: World) -> None:
    world.biscuits.name = "Biscuiterie Le Goff et filles"


def rename_cdo(session: Session, world: World) -> None:
    person(session, world).name = "Zoé Martin-Le Bras"


def change_phone(session: Session, world: World) -> None:
    person(session, world).phone = "02 97 00 00 00"


def change_language(session: Session, world: World) -> None:
    person(session, world).language = "en"


def change_regime(session: Session, world: World) -> None:
    world.zoe.regime = Regime.FORFAIT_JOURS


EDITS = [rename_member, rename_cdo, change_phone, change_language, change_regime]
Edit = Callable[[Session, World], None]


@pytest.mark.parametrize("edit", EDITS)
def test_edit_makes_feeds_due_and_raises_the_marks_of_its_events_only(
    session: Session, world: World, now: datetime, edit: Edit
) -> None:
    before = marks(session, world)
    was_due = is_due(session, world, now)

    edit(session, world)
    session.flush()
    became_due = is_due(session, world, now)
    rebuild(session, world, now + LATER)

    assert (was_due, became_due, is_due(session, world, now + LATER)) == (False, True, False)
    assert marks(session, world) == before | {str(ONE): (1, now + LATER)}
    assert stored_visit(session, ONE).sequence == 1


def test_edit_twice_within_one_second_raises_the_marks_twice(
    session: Session, world: World, now: datetime
) -> None:
    for name in ("Un", "Deux"):
        world.biscuits.name = name
        rebuild(session, world, now)

    assert marks(session, world)[str(ONE)] == (2, now + 2 * ONE_SECOND)


def test_edit_shown_by_no_event_changes_the_head_of_feeds_only(
    session: Session, world: World, now: datetime
) -> None:
    before = marks(session, world)

    world.groupement.name = "Groupement rebaptisé"
    changed = rebuild(session, world, now + LATER)

    assert marks(session, world) == before
    assert len(changed) == 10
    assert "Groupement rebaptisé" in read(session, world, CDO, world.zoe.id).decode()


def test_edit_in_the_same_transaction_as_a_move_raises_the_marks_once(
    session: Session, world: World, now: datetime
) -> None:
    rename_member(session, world)
    places = [
        At(world.shop, world.zoe, MONDAY, PM, id=ONE),
        At(world.stock, world.yann, MONDAY, AM, id=TWO),
    ]
    publish_places(session, world, places, now + LATER)
    rebuild(session, world, now + LATER)

    assert marks(session, world) == {str(ONE): (1, now + LATER), str(TWO): (0, now)}


def test_words_of_the_template_that_change_raise_the_marks_of_the_events_that_have_them(
    session: Session, world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_regime(session, world)
    rebuild(session, world, now)
    before = marks(session, world)

    monkeypatch.setitem(contents._HALFDAYS, HalfdayEvents.DAY, "Autrement dit.")
    rebuild(session, world, now + LATER)

    assert marks(session, world) == before | {str(ONE): (2, now + LATER)}
    (event,) = events_of(read(session, world, MEMBER, world.biscuits.id))
    assert "Autrement dit." in str(event["DESCRIPTION"])


def test_title_of_a_demand_and_place_of_a_firm_wait_for_the_next_release(
    session: Session, world: World, now: datetime
) -> None:
    before = marks(session, world)
    world.shop.title = "Ouvrir deux boutiques"
    waiting = rebuild(session, world, now + LATER)
    places = [
        At(world.shop, world.zoe, MONDAY, AM, id=ONE),
        At(world.stock, world.yann, MONDAY, AM, id=TWO),
    ]
    publish_places(session, world, places, now + LATER)
    rebuild(session, world, now + LATER)

    assert waiting == []
    assert marks(session, world) == before | {str(ONE): (1, now + LATER)}
    (event,) = events_of(read(session, world, CDO, world.zoe.id))
    assert str(event["SUMMARY"]).endswith("Ouvrir deux boutiques")


def test_visit_cancelled_in_good_time_stays_away_although_its_member_is_renamed_late(
    session: Session, world: World, now: datetime
) -> None:
    visit = stored_visit(session, ONE)
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.MEMBER
    visit.sequence, visit.last_modified_at = 1, now
    rebuild(session, world, now)

    world.biscuits.name = "Autre nom"
    rebuild(session, world, visit.starts_at - LATER)

    assert set(marks(session, world)) == {str(TWO)}
    assert stored_visit(session, ONE).sequence == 1


def test_visit_that_comes_back_after_a_cancellation_has_its_uid_and_a_higher_number(
    session: Session, world: World, now: datetime
) -> None:
    stays = At(world.stock, world.yann, MONDAY, AM, id=TWO)
    publish_places(session, world, [stays], now + LATER)
    rebuild(session, world, now + LATER)
    gone = set(marks(session, world))

    publish_places(
        session, world, [At(world.shop, world.zoe, TUESDAY, AM, id=ONE), stays], now + 2 * LATER
    )
    rebuild(session, world, now + 2 * LATER)

    assert gone == {str(TWO)}
    assert marks(session, world)[str(ONE)] == (2, now + 2 * LATER)


def test_feeds_are_due_when_a_late_cancellation_is_over(
    session: Session, world: World, now: datetime
) -> None:
    visit = stored_visit(session, ONE)
    ends_at = visit.ends_at
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.MEMBER
    visit.sequence, visit.last_modified_at = 1, ends_at - 5 * LATER
    rebuild(session, world, ends_at - 5 * LATER)

    due = [is_due(session, world, instant) for instant in (ends_at - ONE_SECOND, ends_at)]
    rebuild(session, world, ends_at)

    assert due == [False, True]
    assert set(marks(session, world)) == {str(TWO)}


def test_feeds_are_due_when_a_month_begins(session: Session, world: World, now: datetime) -> None:
    midnight = datetime.fromisoformat("2027-01-01T00:00:00+01:00")

    assert [is_due(session, world, one) for one in (midnight - ONE_SECOND, midnight)] == [
        False,
        True,
    ]


def test_settings_renew_the_feeds_that_they_concern(
    session: Session, world: World, now: datetime
) -> None:
    change_regime(session, world)
    rebuild(session, world, now)
    before = marks(session, world)

    change_settings(
        session, world.groupement.id, halfdays=HalfdayEvents.TIMED, blocks_members=False
    )
    due = is_due(session, world, now)
    changed = rebuild(session, world, now + LATER)

    assert due
    assert {(feed.owner, feed.subject_id, feed.detail) for feed in changed} == {
        (owner, subject, detail)
        for owner, subject in ((CDO, world.zoe.id), (MEMBER, world.biscuits.id), (GROUPEMENT, 0))
        for detail in DetailLevel
    }
    assert marks(session, world) == before | {str(ONE): (2, now + LATER)}
    (event,) = events_of(read(session, world, CDO, world.zoe.id))
    assert (event.start.time(), event.end.time()) == (time(9), time(12, 30))


def test_setting_that_blocks_members_makes_them_look_busy(
    session: Session, world: World, now: datetime
) -> None:
    def shows() -> list[str]:
        keys = ((CDO, world.zoe.id), (MEMBER, world.biscuits.id), (GROUPEMENT, 0))
        feeds = [events_of(read(session, world, *key)) for key in keys]
        return [str(events[0]["TRANSP"]) for events in feeds]

    usual = shows()
    change_settings(session, world.groupement.id, halfdays=HalfdayEvents.DAY, blocks_members=True)
    rebuild(session, world, now + LATER)

    assert usual == ["OPAQUE", "TRANSPARENT", "TRANSPARENT"]
    assert shows() == ["OPAQUE"] * 3
    assert set(marks(session, world).values()) == {(1, now + LATER)}


def test_unnumbered_finds_what_reads_otherwise_under_the_same_number() -> None:
    kept, told, moved = (a_view(MONDAY, slot) for slot in (0, 1, 0))
    before = a_feed([kept, told, moved])
    renamed = a_view(MONDAY, 1, id=told.id, member_name="Autre nom")
    numbered = a_view(TUESDAY, id=moved.id, sequence=1, last_modified_at=STAMP_LATER)
    new = a_view(TUESDAY, 1)

    found = unnumbered(before, a_feed([kept, renamed, numbered, new]))

    assert found == {told.id}
    assert unnumbered(before, before) == unnumbered(before, a_feed([kept])) == set()
    assert unnumbered(b"", before) == set()


STAMP_LATER = datetime.fromisoformat("2026-12-15T09:00:00Z")
