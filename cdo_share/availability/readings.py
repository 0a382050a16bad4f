"""Reading addresses again and again: who reads which one now, and what becomes of the answer.

A reading is claimed by writing when it would be tried next; whatever dies, it is tried again. A
reading that fails changes nothing of what is known: silence never means that somebody is free.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Person
from cdo_share.availability.doubts import doubt_of, in_a_row
from cdo_share.availability.external_queries import find_calendar_by_id
from cdo_share.availability.keeping import Reading, add_times, store_reading
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)
from cdo_share.availability.reading.fetch import Validators
from cdo_share.availability.reading.guard import days_to_read

CLAIM = timedelta(minutes=3)  # longer than any reading takes
EVERY = timedelta(hours=1)
LONGEST_PAUSE = timedelta(hours=24)
WHOLE_EVERY = timedelta(days=7)  # the days read move on although the file does not change
LOOKED_AT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One address to read, and what is needed for it; `sealed` is encrypted.

    `known` is empty when the whole file is wanted, changed or not.
    """

    address_id: int
    claimed_at: datetime
    sealed: bytes
    known: Validators
    person_id: int
    email: str
    zone: str
    elsewhere_is_busy: bool


def claim_due(session: Session, now: datetime) -> Claim | None:
    """Take the address that waits longest and whose host nobody reads now; None when none waits."""
    due = (
        select(CalendarAddress.id, CalendarAddress.host)
        .join(Engagement, Engagement.id == CalendarAddress.engagement_id)
        .where(CalendarAddress.next_try_at <= now, Engagement.is_active)
        .order_by(CalendarAddress.next_try_at, CalendarAddress.id)
        .limit(LOOKED_AT)
    )
    passed: set[str] = set()
    for address_id, host in session.execute(due).all():
        if host in passed:
            continue
        if _take(session, address_id, host, now):
            return _claim(session, address_id, now)
        passed.add(host)
    return None


def _take(session: Session, address_id: int, host: str, now: datetime) -> bool:
    """Mark an address as being read, unless it, or another of its host, is so already.

    The rows of the host are locked in one order, so that two workers agree.
    """
    of_host = (
        select(CalendarAddress)
        .where(CalendarAddress.host == host)
        .order_by(CalendarAddress.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {row.id: row for row in session.scalars(of_host)}
    address = rows.get(address_id)
    if address is None or address.next_try_at > now:
        return False
    if any(_is_being_read(row, now) for row in rows.values()):
        return False
    address.tried_at, address.next_try_at = now, now + CLAIM
    session.flush()
    return True


def _is_being_read(address: CalendarAddress, now: datetime) -> bool:
    """Return whether a claim on the address stands: no answer is written as so soon a next try."""
    tried_at, next_try_at = address.tried_at, address.next_try_at
    return tried_at is not None and now < next_try_at == tried_at + CLAIM


def _claim(session: Session, address_id: int, now: datetime) -> Claim:
    statement = (
        select(CalendarAddress, ExternalCalendar.last_on, Person, Groupement.timezone)
        .join(Engagement, Engagement.id == CalendarAddress.engagement_id)
        .join(Person, Person.id == Engagement.person_id)
        .join(Groupement, Groupement.id == Engagement.groupement_id)
        .outerjoin(ExternalCalendar, ExternalCalendar.id == CalendarAddress.calendar_id)
        .where(CalendarAddress.id == address_id)
    )
    address, last_on, person, zone = session.execute(statement).one()
    _, last = days_to_read(now.astimezone(ZoneInfo(zone)).date())
    is_recent = last_on is not None and last_on > last - WHOLE_EVERY
    return Claim(
        address_id=address_id,
        claimed_at=now,
        sealed=address.address,
        known=Validators(address.etag, address.last_modified) if is_recent else Validators(),
        person_id=person.id,
        email=person.email,
        zone=zone,
        elsewhere_is_busy=address.elsewhere_is_busy,
    )


def record_reading(
    session: Session, claim: Claim, reading: Reading, validators: Validators, *, share: float
) -> ReadingFailure | None:
    """Keep what a claimed address said; return why not when it is not believed.

    See `doubt_of` for what is not believed at once. `share` (0 to 1) spreads the next tries. What
    was forgotten or claimed anew meanwhile is left alone.
    """
    address = _claimed(session, claim)
    if address is None:
        return None
    calendar = _calendar_of(session, address)
    failure = doubt_of(address, calendar, reading)
    if failure is not None:
        address.held_marks = sorted(set(reading.read.skipped))
        if failure is ReadingFailure.PARTLY_UNREADABLE:
            add_times(calendar, reading)
        return record_failure(session, claim, failure, now=reading.read_at, share=share)
    store_reading(calendar, reading)
    session.add(calendar)
    session.flush()
    address.calendar_id = calendar.id
    address.etag, address.last_modified = validators.etag, validators.last_modified
    _record_success(address, reading.read_at, share)
    session.flush()
    return None


def _claimed(session: Session, claim: Claim) -> CalendarAddress | None:
    """Return the row if it still is as the claim left it, held until the transaction ends."""
    statement = (
        select(CalendarAddress)
        .where(
            CalendarAddress.id == claim.address_id,
            CalendarAddress.tried_at == claim.claimed_at,
            CalendarAddress.next_try_at == claim.claimed_at + CLAIM,
        )
        .with_for_update()
    )
    return session.scalar(statement)


def _calendar_of(session: Session, address: CalendarAddress) -> ExternalCalendar:
    """Return the calendar read from the address; a first one waits to be accepted."""
    if address.calendar_id is not None:
        return find_calendar_by_id(session, address.calendar_id)
    return ExternalCalendar(
        engagement_id=address.engagement_id,
        name=address.name,
        state=CalendarState.PREVIEW,
        elsewhere_is_busy=address.elsewhere_is_busy,
        busy_times=[],
    )


def record_unchanged(session: Session, claim: Claim, *, now: datetime, share: float) -> None:
    """Note that a claimed address says what it said before."""
    address = _claimed(session, claim)
    if address is None or address.calendar_id is None:
        return
    find_calendar_by_id(session, address.calendar_id).read_at = now
    _record_success(address, now, share)
    session.flush()


def _record_success(address: CalendarAddress, now: datetime, share: float) -> None:
    address.failures, address.failure, address.held_marks = 0, None, []
    address.next_try_at = now + pause(0, share)


def record_failure(
    session: Session, claim: Claim, failure: ReadingFailure, *, now: datetime, share: float
) -> ReadingFailure:
    """Note why a claimed address could not be read, and return it; its busy times stay."""
    address = _claimed(session, claim)
    if address is not None:
        address.failures = in_a_row(address, failure)
        address.failure = failure
        address.next_try_at = now + pause(address.failures, share)
        session.flush()
    return failure


def pause(failures: int, share: float) -> timedelta:
    """Return how long to wait after so many failures in a row; `share` is 0 to 1.

    >>> pause(0, 0.5), pause(3, 0.5)
    (datetime.timedelta(seconds=3600), datetime.timedelta(seconds=14400))
    """
    times = 1 << max(0, min(failures - 1, 10))
    return min(LONGEST_PAUSE, EVERY * times) * (0.9 + 0.2 * share)
