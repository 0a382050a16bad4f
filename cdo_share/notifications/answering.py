"""Taking an answer to an invitation: told to the coordinator, never applied to a plan."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement
from cdo_share.notifications.models import Answer, VisitInvitation

Wished = tuple[date | None, time | None, time | None]  # the times None for a whole day
CLOCKS_DIFFER = timedelta(days=1)
KINDS = {
    "ACCEPTED": Answer.ACCEPTED,
    "TENTATIVE": Answer.TENTATIVE,
    "DECLINED": Answer.DECLINED,
    "COUNTER": Answer.OTHER_DATE,
}


class Outcome(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    LATE = "late"  # to an earlier message, or not newer than what was answered since
    FOREIGN = "foreign"  # another visit or attendee than this address is for
    UNCLEAR = "unclear"  # no yes, no or maybe


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

    It counts for the message that it answers: one to an earlier number, or stamped before the
    answer that stands, changes nothing. Of two of the same second the later to arrive counts; a
    repeat changes nothing. The caller has made sure that the address is ours.
    """
    row = session.get(VisitInvitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or not _is_theirs(row, given):
        return Outcome.FOREIGN
    if given.kind not in KINDS or given.stamped_at > now + CLOCKS_DIFFER:
        return Outcome.UNCLEAR
    # By a clock that is ahead it would count as newer than what is answered meanwhile.
    given = replace(given, stamped_at=min(given.stamped_at, now))
    zone = ZoneInfo(session.get_one(Groupement, row.groupement_id).timezone)
    wished = _wished(given.wished, zone)
    if not _is_newest(row, given, wished):
        return Outcome.LATE
    row.answer, row.answered_at, row.is_settled = KINDS[given.kind], given.stamped_at, False
    row.wished_day, row.wished_start, row.wished_end = wished
    session.flush()
    return Outcome.TAKEN


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
    if given.sequence is None and given.stamped_at < row.sent_at.replace(microsecond=0):
        return False
    if given.sequence is not None and given.sequence != row.sequence:
        return False
    if row.answered_at is None or given.stamped_at > row.answered_at:
        return True
    stands = row.answer, row.wished_day, row.wished_start, row.wished_end
    return given.stamped_at == row.answered_at and stands != (KINDS[given.kind], *wished)
