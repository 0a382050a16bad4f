"""Noting what an act changed for whom, to be told by the next letter."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cdo_share.core.outbox import MailState, OutboxMail, withdraw_mails
from cdo_share.notifications.concerned import list_cdos, list_voices
from cdo_share.notifications.known import Known, Picture, photograph, write_known
from cdo_share.notifications.models import UntoldChange, VisitInvitation
from cdo_share.publishing.models import Visit

Pair = tuple[int, uuid.UUID]  # a person and a visit


def note_changes(
    session: Session,
    groupement_id: int,
    before: Picture,
    *,
    now: datetime,
    but: int | None = None,
) -> set[int]:
    """Note every visit that is not as it was `before`, and return the people whom that concerns.

    What somebody has not been told yet stays noted as they last knew it. `but` made the change:
    they know it, and what they had not been told of these visits is nothing to tell any more.
    """
    after = photograph(session, groupement_id, now)
    changed = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    _forget_answers(session, changed)
    noted = _list_noted(session, changed)
    concerned = _list_concerned(session, groupement_id, changed, (before, after))
    for person_id, visit_id in concerned:
        row = noted.get((person_id, visit_id))
        if person_id == but:
            _forget(session, row)
        elif row is None:
            row = UntoldChange(groupement_id=groupement_id, person_id=person_id, visit_id=visit_id)
            _begin(row, before.get(visit_id), now)
            session.add(row)
        else:
            _go_on(session, row, before.get(visit_id), now)
    session.flush()
    return {person_id for person_id, _ in concerned}


_ANSWER = ("answer", "answered_at", "wished_day", "wished_start", "wished_end")


def _forget_answers(session: Session, visit_ids: set[uuid.UUID]) -> None:
    """Forget answers to visits as they were, where no invitation tells of the change any more."""
    session.execute(
        update(VisitInvitation)
        .where(VisitInvitation.visit_id.in_(visit_ids), VisitInvitation.is_cancelled)
        .values(dict.fromkeys(_ANSWER) | {"is_settled": False})
        .execution_options(synchronize_session=False)
    )


def _list_noted(session: Session, visit_ids: set[uuid.UUID]) -> dict[Pair, UntoldChange]:
    statement = select(UntoldChange).where(UntoldChange.visit_id.in_(visit_ids))
    # A letter may have left, and its rows gone, since this session read them.
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {(row.person_id, row.visit_id): row for row in rows}


def _list_concerned(
    session: Session, groupement_id: int, visit_ids: set[uuid.UUID], pictures: Iterable[Picture]
) -> list[Pair]:
    """Return whom these visits concern, as they were and as they are, in a fixed order."""
    members: dict[int, set[uuid.UUID]] = defaultdict(set)
    cdos: dict[int, set[uuid.UUID]] = defaultdict(set)
    statement = select(Visit.id, Visit.member_id).where(Visit.id.in_(visit_ids))
    for visit_id, member_id in session.execute(statement):
        members[member_id].add(visit_id)
    for picture in pictures:
        for visit_id in visit_ids & picture.keys():
            cdos[picture[visit_id].engagement_id].add(visit_id)
    people = (
        (list_voices(session, groupement_id, members), members),
        (list_cdos(session, cdos), cdos),
    )
    pairs = {
        (person_id, visit_id)
        for found, visits in people
        for subject_id, person_ids in found.items()
        for person_id in person_ids
        for visit_id in visits[subject_id]
    }
    return sorted(pairs)


def _begin(row: UntoldChange, known: Known | None, now: datetime) -> None:
    write_known(row, known)
    row.mail_id, row.noted_at = None, now


def _go_on(session: Session, row: UntoldChange, known: Known | None, now: datetime) -> None:
    """Keep what the person last knew, unless a letter may have told them since."""
    mail = None
    if row.mail_id is not None:
        mail = session.get_one(OutboxMail, row.mail_id, populate_existing=True)
    if mail is None:
        return
    if mail.state is MailState.FAILED:
        row.mail_id, row.noted_at = None, now
    elif mail.may_have_left:
        _take_back(session, mail, now)
        _begin(row, known, now)


def _take_back(session: Session, mail: OutboxMail, now: datetime) -> None:
    """Keep a letter that is not true any more from being tried again; the next tells the rest."""
    withdraw_mails(session, [mail.dedupe_key], now=now)
    loose = update(UntoldChange).where(UntoldChange.mail_id == mail.id).values(mail_id=None)
    session.execute(loose)


def _forget(session: Session, row: UntoldChange | None) -> None:
    if row is not None:
        session.delete(row)
