"""Time of visits cancelled late that stays due to their CDOs, as far as it stays empty.

What is due is reckoned from what stands now: time that the CDO works after all is paid as work,
time for which an absence of theirs is recorded is their own, and no time is due twice.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import Session, aliased

from cdo_share.accounts.models import Groupement
from cdo_share.core.grid import GRIDS, Grid
from cdo_share.publishing.away import Halfday, read_absences
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit, VisitState
from cdo_share.publishing.statements import visits_with_names
from cdo_share.publishing.views import VisitView

Span = tuple[datetime, datetime]
Slots = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwedTime:
    """A visit cancelled late, by whom and when, and the slots of it that stay due to its CDO."""

    visit: VisitView
    by: CancelledBy
    at: datetime
    slots: Slots

    @property
    def grid(self) -> Grid:
        """Return the slots of its day."""
        return GRIDS[self.visit.grid_kind]


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A visit that a person cancelled, and when its CDO works after all in its time.

    `taken`: with whether it is for the same groupement.
    """

    visit: VisitView
    by: CancelledBy
    at: datetime
    is_replaced: bool
    is_owed: bool
    taken: list[tuple[Span, bool]] = field(default_factory=list)


def find_owed(session: Session, groupement_id: int, visit_id: uuid.UUID) -> OwedTime | None:
    """Return the time of a cancelled visit that stays due to its CDO, if any does."""
    return list_owed(session, groupement_id, visit_ids=[visit_id]).get(visit_id)


def list_owed(
    session: Session,
    groupement_id: int,
    *,
    visit_ids: Collection[uuid.UUID] | None = None,
    engagement_id: int | None = None,
) -> dict[uuid.UUID, OwedTime]:
    """Return the time that stays due, by visit, in order of time: all, or that of some visits.

    `engagement_id`: that of one CDO alone. Three statements at most, for however many visits.
    """
    where: list[ColumnElement[bool]] = [
        Cancellation.is_owed == true(),
        Visit.groupement_id == groupement_id,
    ]
    if engagement_id is not None:
        where.append(Visit.engagement_id == engagement_id)
    if visit_ids is not None:
        where.append(_same_days(visit_ids))
    left = count_owed(session, groupement_id, read_cancelled(session, *where))
    wanted = left.keys() if visit_ids is None else set(visit_ids)
    return {visit_id: one for visit_id, one in left.items() if visit_id in wanted}


def _same_days(visit_ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Return what holds for these visits, and for others of the same CDOs on the same days."""
    asked = aliased(Visit)
    same = and_(asked.person_id == Visit.person_id, asked.day == Visit.day)
    return select(asked.id).where(asked.id.in_(visit_ids), same).exists()


def read_cancelled(session: Session, *where: ColumnElement[bool]) -> list[Cancelled]:
    """Return visits that people cancelled, in order of time; one statement."""
    other = aliased(Visit)
    meets = and_(
        other.person_id == Visit.person_id,
        other.state != VisitState.CANCELLED,
        other.starts_at < Visit.ends_at,
        other.ends_at > Visit.starts_at,
    )
    statement = (
        visits_with_names()
        .join(Cancellation, Cancellation.visit_id == Visit.id)
        .outerjoin(other, meets)
        .add_columns(
            Cancellation.cancelled_by.label("by"),
            Cancellation.cancelled_at.label("at"),
            Cancellation.is_replaced,
            Cancellation.is_owed,
            other.starts_at.label("taken_from"),
            other.ends_at.label("taken_to"),
            (other.groupement_id == Visit.groupement_id).label("is_ours"),
        )
        .where(*where)
        .order_by(Visit.starts_at, Visit.id)
    )
    found: dict[uuid.UUID, Cancelled] = {}
    for row in session.execute(statement).mappings():
        _add(found, dict(row))
    return list(found.values())


def _add(found: dict[uuid.UUID, Cancelled], row: dict[str, Any]) -> None:
    span = row.pop("taken_from"), row.pop("taken_to")
    is_ours = bool(row.pop("is_ours"))
    own = {name: row.pop(name) for name in ("by", "at", "is_replaced", "is_owed")}
    one = found.setdefault(row["id"], Cancelled(VisitView(**row), **own))
    if span[0] is not None:
        one.taken.append((span, is_ours))


def count_owed(
    session: Session, groupement_id: int, cancelled: Iterable[Cancelled]
) -> dict[uuid.UUID, OwedTime]:
    """Return what stays due of visits, by visit, in the order given.

    They are all that were cancelled on their days: what is cancelled twice is due once, for the
    visit that was cancelled first. Two statements at most.
    """
    late = sorted((one for one in cancelled if one.is_owed), key=lambda one: one.at)
    if not late:
        return {}
    zone = session.get_one(Groupement, groupement_id).timezone
    days = [one.visit.day for one in late]
    cdos = {one.visit.engagement_id for one in late}
    away = read_absences(session, cdos, min(days), max(days))
    counted: defaultdict[int, list[Span]] = defaultdict(list)
    left = {}
    for one in late:
        visit = one.visit
        spans = [*_worked(one), *counted[visit.person_id]]
        slots = _present(empty_slots(visit, spans, zone), visit, away.get(visit.engagement_id))
        counted[visit.person_id] += [_span(visit, slot, zone) for slot in slots]
        if slots:
            left[visit.id] = OwedTime(visit, one.by, one.at, slots)
    in_order = sorted(left.values(), key=lambda one: (one.visit.starts_at, one.visit.id))
    return {one.visit.id: one for one in in_order}


def _worked(one: Cancelled) -> list[Span]:
    """Return when the CDO works for the same groupement: others do not pay what it owes."""
    return [span for span, is_ours in one.taken if is_ours]


def empty_slots(visit: VisitView, taken: Collection[Span], zone: str) -> Slots:
    """Return the slots of a visit in which none of these spans lies; pure."""
    return tuple(
        slot
        for slot in range(visit.slot, visit.slot + visit.length)
        if not any(_meet(_span(visit, slot, zone), span) for span in taken)
    )


def _present(slots: Slots, visit: VisitView, away: Collection[Halfday] | None) -> Slots:
    """Return the slots that lie in no half-day on which the CDO is away; pure."""
    grid = GRIDS[visit.grid_kind]
    return tuple(slot for slot in slots if (visit.day, grid.half_of(slot)) not in (away or ()))


def _span(visit: VisitView, slot: int, zone: str) -> Span:
    return GRIDS[visit.grid_kind].instants(visit.day, slot, 1, zone=zone)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
