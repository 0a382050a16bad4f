"""Taking an answer to an invitation: told to the coordinator, never applied to a plan."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.notifications.models import Answer, VisitInvitation

Wished = tuple[date | None, time | None, time | None]  # the times None for a whole day
CLOCKS_DIFFER = timedelta(days=1)
MOST_YEARS = 5  # from now to a date that is wished; what is further was not meant
MOST_KEPT = 20  # of the answers taken to one invitation, so that none counts twice
KINDS = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
    "COUNTER": Answer.OTHER_DATE,
}


class Outcome(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    LATE = "late"  # to an earlier message, not newer than what was answered since, or a repeat
    FOREIGN = "foreign"  # another visit or attendee than this address is for
    UNCLEAR = "unclear"  # no yes, no or maybe, or a date that cannot be meant


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer as a calendar program wrote it; `sequence` None where it left the number out.

    `wished` is the start, and the end if it said one, of another date.
    """

    kind: str
    uid: str
    attendee: str
    sequence: int | None
    stamped_at: datetime
    wished: tuple[date | datetime, ...] = ()


def take_answer(
    session: Session, *, invitation_id: int, given: GivenAnswer, now: datetime
) -> Outcome:
    """Store an answer that came to the address of this invitation, and return what became of it.

    It counts if it is to a message since the visit last changed for its reader: one to an earlier
    number, or stamped before the answer that stands, changes nothing. Of two of the same second the
    later to arrive counts; a repeat changes nothing, even of one that another took the place of.
    The caller has made sure that the address is ours.
    """
    row = session.get(VisitInvitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or not _is_theirs(row, given):
        return Outcome.FOREIGN
    if given.kind not in KINDS or not _is_meant(given, now):
        return Outcome.UNCLEAR
    mark, is_ahead = _mark(given), given.stamped_at > now
    if not _is_new(row, mark, is_ahead=is_ahead):
        return Outcome.LATE
    # By a clock that is ahead it would count as newer than what is answered meanwhile.
    given = replace(given, stamped_at=min(given.stamped_at, now))
    zone = ZoneInfo(session.get_one(Groupement, row.groupement_id).timezone)
    wished = _wished(given.wished, zone)
    if not _is_newest(row, given, wished):
        return Outcome.LATE
    row.answer, row.answered_at, row.is_settled = KINDS[given.kind], given.stamped_at, False
    row.wished_day, row.wished_start, row.wished_end = wished
    row.unreadable_at = None
    row.taken_answers = [*row.taken_answers, mark][-MOST_KEPT:]
    session.flush()
    return Outcome.TAKEN


def note_unreadable(session: Session, *, invitation_id: int, now: datetime) -> bool:
    """Note that an answer to this invitation came that cannot be read; return whether it stands.

    The coordinator is told, so that they ask. The caller has made sure that the address is ours.
    """
    row = session.get(VisitInvitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or row.sequence is None or row.is_cancelled:
        return False
    row.unreadable_at = now
    session.flush()
    return True


def _is_meant(given: GivenAnswer, now: datetime) -> bool:
    """Return whether somebody can mean the moments in an answer; others are beyond some zones."""
    years = [abs(moment.year - now.year) for moment in given.wished]
    return given.stamped_at <= now + CLOCKS_DIFFER and max(years, default=0) <= MOST_YEARS


def _mark(given: GivenAnswer) -> list[Any]:
    """Return what tells an answer from others: its stamp by its sender's clock, what it says."""
    wished = [moment.isoformat() for moment in given.wished]
    return [int(given.stamped_at.timestamp()), given.kind, *wished]


def _is_new(row: VisitInvitation, mark: list[Any], *, is_ahead: bool) -> bool:
    """Return whether an answer was not taken before, nor written before the last one that was.

    Two by a clock that is ahead can only be told apart by that clock.
    """
    if mark in row.taken_answers:
        return False
    last = row.taken_answers[-1][0] if row.taken_answers else mark[0]
    return not is_ahead or bool(mark[0] >= last)


def _wished(moments: tuple[date | datetime, ...], zone: ZoneInfo) -> Wished:
    """Return a day and, by the clock there, from when until when; no times for whole days."""
    local = [_local(one, zone) for one in moments]
    if not local:
        return None, None, None
    start, end = local[0], local[-1]
    if not isinstance(start, datetime):
        return start, None, None
    if not isinstance(end, datetime) or end <= start or end.date() != start.date():
        return start.date(), start.time(), None
    return start.date(), start.time(), end.time()


def _local(moment: date | datetime, zone: ZoneInfo) -> date | datetime:
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return moment
    return moment.astimezone(zone).replace(tzinfo=None)


def _is_theirs(row: VisitInvitation, given: GivenAnswer) -> bool:
    """Return whether the answer is about this visit, and from where an invitation to it went.

    Who changed their address since still answers from the old one.
    """
    is_visit = given.uid.lower() == str(row.visit_id)
    addresses = {one.casefold() for one in (row.email, *row.former_emails)}
    return is_visit and given.attendee.casefold() in addresses


def _is_newest(row: VisitInvitation, given: GivenAnswer, wished: Wished) -> bool:
    if row.sequence is None or row.sent_at is None or row.is_cancelled:
        return False
    since, sent_at = row.asked_sequence, row.asked_at
    if since is None or sent_at is None:  # the last message was noted by an earlier version
        since, sent_at = row.sequence, row.sent_at
    if given.sequence is None and given.stamped_at < sent_at.replace(microsecond=0):
        return False
    if given.sequence is not None and not since <= given.sequence <= row.sequence:
        return False
    if row.answered_at is None or given.stamped_at > row.answered_at:
        return True
    stands = row.answer, row.wished_day, row.wished_start, row.wished_end
    return given.stamped_at == row.answered_at and stands != (KINDS[given.kind], *wished)
