"""What people answered to invitations, for the coordinator."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.publishing.models import Visit
from cdo_share.publishing.queries import IN_FORCE

OBJECTIONS = (Answer.DECLINED, Answer.OTHER_DATE)
Counts = dict[Answer | None, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Somebody invited who answered no, or wished another date: that day, and the times if told.

    `answer` is None where what came last cannot be read.

    `mark` tells this answer from any that they give later.
    """

    invitation_id: int
    visit_id: uuid.UUID
    person_name: str
    answer: Answer | None
    wished_day: date | None
    wished_start: time | None
    wished_end: time | None
    mark: str


def _is_current() -> ColumnElement[bool]:
    """Return the condition that an answer is to the visit as it stands: its person knows it so."""
    is_untold = exists().where(
        UntoldChange.person_id == VisitInvitation.person_id,
        UntoldChange.visit_id == VisitInvitation.visit_id,
    )
    return and_(IN_FORCE, ~is_untold)


def list_objections(
    session: Session, groupement_id: int, *, period_id: int, first: date
) -> list[Objection]:
    """Return who cannot come to a visit from `first` on and was not dealt with, by time.

    And whose answer could not be read. Also who ended the invitations since: their answer is still
    an answer.
    """
    statement = (
        select(VisitInvitation, Person.name)
        .join(Visit, Visit.id == VisitInvitation.visit_id)
        .join(Person, Person.id == VisitInvitation.person_id)
        .where(
            VisitInvitation.groupement_id == groupement_id,
            or_(
                and_(VisitInvitation.answer.in_(OBJECTIONS), VisitInvitation.is_settled.is_(False)),
                VisitInvitation.unreadable_at.is_not(None),
            ),
            Visit.period_id == period_id,
            Visit.day >= first,
            _is_current(),
        )
        .order_by(Visit.starts_at, VisitInvitation.id)
    )
    return [_objection(*row) for row in session.execute(statement)]


def _objection(row: VisitInvitation, name: str) -> Objection:
    is_unread = row.unreadable_at is not None
    return Objection(
        invitation_id=row.id,
        visit_id=row.visit_id,
        person_name=name,
        answer=None if is_unread else row.answer,
        wished_day=None if is_unread else row.wished_day,
        wished_start=row.wished_start,
        wished_end=row.wished_end,
        mark=_mark(row),
    )


def _mark(row: VisitInvitation) -> str:
    moments = (row.unreadable_at, row.answered_at)
    came = (one.isoformat() for one in moments if one)
    wished = (row.wished_day, row.wished_start, row.wished_end)
    return " ".join((row.answer or "", *came, *(str(one) for one in wished if one)))


def count_answers(session: Session, groupement_id: int, now: datetime) -> dict[int, Counts]:
    """Return by person how many visits to come they answered in each way; None: not yet."""
    answer = VisitInvitation.answer
    statement = (
        select(VisitInvitation.person_id, answer, func.count())
        .join(Visit, Visit.id == VisitInvitation.visit_id)
        .where(
            VisitInvitation.groupement_id == groupement_id,
            VisitInvitation.sequence.is_not(None),
            VisitInvitation.is_cancelled.is_(False),
            Visit.ends_at > now,
            _is_current(),
        )
        .group_by(VisitInvitation.person_id, answer)
    )
    found: dict[int, Counts] = defaultdict(dict)
    for person_id, given, count in session.execute(statement):
        found[person_id][given] = count
    return found


def settle_objection(
    session: Session, groupement_id: int, invitation_id: int, *, mark: str
) -> None:
    """Note that the coordinator has dealt with the answer of this mark.

    Raises NotFound, and Conflict where another was given since: nobody has seen that one.
    """
    row = session.get(VisitInvitation, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or row.groupement_id != groupement_id or not (row.answer or row.unreadable_at):
        raise NotFound(N_("There is no such answer here."))
    if mark != _mark(row):
        raise Conflict(N_("They have answered anew since this page was shown: look at it again."))
    row.is_settled, row.unreadable_at = row.answer is not None, None
    session.flush()
