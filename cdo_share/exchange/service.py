"""An import in two steps: a file is read and shown, then carried out whole or not at all.

Carrying out is two steps again. `prepare_import` understands the lines anew, which takes seconds
and locks nothing; `carry_out` writes, which is short, and asks first whether all is as it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.exchange.basis import basis_of, lock_groupement
from cdo_share.exchange.cdos import CdoTable, write_cdos
from cdo_share.exchange.demands import DemandTable, write_demands
from cdo_share.exchange.drafts import take_draft
from cdo_share.exchange.examples import is_example
from cdo_share.exchange.members import MemberTable, write_members
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.exchange.preview import Contact, Preview, RowPlan, Target, in_order
from cdo_share.exchange.row import Row
from cdo_share.exchange.table import stored_table
from cdo_share.rounds.queries import get_period

# Does what plans say in a groupement and a period; returns the numbers of things by line.
Writer = Callable[[Session, Target, list[RowPlan], datetime], dict[int, int]]
WRITERS: Mapping[TableKind, Writer] = {
    TableKind.MEMBERS: write_members,
    TableKind.CDOS: write_cdos,
    TableKind.DEMANDS: write_demands,
}

CHANGED = N_("Something changed since this preview was made; look at it again, then import.")


class Moved(Conflict):
    """Something that an import was prepared from has changed; preparing it anew may be enough."""


class Understanding(Protocol):
    """What each kind of table knows: what a line would do."""

    def plan(self, row: Row) -> RowPlan | None:
        """Return what a line would do; None after noting what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An import ready to be written, and the `basis` on which it was prepared."""

    draft_id: int
    target: Target
    kind: TableKind
    basis: str
    plans: tuple[RowPlan, ...]

    @property
    def contacts(self) -> list[tuple[int, Contact]]:
        """Return whom the lines let invite, each with the line."""
        return [(plan.line, plan.contact) for plan in self.plans if plan.contact is not None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `numbers` are those of members or CDOs by line."""

    kind: TableKind
    new: int
    changed: int
    numbers: Mapping[int, int]


def preview_import(
    session: Session, draft: ImportDraft, *, language: str, now: datetime
) -> Preview:
    """Return what an import would do now; nothing is written."""
    table = stored_table(draft.columns, draft.rows, draft.notes)
    understanding = _understanding(session, draft, language, now)
    plans, faults, warnings = [], [], list(table.notes)
    for line in table.lines:
        row = Row(draft.kind, table, line, language)
        plan = None if is_example(draft.kind, row) else understanding.plan(row)
        plans += [plan] if plan is not None and not row.faults else []
        faults += row.faults
        warnings += row.warnings
    return Preview(
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
        return CdoTable(session, draft.groupement_id, language=language)
    period = get_period(session, draft.groupement_id, draft.period_id or 0)
    return DemandTable(session, period, language=language)


def prepare_import(
    session: Session, draft: ImportDraft, *, seen: str, language: str, now: datetime
) -> Prepared:
    """Return what the preview with the fingerprint `seen` showed, ready to be written.

    Nothing is written. Raises Conflict when the import would do something else by now, or cannot.
    """
    # Asked first: what changes while the lines are read is found when they are written.
    basis = basis_of(session, draft.groupement_id, draft.kind)
    preview = preview_import(session, draft, language=language, now=now)
    if preview.faults or preview.fingerprint != seen:
        raise Conflict(CHANGED)
    return Prepared(
        draft_id=draft.id,
        target=Target(draft.groupement_id, draft.period_id),
        kind=draft.kind,
        basis=basis,
        plans=preview.plans,
    )


def carry_out(session: Session, prepared: Prepared, *, person_id: int, now: datetime) -> Imported:
    """Write what was prepared, whole or not at all, and forget the file.

    Raises NotFound when somebody else has imported or forgotten it, Moved when what it was
    prepared from has changed, Conflict.
    """
    target, kind = prepared.target, prepared.kind
    take_draft(session, target.groupement_id, prepared.draft_id, now=now)
    lock_groupement(session, target.groupement_id)
    if basis_of(session, target.groupement_id, kind) != prepared.basis:
        raise Moved(CHANGED)
    acting = [plan for plan in prepared.plans if plan.is_new or plan.is_changed]
    try:
        written = WRITERS[kind](session, target, acting, now)
    except InvalidInput as refusal:  # somebody else was quicker
        raise Moved(CHANGED) from refusal
    known = {plan.line: plan.known_id for plan in prepared.plans if plan.known_id is not None}
    new = sum(plan.is_new for plan in acting)
    imported = Imported(kind, new, len(acting) - new, known | written)
    _note(session, prepared, imported, person_id=person_id, now=now)
    return imported


def _note(
    session: Session, prepared: Prepared, imported: Imported, *, person_id: int, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=prepared.target.groupement_id,
        person_id=person_id,
        action="import",
        thing=(prepared.kind.value, prepared.draft_id),
        new=imported.new,
        changed=imported.changed,
    )
    session.flush()
