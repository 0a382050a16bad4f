"""What calendars must show, said once more from the rows alone, in plain words of the norm."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Member, Person
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner
from cdo_share.publishing.models import Visit, VisitState

LATE = timedelta(days=7)
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a person must find of one visit: when it starts, and how the title reads."""

    start: str
    title: str


def expected(session: Session, feed: Feed, now: datetime) -> dict[str, Expected]:
    """Return what a feed must show now, by UID."""
    rows = session.execute(
        select(Visit, Member.name, Person.name)
        .join(Member, Member.id == Visit.member_id)
        .join(Engagement, Engagement.id == Visit.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .where(Visit.groupement_id == feed.groupement_id)
    )
    return {
        str(visit.id): Expected(_start(visit), _title(feed, visit, member, cdo))
        for visit, member, cdo in rows
        if _is_theirs(feed, visit) and _is_shown(feed, visit, now)
    }


def visit_states(session: Session, groupement_id: int) -> dict[uuid.UUID, VisitState]:
    """Return the state of every visit of a groupement."""
    statement = select(Visit.id, Visit.state).where(Visit.groupement_id == groupement_id)
    return {row.id: row.state for row in session.execute(statement)}


def _is_theirs(feed: Feed, visit: Visit) -> bool:
    if feed.owner is FeedOwner.CDO:
        return visit.engagement_id == feed.engagement_id
    return feed.owner is FeedOwner.GROUPEMENT or visit.member_id == feed.member_id


def _is_shown(feed: Feed, visit: Visit, now: datetime) -> bool:
    today = now.astimezone(PARIS).date()
    if months(visit.day) - months(today) not in range(-3, 19):
        return False
    if visit.state is not VisitState.CANCELLED:
        return True
    was_late = visit.starts_at - visit.last_modified_at < LATE
    return feed.detail is DetailLevel.FULL and was_late and now < visit.ends_at


def months(day: date) -> int:
    """Return the number of a day's month."""
    return day.year * 12 + day.month


def _start(visit: Visit) -> str:
    return f"{visit.starts_at.astimezone(PARIS):%Y%m%dT%H%M%S}"


def _title(feed: Feed, visit: Visit, member: str, cdo: str) -> str:
    parts = {
        FeedOwner.CDO: [member, visit.title],
        FeedOwner.MEMBER: [visit.title, cdo],
        FeedOwner.GROUPEMENT: [member, cdo, visit.title],
    }[feed.owner]
    shown = parts if feed.detail is DetailLevel.FULL else ["Occupé"]
    cancelled = ["Annulée"] if visit.state is VisitState.CANCELLED else []
    return " – ".join(cancelled + shown)
