"""What a phone is answered that holds a secret, and what is noted of it."""

import hashlib
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.calendars.models import FeedOwner
from cdo_share.calendars.queries import (
    AnswerKind,
    FeedAnswer,
    load_body,
    look_up,
)
from cdo_share.calendars.subscriptions import (
    note_read,
)
from tests.calendars.samples import counted, events_of
from tests.calendars.subscribing import (
    MONTH,
    ONE_SECOND,
    a_subscribing_world,
    feed_of,
    revoke,
    subscribe,
)
from tests.publishing.world import World


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world whose CDO Zoé has a feed with one visit."""
    return a_subscribing_world(session, now)


def test_look_up_of_a_token_serves_its_feed_with_one_statement_and_no_bytes(
    session: Session, engine: Engine, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)
    feed = feed_of(session, world, FeedOwner.CDO, world.zoe.id)

    with counted(engine) as statements:
        answer = look_up(session, secret, now)

    assert answer == FeedAnswer(
        kind=AnswerKind.SERVE,
        token_id=token.id,
        feed_id=feed.id,
        slug=world.zoe.slug,
        etag=feed.etag,
        last_modified_at=now,
        is_reading_due=True,
    )
    assert len(statements) == 1
    assert "body" not in statements[0]
    assert hashlib.sha256(load_body(session, feed.id)).hexdigest() == answer.etag


@pytest.mark.parametrize("secret", ["", "cf_", "cf_" + "A" * 43, "é\ud800", "' OR 1=1 --"])
def test_look_up_of_an_unknown_secret_says_nothing(
    session: Session, world: World, now: datetime, secret: str
) -> None:
    subscribe(session, world, now)

    assert look_up(session, secret, now) == FeedAnswer(kind=AnswerKind.UNKNOWN)


def test_look_up_of_a_revoked_token_is_empty_for_thirty_days_and_then_gone(
    session: Session, engine: Engine, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)
    revoked_at = now + timedelta(days=2)
    revoke(session, world, token, revoked_at)

    with counted(engine) as statements:
        answer = look_up(session, secret, revoked_at)

    assert answer.kind is AnswerKind.EMPTY
    assert answer.body is not None
    assert events_of(answer.body) == []
    assert "Zoé Martin" in answer.body.decode()
    assert answer.etag == hashlib.sha256(answer.body).hexdigest()
    assert answer.last_modified_at == revoked_at
    assert len(statements) == 2
    assert look_up(session, secret, revoked_at + MONTH - ONE_SECOND) == answer
    assert look_up(session, secret, revoked_at + MONTH) == FeedAnswer(kind=AnswerKind.GONE)


def test_look_up_for_a_closed_account_is_empty(
    session: Session, world: World, now: datetime
) -> None:
    _, secret = subscribe(session, world, now)
    session.get_one(Person, world.zoe.person_id).is_active = False
    session.flush()

    assert look_up(session, secret, now).kind is AnswerKind.EMPTY


def test_note_read_is_due_and_written_at_most_once_an_hour(
    session: Session, world: World, now: datetime
) -> None:
    token, secret = subscribe(session, world, now)
    reads = []
    for minutes, client in ((0, "Thunderbird/153\r\nX: y"), (59, "Other"), (60, "ICSx5")):
        instant = now + timedelta(minutes=minutes)
        is_due = look_up(session, secret, instant).is_reading_due
        note_read(session, token_id=token.id, client=client, now=instant)
        session.refresh(token)
        reads.append((is_due, token.last_read_at, token.last_client))

    hour = timedelta(hours=1)
    assert reads == [
        (True, now, "Thunderbird/153 X: y"),
        (False, now, "Thunderbird/153 X: y"),
        (True, now + hour, "ICSx5"),
    ]


def test_note_read_of_a_long_client_name_keeps_its_beginning(
    session: Session, world: World, now: datetime
) -> None:
    token, _ = subscribe(session, world, now)

    note_read(session, token_id=token.id, client="a" * 5_000, now=now)

    session.refresh(token)
    assert token.last_client == "a" * 199 + "…"


def test_look_up_is_empty_while_the_cdo_is_archived(
    session: Session, world: World, now: datetime
) -> None:
    _, secret = subscribe(session, world, now)

    world.zoe.is_active = False
    session.flush()
    left = look_up(session, secret, now)
    world.zoe.is_active = True
    session.flush()

    assert left.kind is AnswerKind.EMPTY
    assert events_of(left.body or b"") == []
    assert look_up(session, secret, now).kind is AnswerKind.SERVE


def statements_of(session: Session, engine: Engine, secret: str, now: datetime) -> list[str]:
    with counted(engine) as statements:
        look_up(session, secret, now)
    return list(statements)


def test_look_up_of_an_unknown_and_of_a_gone_secret_does_the_same_work(
    session: Session, engine: Engine, world: World, now: datetime
) -> None:
    """One and the same statement with the same plan: the answer is all that tells them apart."""
    token, secret = subscribe(session, world, now)
    revoke(session, world, token, now)
    later = now + MONTH

    unknown = statements_of(session, engine, "cf_" + "A" * 43, later)
    gone = statements_of(session, engine, secret, later)
    live = statements_of(session, engine, subscribe(session, world, later)[1], later)

    assert (len(unknown), unknown == gone, unknown == live) == (1, True, True)
    # The planted fault: while it is empty it costs a statement more, and this test would see it.
    assert len(statements_of(session, engine, secret, now)) == 2
