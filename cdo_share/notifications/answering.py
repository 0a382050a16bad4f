"""Taking an answer to an invitation: told to the coordinator, never applied to a plan."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from cdo_share.notifications.models import Answer, VisitInvitation

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
    """An answer as a calendar program wrote it; `sequence` None where it left the number out."""

    kind: str
    uid: str
    attendee: str
    sequence: int | None
    stamped_at: datetime


def take_answer(
    session: Session, *, invitation_id: int, given: GivenAnswer, now: datetime
) -> Outcome:
    """Store an answer that came to the address of this invitation, and return what became of it.

    It counts for the message that it answers: one to an earlier number, or stamped no later than
    the answer that stands, changes nothing. The caller has made sure that the address is ours.
    """
    row = session.get(VisitInvitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or not _is_theirs(row, given):
        return Outcome.FOREIGN
    if given.kind not in KINDS or given.stamped_at > now + CLOCKS_DIFFER:
        return Outcome.UNCLEAR
    # By a clock that is ahead it would count as newer than what is answered meanwhile.
    given = replace(given, stamped_at=min(given.stamped_at, now))
    if not _is_newest(row, given):
        return Outcome.LATE
    row.answer, row.answered_at, row.is_settled = KINDS[given.kind], given.stamped_at, False
    session.flush()
    return Outcome.TAKEN


def _is_theirs(row: VisitInvitation, given: GivenAnswer) -> bool:
    is_visit = given.uid.lower() == str(row.visit_id)
    return is_visit and given.attendee.casefold() == row.email.casefold()


def _is_newest(row: VisitInvitation, given: GivenAnswer) -> bool:
    if row.sequence is None or row.sent_at is None or row.is_cancelled:
        return False
    if given.sequence is None and given.stamped_at < row.sent_at.replace(microsecond=0):
        return False
    if given.sequence is not None and given.sequence != row.sequence:
        return False
    return row.answered_at is None or given.stamped_at > row.answered_at
