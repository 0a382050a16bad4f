"""An import in two steps: a file is read and shown, then carried out whole or not at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.accounts.service import Invitee
from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.exchange.cdos import CdoTable
from cdo_share.exchange.demands import DemandTable
from cdo_share.exchange.examples import is_example
from cdo_share.exchange.members import MemberTable
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.exchange.preview import Contact, Preview, RowPlan, in_order
from cdo_share.exchange.reading import read_table
from cdo_share.exchange.row import Row
from cdo_share.exchange.table import columns_json, lines_json, notes_json, stored_table
from cdo_share.exchange.unreadable import unreadable
from cdo_share.rounds.models import PeriodState
from cdo_share.rounds.queries import get_period

DRAFT_LIFE = timedelta(hours=24)
MOST_FILE_NAME_CHARACTERS = 120


class Understanding(Protocol):
    """What each kind of table knows: what a line would do, and how to do it."""

    def plan(self, row: Row) -> RowPlan | None:
        """Return what a line would do; None after noting what is wrong with it."""

    def carry_out(self, plans: Iterable[RowPlan]) -> dict[int, int]:
        """Do what the plans say; return the numbers of members or CDOs by line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody sent, and what it is said to list; demands are for one period."""

    kind: TableKind
    name: str
    data: bytes
    period_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, and whom its lines let invite."""

    kind: TableKind
    new: int
    changed: int
    invitees: tuple[Invitee, ...]


def begin_import(
    session: Session,
    upload: Upload,
    *,
    groupement_id: int,
    person_id: int,
    language: str,
    now: datetime,
) -> ImportDraft:
    """Keep what a file says until it is confirmed or a day has passed.

    Raises InvalidInput with everything wrong with the file or its headings, or for demands
    without an open period; NotFound for a period of another groupement.
    """
    period_id = _open_period(session, groupement_id, upload)
    table = read_table(upload.kind, upload.data, language=language)
    if not table.lines:
        raise unreadable(N_("There is no line below the headings; fill some in."))
    draft = ImportDraft(
        groupement_id=groupement_id,
        person_id=person_id,
        period_id=period_id,
        kind=upload.kind,
        file_name=clean_line(upload.name, MOST_FILE_NAME_CHARACTERS),
        columns=columns_json(table.columns),
        rows=lines_json(table),
        notes=notes_json(table.notes),
        created_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def _open_period(session: Session, groupement_id: int, upload: Upload) -> int | None:
    if upload.kind is not TableKind.DEMANDS:
        return None
    if upload.period_id is None:
        raise InvalidInput(Fault("period", N_("Choose the period that the demands are for.")))
    period = get_period(session, groupement_id, upload.period_id)
    if period.state is PeriodState.LOCKED:
        sentence = N_("The round of %(period)s is closed; choose an open period.")
        raise InvalidInput(Fault("period", sentence, {"period": period.name}))
    return period.id


def get_draft(
    session: Session, groupement_id: int, draft_id: int, *, now: datetime, lock: bool = False
) -> ImportDraft:
    """Return an import begun in the groupement; raises NotFound, also after a day.

    `lock` makes a second who confirms it wait, and find nothing.
    """
    statement = select(ImportDraft).where(
        ImportDraft.groupement_id == groupement_id,
        ImportDraft.id == draft_id,
        ImportDraft.created_at > now - DRAFT_LIFE,
    )
    draft = session.scalar(statement.with_for_update() if lock else statement)
    if draft is None:
        raise NotFound(N_("This import is over, or a day has passed; send the file again."))
    return draft


def preview_import(
    session: Session, draft: ImportDraft, *, language: str, now: datetime
) -> Preview:
    """Return what an import would do now; nothing is written."""
    return _understand(session, draft, language, now)[1]


def _understand(
    session: Session, draft: ImportDraft, language: str, now: datetime
) -> tuple[Understanding, Preview]:
    table = stored_table(draft.columns, draft.rows, draft.notes)
    understanding = _understanding(session, draft, language, now)
    plans, faults, warnings = [], [], list(table.notes)
    for line in table.lines:
        row = Row(draft.kind, table, line, language)
        plan = None if is_example(draft.kind, row) else understanding.plan(row)
        plans += [plan] if plan is not None and not row.faults else []
        faults += row.faults
        warnings += row.warnings
    return understanding, Preview(
        kind=draft.kind,
        plans=tuple(plans),
        faults=in_order(faults),
        warnings=in_order(warnings),
    )


def _understanding(
    session: Session, draft: ImportDraft, language: str, now: datetime
) -> Understanding:
    if draft.kind is TableKind.MEMBERS:
        return MemberTable(session, draft.groupement_id, language=language, now=now)
    if draft.kind is TableKind.CDOS:
        return CdoTable(session, draft.groupement_id, language=language, now=now)
    period = get_period(session, draft.groupement_id, draft.period_id or 0)
    return DemandTable(session, period, language=language, now=now)


def carry_out(
    session: Session, draft: ImportDraft, *, seen: str, person_id: int, language: str, now: datetime
) -> Imported:
    """Do what the preview with the fingerprint `seen` showed, whole or not at all.

    Raises Conflict when it would do something else by now, or cannot.
    """
    understanding, preview = _understand(session, draft, language, now)
    if preview.faults or preview.fingerprint != seen:
        raise _changed_meanwhile()
    try:
        invitees = _write(understanding, preview)
    except InvalidInput as refusal:  # somebody else was quicker
        raise _changed_meanwhile() from refusal
    imported = Imported(draft.kind, len(preview.new), len(preview.changed), invitees)
    record_act(
        session,
        at=now,
        groupement_id=draft.groupement_id,
        person_id=person_id,
        action="import",
        thing=(draft.kind.value, draft.id),
        new=imported.new,
        changed=imported.changed,
    )
    session.delete(draft)
    session.flush()
    return imported


def _write(understanding: Understanding, preview: Preview) -> tuple[Invitee, ...]:
    numbers = understanding.carry_out(
        plan for plan in preview.plans if plan.is_new or plan.is_changed
    )
    return tuple(
        _invitee(plan.contact, plan.known_id or numbers[plan.line])
        for plan in preview.plans
        if plan.contact is not None
    )


def _invitee(contact: Contact, subject_id: int) -> Invitee:
    return Invitee(contact.email, contact.name, contact.kind, subject_id)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        N_("Something changed since this preview was made; look at it again, then import.")
    )


def discard_draft(session: Session, *, groupement_id: int, draft_id: int, now: datetime) -> None:
    """Forget an import that was begun; raises NotFound."""
    session.delete(get_draft(session, groupement_id, draft_id, now=now))
    session.flush()


def forget_drafts(session: Session, now: datetime) -> None:
    """Remove the imports that were begun a day ago and not confirmed."""
    session.execute(delete(ImportDraft).where(ImportDraft.created_at <= now - DRAFT_LIFE))
