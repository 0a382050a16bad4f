"""The stored feeds of a groupement, from one publication to the next."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.calendars.queries import FeedKey, find_feed, load_body
from cdo_share.calendars.service import open_feed, rebuild_feeds
from cdo_share.core.errors import NotFound
from cdo_share.core.orm import transaction
from cdo_share.publishing.models import CancelledBy, VisitState
from tests.calendars.samples import BASE_URL, counted, events_of
from tests.factories import a_groupement
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
_, BUSY = DetailLevel
LATER = timedelta(hours=1)
ONE_SECOND = timedelta(seconds=1)


def rebuild(session: Session, world: World, now: datetime) -> list[tuple[str, int, str]]:
    """Return the keys of the feeds whose bytes changed."""
    changed = rebuild_feeds(session, groupement_id=world.groupement.id, now=now, base_url=BASE_URL)
    return [(feed.owner, feed.subject_id, feed.detail) for feed in changed]


def stored(session: Session, world: World, *key: Any) -> Feed:
    feed = find_feed(session, world.groupement.id, FeedKey(*key))
    assert feed is not None
    return feed


def uids(session: Session, world: World, *key: Any) -> dict[str, str]:
    """Return the summary of every event of a stored feed, by UID."""
    body = load_body(session, stored(session, world, *key).id)
    return {str(one["UID"]): str(one["SUMMARY"]) for one in events_of(body)}


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


def test_rebuild_makes_two_feeds_for_every_cdo_member_and_the_groupement(
    session: Session, world: World
) -> None:
    keys = session.execute(select(Feed.owner, Feed.subject_id, Feed.detail)).all()

    subjects = [
        (CDO, world.zoe.id),
        (CDO, world.yann.id),
        (MEMBER, world.biscuits.id),
        (MEMBER, world.boats.id),
        (GROUPEMENT, 0),
    ]
    assert {tuple(key) for key in keys} == {
        (*one, detail) for one in subjects for detail in DetailLevel
    }
    assert stored(session, world, CDO, world.zoe.id).slug == world.zoe.slug
    assert stored(session, world, CDO, world.zoe.id, BUSY).slug == f"{world.zoe.slug}-occupe"


def test_feeds_of_one_visit_know_it_by_the_same_random_uid(session: Session, world: World) -> None:
    title = "Ouvrir la boutique en ligne"

    assert uids(session, world, CDO, world.zoe.id) == {str(ONE): f"Biscuiterie Le Goff – {title}"}
    assert uids(session, world, MEMBER, world.biscuits.id) == {str(ONE): f"{title} – Zoé Martin"}
    assert set(uids(session, world, GROUPEMENT)) == {str(ONE), str(TWO)}
    assert uids(session, world, GROUPEMENT, 0, BUSY) == {str(ONE): "Occupé", str(TWO): "Occupé"}
    assert uuid.UUID(next(iter(uids(session, world, CDO, world.zoe.id)))).version == 4


def test_feed_of_a_member_never_names_another(session: Session, world: World) -> None:
    body = load_body(session, stored(session, world, MEMBER, world.biscuits.id).id).decode()

    assert "Biscuiterie Le Goff" in body
    assert "Kermor" not in body
    assert "Yann" not in body


def test_feed_is_named_after_its_subject_and_groupement(session: Session, world: World) -> None:
    body = load_body(session, stored(session, world, CDO, world.zoe.id).id).decode()

    assert f"\r\nNAME:Interventions – Zoé Martin – {world.groupement.name}\r\n" in body


def test_stored_etag_is_the_hash_of_the_bytes(session: Session, world: World) -> None:
    feeds = session.scalars(select(Feed)).all()

    for feed in feeds:
        assert feed.etag == hashlib.sha256(load_body(session, feed.id)).hexdigest()
    assert len({feed.etag for feed in feeds}) == len(feeds)


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(days=16)])
def test_rebuild_when_nothing_changed_writes_nothing(
    session: Session, world: World, now: datetime, pause: timedelta
) -> None:
    assert rebuild(session, world, now + pause) == []


def test_rebuild_after_a_move_changes_only_the_feeds_that_show_the_visit(
    session: Session, world: World, now: datetime
) -> None:
    before = stored(session, world, CDO, world.yann.id).last_modified_at
    places = [
        At(world.shop, world.zoe, MONDAY, PM, id=ONE),
        At(world.stock, world.yann, MONDAY, AM, id=TWO),
    ]
    publish_places(session, world, places, now)

    changed = rebuild(session, world, now)

    assert set(changed) == {
        (owner, subject, detail)
        for owner, subject in ((CDO, world.zoe.id), (MEMBER, world.biscuits.id), (GROUPEMENT, 0))
        for detail in DetailLevel
    }
    assert stored(session, world, CDO, world.zoe.id).last_modified_at == now + ONE_SECOND
    assert stored(session, world, CDO, world.yann.id).last_modified_at == before


def test_rebuild_after_a_move_numbers_the_event_anew(
    session: Session, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.zoe, TUESDAY, AM, id=ONE)], now)
    rebuild(session, world, now)

    body = load_body(session, stored(session, world, CDO, world.zoe.id).id)

    (moved,) = events_of(body)
    assert (str(moved["UID"]), moved["SEQUENCE"]) == (str(ONE), 1)
    assert moved["LAST-MODIFIED"].dt == moved["DTSTAMP"].dt == now + ONE_SECOND
    assert moved["CREATED"].dt == now


def test_rebuild_after_a_visit_went_to_another_cdo_moves_it_between_their_feeds(
    session: Session, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.shop, world.yann, TUESDAY, AM, id=ONE)], now)
    rebuild(session, world, now)

    assert uids(session, world, CDO, world.zoe.id) == {}
    assert set(uids(session, world, CDO, world.yann.id)) == {str(ONE)}
    assert set(uids(session, world, MEMBER, world.biscuits.id)) == {str(ONE)}


def test_rebuild_after_a_visit_fell_away_in_good_time_removes_it(
    session: Session, world: World, now: datetime
) -> None:
    publish_places(session, world, [At(world.stock, world.yann, MONDAY, AM, id=TWO)], now)
    rebuild(session, world, now)

    assert uids(session, world, CDO, world.zoe.id) == {}


def test_rebuild_after_a_late_cancellation_shows_it_until_the_visit_would_have_ended(
    session: Session, world: World
) -> None:
    friday = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    visit = stored_visit(session, ONE)
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.MEMBER
    visit.sequence, visit.last_modified_at = 1, friday
    ends_at = visit.ends_at
    rebuild(session, world, friday)

    for key in ((CDO, world.zoe.id), (MEMBER, world.biscuits.id)):
        (summary,) = uids(session, world, *key).values()
        assert summary.startswith("Annulée – ")
    assert uids(session, world, CDO, world.zoe.id, BUSY) == {}

    rebuild(session, world, ends_at)

    assert uids(session, world, CDO, world.zoe.id) == {}


def test_rebuild_leaves_what_lies_outside_of_the_window_out(
    session: Session, world: World, now: datetime
) -> None:
    first_day = datetime(2027, 4, 1, tzinfo=UTC)  # Paris is in April already two hours before

    rebuild(session, world, first_day + timedelta(days=29))
    assert set(uids(session, world, CDO, world.zoe.id)) == {str(ONE)}
    rebuild(session, world, first_day + timedelta(days=30))
    assert uids(session, world, CDO, world.zoe.id) == {}


def test_rebuild_reads_many_visits_with_as_few_statements_as_none(
    session: Session, engine: Engine, world: World, now: datetime
) -> None:
    counts = []
    for weeks in (0, 4):
        days = [timedelta(weeks=week, days=one) for week in range(weeks) for one in range(5)]
        places = [At(world.shop, world.zoe, MONDAY + day, AM) for day in days]
        publish_places(session, world, places, now)
        with counted(engine) as statements:
            rebuild_feeds(session, groupement_id=world.groupement.id, now=now, base_url=BASE_URL)
        counts.append(sum(one.startswith("SELECT") for one in statements))

    assert counts == [12, 12]


def test_open_feed_of_a_subject_without_feeds_renders_that_one(
    session: Session, now: datetime
) -> None:
    world = a_world(session)
    key = FeedKey(CDO, world.zoe.id)

    feed = open_feed(
        session, groupement_id=world.groupement.id, key=key, now=now, base_url=BASE_URL
    )
    again = open_feed(
        session, groupement_id=world.groupement.id, key=key, now=now + LATER, base_url=BASE_URL
    )

    assert again is feed
    assert session.scalar(select(func.count()).select_from(Feed)) == 1
    assert (feed.last_modified_at, feed.subject_id) == (now, world.zoe.id)
    assert events_of(load_body(session, feed.id)) == []


def test_open_feed_of_a_subject_of_another_groupement_is_not_found(
    session: Session, world: World, now: datetime
) -> None:
    stranger = a_groupement(session)

    with pytest.raises(NotFound):
        open_feed(
            session,
            groupement_id=stranger.id,
            key=FeedKey(CDO, world.zoe.id),
            now=now,
            base_url=BASE_URL,
        )


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_rebuild_waits_for_a_publication_that_is_under_way(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)

    with Session(own_engine) as one, transaction(one):
        rebuild(one, world, now)
        with Session(own_engine) as other:
            other.execute(text("SET LOCAL lock_timeout = '100ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                rebuild(other, world, now)

    with Session(own_engine) as other, transaction(other):
        assert rebuild(other, world, now) == []
