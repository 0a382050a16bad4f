"""Faults planted in feeds, and the readings that notice them; a plan that nobody published."""

import uuid
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.calendars import service
from cdo_share.calendars.models import FeedOwner
from tests.calendars.samples import a_feed, a_view, property_counts
from tests.calendars.test_revisions import ONE, marks, read, rebuild, world
from tests.publishing.world import AM, MONDAY, TUESDAY, At, World, a_plan, publish_places

__all__ = ["world"]

LATER = timedelta(hours=1)
CDO, MEMBER, _ = FeedOwner


def forget_to_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_find_unnumbered", lambda *_: set())


def test_change_that_nobody_numbers_is_noticed(
    session: Session, world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, body = marks(session, world), read(session, world, CDO, world.zoe.id)
    forget_to_number(monkeypatch)
    world.biscuits.name = "Autre nom"
    rebuild(session, world, now + LATER)

    assert read(session, world, CDO, world.zoe.id) != body
    assert marks(session, world) == before  # what the tests of points 10 and 11 would not accept


def test_marks_that_rise_without_a_change_are_noticed(
    session: Session, world: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = marks(session, world)
    monkeypatch.setattr(service, "_find_unnumbered", lambda *_: {ONE})
    rebuild(session, world, now + LATER)

    assert marks(session, world) != before


def test_feed_that_is_not_rebuilt_is_noticed(session: Session, world: World, now: datetime) -> None:
    """Somebody publishes, and forgets the calendars: the old CDO still sees the visit."""
    publish_places(session, world, [At(world.shop, world.yann, TUESDAY, AM, id=ONE)], now)

    assert str(ONE).encode() in read(session, world, CDO, world.zoe.id)


def test_plan_that_is_not_published_changes_no_feed(
    session: Session, world: World, now: datetime
) -> None:
    a_plan(session, world, [At(world.shop, world.yann, TUESDAY, AM, id=ONE)])

    assert rebuild(session, world, now + LATER) == []


@pytest.mark.parametrize(
    "line",
    [
        b"METHOD:PUBLISH",
        b"ORGANIZER:mailto:x@x.example",
        b"CLASS:PUBLIC",
        b"CATEGORIES:A,B",
        b"REFRESH-INTERVAL:PT1H",
        b"UID:calendar",
    ],
)
def test_property_that_is_not_allowed_is_noticed(line: bytes) -> None:
    feed = a_feed([a_view(MONDAY)])
    spoilt = feed.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\n" + line + b"\r\n")

    name = line.decode().partition(":")[0]
    assert property_counts(spoilt) - property_counts(feed) == Counter([name])


@pytest.mark.parametrize("kind", [1, 3, 5])
def test_uid_of_another_kind_is_noticed(kind: int) -> None:
    visit: Any = a_view(MONDAY, id=uuid.UUID(int=1, version=kind))
    line = next(one for one in a_feed([visit]).decode().split("\r\n") if one.startswith("UID:"))

    assert uuid.UUID(line.removeprefix("UID:")).version == kind != 4


def test_name_of_another_is_noticed(session: Session, world: World, now: datetime) -> None:
    world.shop.title = f"Comme {world.boats.name}"  # a demand that names another firm
    places = [At(world.shop, world.zoe, TUESDAY, AM, id=ONE)]
    publish_places(session, world, places, now + LATER)
    rebuild(session, world, now + LATER)

    assert b"Kermor" in read(session, world, MEMBER, world.biscuits.id).replace(b"\r\n ", b"")
