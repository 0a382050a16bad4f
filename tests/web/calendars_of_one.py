"""Rows of calendars for a groupement with one of everything: read, linked, connected."""

import uuid

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
)
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, FeedToken
from tests.web.planned_of_one import NOW


def an_external_calendar(session: Session, engagement_id: int, canary: str) -> tuple[int, int]:
    """Return a calendar of the CDO's own that waits to be accepted, and an unread address."""
    calendar = ExternalCalendar(
        engagement_id=engagement_id, name=f"{canary} A", state=CalendarState.PREVIEW, read_at=NOW
    )
    address = CalendarAddress(
        engagement_id=engagement_id,
        name=f"{canary} B",
        address=b"sealed",
        host="agenda.example",
        created_at=NOW,
        next_try_at=NOW,
    )
    session.add_all((calendar, address))
    session.flush()
    return calendar.id, address.id


def feed_tokens(
    session: Session,
    groupement_id: int,
    member_id: int,
    engagement_id: int,
    people: dict[RoleKind, Person],
) -> dict[RoleKind, int]:
    """Return a token of the member's and one of the CDO's feed, by role."""
    ids = {}
    for kind, owner in ((RoleKind.MEMBER, FeedOwner.MEMBER), (RoleKind.CDO, FeedOwner.CDO)):
        feed = Feed(
            groupement_id=groupement_id,
            owner=owner,
            member_id=member_id if kind is RoleKind.MEMBER else None,
            engagement_id=engagement_id if kind is RoleKind.CDO else None,
            detail=DetailLevel.FULL,
            slug="calendar",
            body=b"BEGIN:VCALENDAR",
            etag="0" * 64,
            last_modified_at=NOW,
        )
        session.add(feed)
        session.flush()
        token = FeedToken(
            feed_id=feed.id,
            person_id=people[kind].id,
            token_sha256=uuid.uuid4().bytes * 2,
            label="Phone",
            last_characters="abcd",
            created_at=NOW,
        )
        session.add(token)
        session.flush()
        ids[kind] = token.id
    return ids


def devices_of(session: Session, people: dict[RoleKind, Person]) -> dict[RoleKind, int]:
    """Return the numbers of a device of each person."""
    made = {
        kind: create_password(session, person_id=person.id, label="Phone", now=NOW)[0].id
        for kind, person in people.items()
    }
    session.commit()
    return made
