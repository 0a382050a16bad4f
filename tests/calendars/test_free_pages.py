"""The page of free half-days: one address at a time, of which only the hash is kept."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.calendars.free_pages import (
    allow_pages,
    close_page,
    find_page,
    find_shown,
    list_open,
    open_page,
)
from cdo_share.calendars.models import Ending, FreeTimePage
from cdo_share.core.errors import NotFound
from tests.calendars.test_subscriptions import dump
from tests.factories import a_groupement
from tests.publishing.world import World, a_world

HOUR = timedelta(hours=1)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    world = a_world(session)
    allow_pages(session, groupement_id=world.groupement.id, is_allowed=True, now=now)
    return world


def put_up(session: Session, world: World, now: datetime) -> str:
    whose = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}
    return open_page(session, **whose, now=now)[1]


def test_pages_are_off_until_a_groupement_allows_them(session: Session) -> None:
    assert a_groupement(session).allows_free_time is False


def test_open_page_shows_the_cdo_to_whoever_has_the_address(
    session: Session, world: World, now: datetime
) -> None:
    secret = put_up(session, world, now)

    assert re.fullmatch(r"cl_[A-Za-z0-9_-]{43}", secret)  # 256 bits
    assert find_shown(session, secret) is world.zoe
    assert find_shown(session, secret[:-1]) is None
    assert list_open(session, world.groupement.id) == [world.zoe]
    found = dump(session)
    assert all(part.encode() not in found for part in (secret, secret[3:], secret[3:23]))


def test_new_address_ends_the_old_one_at_once(
    session: Session, world: World, now: datetime
) -> None:
    old = put_up(session, world, now)
    new = put_up(session, world, now + HOUR)

    assert [find_shown(session, old), find_shown(session, new)] == [None, world.zoe]
    rows = select(FreeTimePage.revoked_at, FreeTimePage.ended_by).order_by(FreeTimePage.id)
    assert session.execute(rows).all() == [(now + HOUR, Ending.REPLACED), (None, None)]


def test_close_page_takes_it_down_once(session: Session, world: World, now: datetime) -> None:
    secret = put_up(session, world, now)
    whose = {"groupement_id": world.groupement.id, "engagement_id": world.zoe.id}

    close_page(session, **whose, now=now)

    assert find_shown(session, secret) is None
    assert find_page(session, *whose.values()) is None
    with pytest.raises(NotFound):
        close_page(session, **whose, now=now)


def test_open_page_is_not_for_the_cdo_of_another_groupement(
    session: Session, world: World, now: datetime
) -> None:
    other = a_world(session)
    with pytest.raises(NotFound):
        open_page(session, groupement_id=world.groupement.id, engagement_id=other.zoe.id, now=now)


def test_database_refuses_two_pages_of_one_cdo(
    session: Session, world: World, now: datetime
) -> None:
    put_up(session, world, now)
    second = FreeTimePage(
        groupement_id=world.groupement.id,
        engagement_id=world.zoe.id,
        token_sha256=b"2" * 32,
        created_at=now,
    )

    session.add(second)
    with pytest.raises(IntegrityError):
        session.flush()
