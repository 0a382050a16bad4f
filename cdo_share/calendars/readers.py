"""Whose visits reach a calendar of theirs and whose do not, for the coordinator; no secrets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Member, Person, Role, RoleKind
from cdo_share.calendars.freshness import Freshness, freshness
from cdo_share.calendars.models import Feed, FeedOwner, FeedToken, InvitedPerson

Subject = tuple[FeedOwner, int]


class Connection(StrEnum):
    """How it stands with somebody's calendars, in one role."""

    NONE = "none"
    UNREAD = "unread"  # there are links, and none was ever read
    STALE = "stale"
    FRESH = "fresh"
    INVITED = "invited"  # by mail, in place of any link

    @property
    def is_missing(self) -> bool:
        """Return whether a change may be missed."""
        return self not in (Connection.FRESH, Connection.INVITED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person in one role whose visits a calendar should show.

    `last_read_at` is the latest reading by any of their devices that still has a link.
    """

    person_id: int
    person_name: str
    email: str
    kind: RoleKind
    subject_id: int
    subject_name: str
    connection: Connection
    last_read_at: datetime | None


def list_readers(session: Session, groupement_id: int, now: datetime) -> list[Reader]:
    """Return everybody with an account who gets visits, a row for each role, by name.

    A coordinator gets none of their own. Somebody with two roles has two calendars, and each
    counts for itself; a link to the calendar of the groupement counts for neither.
    """
    rows = session.execute(_statement(groupement_id)).all()
    names = read_names(session, groupement_id)
    readers = [
        Reader(
            person_id=row.person_id,
            person_name=row.name,
            email=row.email,
            kind=row.kind,
            subject_id=row.subject_id,
            subject_name=names[FeedOwner(row.kind.value), row.subject_id],
            connection=Connection.INVITED
            if row.is_invited
            else _connection(row.links, row.last_link_at, row.last_read_at, now),
            last_read_at=row.last_read_at,
        )
        for row in rows
    ]
    return sorted(readers, key=lambda one: (one.person_name.casefold(), one.subject_name, one.kind))


def read_names(session: Session, groupement_id: int) -> dict[Subject, str]:
    """Return the names of all members and CDOs of the groupement, who left included."""
    members = select(literal(FeedOwner.MEMBER.value), Member.id, Member.name).where(
        Member.groupement_id == groupement_id
    )
    cdos = (
        select(literal(FeedOwner.CDO.value), Engagement.id, Person.name)
        .join(Person, Person.id == Engagement.person_id)
        .where(Engagement.groupement_id == groupement_id)
    )
    found = session.execute(union_all(members, cdos))
    return {(FeedOwner(owner), number): name for owner, number, name in found}


def _statement(groupement_id: int) -> Select[*tuple[Any, ...]]:
    of_role = or_(
        and_(Feed.owner == FeedOwner.MEMBER, Feed.member_id == Role.member_id),
        and_(Feed.owner == FeedOwner.CDO, Feed.engagement_id == Role.engagement_id),
    )
    is_own = and_(
        FeedToken.person_id == Role.person_id,
        FeedToken.revoked_at.is_(None),
        FeedToken.feed_id.in_(
            select(Feed.id).where(Feed.groupement_id == Role.groupement_id, of_role)
        ),
    )
    is_invited = exists().where(
        InvitedPerson.groupement_id == Role.groupement_id,
        InvitedPerson.person_id == Role.person_id,
    )
    return (
        select(
            Role.kind,
            Role.subject_id,
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            is_invited.label("is_invited"),
            func.count(FeedToken.id).label("links"),
            func.max(FeedToken.created_at).label("last_link_at"),
            func.max(FeedToken.last_read_at).label("last_read_at"),
        )
        .join(Person, Person.id == Role.person_id)
        .outerjoin(FeedToken, is_own)
        .where(
            Role.groupement_id == groupement_id,
            Role.kind != RoleKind.COORDINATOR,
            Person.is_active,
            Person.known_to_id.is_(None),
            still_belongs(),
        )
        .group_by(
            Role.id,
            Role.groupement_id,
            Role.person_id,
            Role.kind,
            Role.subject_id,
            Person.id,
            Person.name,
            Person.email,
        )
    )


def _connection(
    links: int, last_link_at: datetime | None, last_read_at: datetime | None, now: datetime
) -> Connection:
    """Return how it stands; a link made lately, not read yet, is given its time."""
    if not links or last_link_at is None:
        return Connection.NONE
    if freshness(last_link_at, None, now) is Freshness.NEW:
        return Connection.FRESH
    states = {
        Freshness.UNREAD: Connection.UNREAD,
        Freshness.FRESH: Connection.FRESH,
        Freshness.STALE: Connection.STALE,
    }
    return states[freshness(last_link_at, last_read_at, now)]
