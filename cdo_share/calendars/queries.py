"""Reading feeds and tokens; `look_up` answers a phone with one statement and no rendering."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, and_, bindparam, select
from sqlalchemy.orm import Session, contains_eager

from cdo_share.accounts.models import Person
from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.ics import without_events
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, FeedToken
from cdo_share.calendars.reach import may_read

EMPTY_AFTER_REVOCATION = timedelta(days=30)
NOTE_EVERY = timedelta(hours=1)

# What a poll asks: a connection takes half as long as a session.
Reading = Session | Connection


class AnswerKind(StrEnum):
    """What a phone that asks with some secret is to get."""

    SERVE = "serve"  # 200 with the stored bytes, or 304
    EMPTY = "empty"  # 200 with a calendar without events, or 304: clients drop what they hold
    GONE = "gone"  # 410
    UNKNOWN = "unknown"  # 404


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAnswer:
    """What to answer; all fields but `kind` are None for an unknown secret.

    `body` is set for an empty calendar only; that of a feed comes from `with_body`.
    `is_reading_due` says that it is time to call `note_read`.
    """

    kind: AnswerKind
    token_id: int | None = None
    feed_id: int | None = None
    slug: str | None = None
    etag: str | None = None
    last_modified_at: datetime | None = None
    body: bytes | None = None
    is_reading_due: bool = False


class LiveLink(NamedTuple):
    """A link that opens a feed, by the hash of its secret, and what that feed is now."""

    token_sha256: bytes
    feed_id: int
    etag: str


class StoredFeed(NamedTuple):
    """The bytes of a feed with their marks, read in one piece."""

    id: int
    slug: str
    etag: str
    last_modified_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class FeedKey:
    """Which feed of a groupement: a CDO's or member's by number, or its own (0)."""

    owner: FeedOwner
    subject_id: int = 0
    detail: DetailLevel = DetailLevel.FULL


def look_up(reading: Reading, secret: str, now: datetime) -> FeedAnswer:
    """Return the answer to somebody who holds this secret; one statement unless it is revoked.

    The feed of a revoked token is empty for 30 days, because most clients keep what they
    have when a calendar is just refused; so is that of a closed account, and that of somebody
    who may no longer read it.
    """
    wanted = {"token_sha256": token_hash(secret)}
    row = reading.execute(_held_by_secret(), wanted).one_or_none()
    if row is None:
        return FeedAnswer(kind=AnswerKind.UNKNOWN)
    if row.revoked_at is not None and now >= row.revoked_at + EMPTY_AFTER_REVOCATION:
        return FeedAnswer(kind=AnswerKind.GONE)
    if row.revoked_at is not None or not row.is_allowed:
        return _empty(reading, row)
    is_due = row.last_read_at is None or now >= row.last_read_at + NOTE_EVERY
    return FeedAnswer(
        kind=AnswerKind.SERVE,
        token_id=row.id,
        feed_id=row.feed_id,
        slug=row.slug,
        etag=row.etag,
        last_modified_at=row.last_modified_at,
        is_reading_due=is_due,
    )


# Phones ask for these all day. Each is put together once, because that takes ten times as long as
# the database does.
@cache
def _held_by_secret() -> Select[*tuple[Any, ...]]:
    return (
        select(
            FeedToken.id,
            FeedToken.feed_id,
            FeedToken.revoked_at,
            FeedToken.last_read_at,
            Feed.slug,
            Feed.etag,
            Feed.last_modified_at,
            and_(Person.is_active, may_read(FeedToken.person_id)).label("is_allowed"),
        )
        .join(Feed, Feed.id == FeedToken.feed_id)
        .join(Person, Person.id == FeedToken.person_id)
        .where(FeedToken.token_sha256 == bindparam("token_sha256"))
    )


@cache
def _bytes_of_feed() -> Select[*tuple[Any, ...]]:
    wanted = select(Feed.body, Feed.etag, Feed.last_modified_at)
    return wanted.where(Feed.id == bindparam("feed_id"))


def _empty(reading: Reading, row: Row[*tuple[Any, ...]]) -> FeedAnswer:
    body = without_events(load_body(reading, row.feed_id))
    return FeedAnswer(
        kind=AnswerKind.EMPTY,
        token_id=row.id,
        feed_id=row.feed_id,
        slug=row.slug,
        etag=hashlib.sha256(body).hexdigest(),
        last_modified_at=max(row.last_modified_at, row.revoked_at or row.last_modified_at),
        body=body,
    )


def load_body(reading: Reading, feed_id: int) -> bytes:
    """Return the stored bytes of a feed; only for an answer 200."""
    return reading.execute(select(Feed.body).where(Feed.id == feed_id)).scalar_one()


def with_body(reading: Reading, answer: FeedAnswer) -> FeedAnswer:
    """Return the answer with the bytes and their marks as they are now, read in one piece.

    Between looking up and reading, a publication may have come.
    """
    found = reading.execute(_bytes_of_feed(), {"feed_id": answer.feed_id})
    return replace(answer, **found.mappings().one())


def load_bodies(session: Session, feed_ids: Iterable[int]) -> list[tuple[int, bytes]]:
    """Return the stored bytes of feeds with their numbers, read at once."""
    wanted = select(Feed.id, Feed.body).where(Feed.id.in_(list(feed_ids)))
    return [(row.id, row.body) for row in session.execute(wanted)]


def list_live_links(session: Session, most: int) -> list[LiveLink]:
    """Return the links that `look_up` serves, those read last first, at most so many."""
    statement = (
        select(FeedToken.token_sha256, Feed.id, Feed.etag)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .join(Person, Person.id == FeedToken.person_id)
        .where(FeedToken.revoked_at.is_(None), Person.is_active, may_read(FeedToken.person_id))
        .order_by(FeedToken.last_read_at.desc().nulls_last(), FeedToken.id)
        .limit(most)
    )
    return [LiveLink(*row) for row in session.execute(statement)]


def load_stored(session: Session, feed_ids: Iterable[int]) -> list[StoredFeed]:
    """Return the bytes and marks of feeds, in no order."""
    wanted = select(Feed.id, Feed.slug, Feed.etag, Feed.last_modified_at, Feed.body)
    rows = session.execute(wanted.where(Feed.id.in_(list(feed_ids))))
    return [StoredFeed(*row) for row in rows]


def find_feed(session: Session, groupement_id: int, key: FeedKey) -> Feed | None:
    """Return one feed of the groupement, if it was ever rendered."""
    return session.scalar(
        select(Feed).where(
            Feed.groupement_id == groupement_id,
            Feed.owner == key.owner,
            Feed.subject_id == key.subject_id,
            Feed.detail == key.detail,
        )
    )


def list_tokens(session: Session, *, groupement_id: int, person_id: int) -> list[FeedToken]:
    """Return the person's tokens in the groupement that are not revoked, feeds loaded."""
    statement = _tokens(groupement_id, person_id).where(FeedToken.revoked_at.is_(None))
    return list(session.scalars(statement.order_by(FeedToken.created_at, FeedToken.id)))


def list_ended_tokens(
    session: Session, *, groupement_id: int, person_id: int, now: datetime
) -> list[FeedToken]:
    """Return those revoked so lately that they are still answered, the last first, feeds loaded."""
    since = now - EMPTY_AFTER_REVOCATION
    statement = _tokens(groupement_id, person_id).where(FeedToken.revoked_at > since)
    return list(
        session.scalars(statement.order_by(FeedToken.revoked_at.desc(), FeedToken.id.desc()))
    )


def _tokens(groupement_id: int, person_id: int) -> Select[FeedToken]:
    return (
        select(FeedToken)
        .join(FeedToken.feed)
        .where(Feed.groupement_id == groupement_id, FeedToken.person_id == person_id)
        .options(contains_eager(FeedToken.feed))
    )
