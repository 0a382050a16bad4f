"""Imports begun: what a file says is kept as text until it is confirmed or a day has passed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, load_only

from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import clean_line
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.exchange.reading import read_table
from cdo_share.exchange.table import Table, columns_json, lines_json, notes_json
from cdo_share.exchange.unreadable import unreadable
from cdo_share.rounds.models import PeriodState
from cdo_share.rounds.queries import get_period

DRAFT_LIFE = timedelta(hours=24)
MOST_FILE_NAME_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody sent, and what it is said to list; demands are for one period."""

    kind: TableKind
    name: str
    data: bytes
    period_id: int | None = None


def read_upload(upload: Upload, *, language: str) -> Table:
    """Return the table of a file, with at least one line; may take seconds, needs no database.

    Raises InvalidInput with everything wrong with the file or its headings.
    """
    table = read_table(upload.kind, upload.data, language=language)
    if not table.lines:
        raise unreadable(N_("There is no line below the headings; fill some in."))
    return table


def upload_faults(session: Session, groupement_id: int, upload: Upload) -> Iterator[Fault]:
    """Yield what is wrong with an upload apart from the file: demands need an open period.

    Raises NotFound for a period of another groupement.
    """
    if upload.kind is not TableKind.DEMANDS:
        return
    if upload.period_id is None:
        yield Fault("period", N_("Choose the period that the demands are for."))
        return
    period = get_period(session, groupement_id, upload.period_id)
    if period.state is PeriodState.LOCKED:
        sentence = N_("The round of %(period)s is closed; choose an open period.")
        yield Fault("period", sentence, {"period": period.name})


def begin_import(
    session: Session,
    upload: Upload,
    table: Table,
    *,
    groupement_id: int,
    person_id: int,
    now: datetime,
) -> ImportDraft:
    """Keep a table that `read_upload` has read; raises like `upload_faults`, InvalidInput."""
    if faults := [*upload_faults(session, groupement_id, upload)]:
        raise InvalidInput(*faults)
    draft = ImportDraft(
        groupement_id=groupement_id,
        person_id=person_id,
        period_id=upload.period_id if upload.kind is TableKind.DEMANDS else None,
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


def get_draft(session: Session, groupement_id: int, draft_id: int, *, now: datetime) -> ImportDraft:
    """Return an import begun in the groupement; raises NotFound, also after a day."""
    statement = select(ImportDraft).where(
        ImportDraft.groupement_id == groupement_id,
        ImportDraft.id == draft_id,
        ImportDraft.created_at > now - DRAFT_LIFE,
    )
    draft = session.scalar(statement)
    if draft is None:
        raise _over()
    return draft


def list_drafts(session: Session, groupement_id: int, *, now: datetime) -> list[ImportDraft]:
    """Return the imports that wait in the groupement, the newest first, without their cells."""
    statement = (
        select(ImportDraft)
        .where(
            ImportDraft.groupement_id == groupement_id, ImportDraft.created_at > now - DRAFT_LIFE
        )
        .options(load_only(ImportDraft.kind, ImportDraft.file_name, ImportDraft.created_at))
        .order_by(ImportDraft.created_at.desc(), ImportDraft.id.desc())
    )
    return list(session.scalars(statement))


def take_draft(session: Session, groupement_id: int, draft_id: int, *, now: datetime) -> None:
    """Remove an import; of two who take it at once the second waits, and finds nothing.

    Raises NotFound.
    """
    statement = delete(ImportDraft).where(
        ImportDraft.groupement_id == groupement_id,
        ImportDraft.id == draft_id,
        ImportDraft.created_at > now - DRAFT_LIFE,
    )
    if session.scalar(statement.returning(ImportDraft.id)) is None:
        raise _over()


def forget_drafts(session: Session, now: datetime) -> None:
    """Remove the imports that were begun a day ago and not confirmed."""
    session.execute(delete(ImportDraft).where(ImportDraft.created_at <= now - DRAFT_LIFE))


def _over() -> NotFound:
    return NotFound(N_("This import is over, or a day has passed; send the file again."))
