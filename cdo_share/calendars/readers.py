"""Whose visits reach a calendar of theirs and whose do not, for the coordinator; no secrets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.belonging import still_belongs
from cdo_share.accounts.models import Engagement, Member, Person, Role, RoleKind
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.freshness import Freshness, freshness
from cdo_share.calendars.models import Feed, FeedOwner, FeedToken, InvitedPerson

Subject = tuple[FeedOwner, int]


class Connection(StrEnum):
    """How it stands with somebody's calendars, in one role."""

    NONE = "none"
    UNREAD = "unread"  # there are links or devices, and none ever read
    STALE = "stale"
    FRESH = "fresh"
    INVITED = "invited"  # by mail, in place of any link

    @property
    def is_missing(self) -> bool:
        """Return whether a change may be missed."""
        return self not in (Connection.FRESH, Connection.INVITED)


ORDER = list(Connection)  # from the worst; the best of somebody's ways decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person in one role whose visits a calendar should show.

    `last_read_at` is the latest reading by any of their devices that may still read.
    """

    person_id: int
    person_name: str
    email: str
    kind: RoleKind
    subject_id: int
    subject_name: str
    connection: Connection
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Use:
    """How somebody's visits reach a calendar of theirs by one way, and when they last did."""

    last_made_at: datetime
    last_read_at: datetime | None


def list_readers(
    session: Session,
    groupement_id: int,
    now: datetime,
    *,
    has_devices: bool = False,
    has_invitations: bool = True,
) -> list[Reader]:
    """Return everybody with an account who gets visits, a row for each role, by name.

    A coordinator gets none of their own. Somebody with two roles has two calendars, and each
    counts for itself; a link to the calendar of the groupement counts for neither. A device that
    logs in shows the visits of all roles; it counts where the installation lets devices in. So does
    a choice of invitations, where it sends them.
    """
    links = _links(session, groupement_id)
    devices = _devices(session, groupement_id) if has_devices else {}
    names = read_names(session, groupement_id)
    readers = []
    for row in session.execute(_roles(groupement_id)):
        # Whatever else brings visits into a calendar is one entry more here.
        ways = [links.get(row.role_id), devices.get(row.person_id)]
        uses = [one for one in ways if one is not None]
        reader = Reader(
            person_id=row.person_id,
            person_name=row.name,
            email=row.email,
            kind=row.kind,
            subject_id=row.subject_id,
            subject_name=names[FeedOwner(row.kind.value), row.subject_id],
            connection=Connection.INVITED
            if row.is_invited and has_invitations
            else max(
                (_connection(one, now) for one in uses), key=ORDER.index, default=Connection.NONE
            ),
            last_read_at=max((one.last_read_at for one in uses if one.last_read_at), default=None),
        )
        readers.append(reader)
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


def _roles(groupement_id: int) -> Select[*tuple[Any, ...]]:
    is_invited = exists().where(
        InvitedPerson.groupement_id == Role.groupement_id,
        InvitedPerson.person_id == Role.person_id,
    )
    return (
        select(
            Role.id.label("role_id"),
            Role.kind,
            Role.subject_id,
            Person.id.label("person_id"),
            Person.name,
            Person.email,
            is_invited.label("is_invited"),
        )
        .join(Person, Person.id == Role.person_id)
        .where(
            Role.groupement_id == groupement_id,
            Role.kind != RoleKind.COORDINATOR,
            Person.is_active,
            Person.known_to_id.is_(None),
            still_belongs(),
        )
    )


def _links(session: Session, groupement_id: int) -> dict[int, Use]:
    """Return the use of live links by role."""
    of_role = or_(
        and_(Feed.owner == FeedOwner.MEMBER, Feed.member_id == Role.member_id),
        and_(Feed.owner == FeedOwner.CDO, Feed.engagement_id == Role.engagement_id),
    )
    statement = (
        select(Role.id, func.max(FeedToken.created_at), func.max(FeedToken.last_read_at))
        .join(FeedToken, FeedToken.person_id == Role.person_id)
        .join(Feed, Feed.id == FeedToken.feed_id)
        .where(
            Role.groupement_id == groupement_id,
            Feed.groupement_id == groupement_id,
            of_role,
            FeedToken.revoked_at.is_(None),
        )
        .group_by(Role.id)
    )
    return {role_id: Use(made, read) for role_id, made, read in session.execute(statement)}


def _devices(session: Session, groupement_id: int) -> dict[int, Use]:
    """Return the use of app passwords by person."""
    here = select(Role.person_id).where(Role.groupement_id == groupement_id)
    statement = (
        select(
            DavPassword.person_id,
            func.max(DavPassword.created_at),
            func.max(DavPassword.last_used_at),
        )
        .where(DavPassword.person_id.in_(here), DavPassword.revoked_at.is_(None))
        .group_by(DavPassword.person_id)
    )
    return {person_id: Use(made, used) for person_id, made, used in session.execute(statement)}


def _connection(use: Use, now: datetime) -> Connection:
    """Return how it stands; what was made lately, and not read yet, is given its time."""
    if freshness(use.last_made_at, None, now) is Freshness.NEW:
        return Connection.FRESH
    states = {
        Freshness.UNREAD: Connection.UNREAD,
        Freshness.FRESH: Connection.FRESH,
        Freshness.STALE: Connection.STALE,
    }
    return states[freshness(use.last_made_at, use.last_read_at, now)]
