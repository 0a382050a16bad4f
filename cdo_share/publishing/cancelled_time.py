"""What people cancelled: how much of each demand, and which visits."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cdo_share.publishing.models import Cancellation, CancelledBy, Visit


@dataclass(frozen=True, slots=True)
class CancelledTime:
    """Slots of one demand that were cancelled.

    `by_member` and `by_others` are no longer asked for; `sought` are, and no plan knows of it yet.
    """

    by_member: int = 0
    by_others: int = 0
    sought: int = 0

    @property
    def given_up(self) -> int:
        """Return the slots that the demand no longer asks for."""
        return self.by_member + self.by_others


def read_cancelled_time(
    session: Session, groupement_id: int, period_id: int, *, read_at: datetime | None
) -> dict[int, CancelledTime]:
    """Return what was cancelled of the demands of a period; demands without it are left out.

    `read_at` is when the data were read that the plan in force answers.
    """
    statement = select(
        Cancellation.demand_id,
        Cancellation.length,
        Cancellation.cancelled_by,
        Cancellation.cancelled_at,
        Cancellation.is_replaced,
    ).where(Cancellation.groupement_id == groupement_id, Cancellation.period_id == period_id)
    found: dict[int, CancelledTime] = {}
    for row in session.execute(statement):
        was_known = read_at is None or row.cancelled_at <= read_at
        if not (row.is_replaced and was_known):
            one = found.get(row.demand_id, CancelledTime())
            found[row.demand_id] = _more(one, row)
    return found


def _more(one: CancelledTime, row: Row[*tuple[Any, ...]]) -> CancelledTime:
    if row.is_replaced:
        return replace(one, sought=one.sought + row.length)
    if row.cancelled_by is CancelledBy.MEMBER:
        return replace(one, by_member=one.by_member + row.length)
    return replace(one, by_others=one.by_others + row.length)


Place = tuple[int, int, date, int]  # demand, engagement, day, slot


@dataclass(frozen=True, slots=True)
class CancelledVisits:
    """The visits that people cancelled: by number, and by where they stood.

    Two plans made before a release know the same visit by two numbers.
    """

    ids: frozenset[uuid.UUID]
    places: frozenset[Place]

    def has(self, visit_id: uuid.UUID, place: Place) -> bool:
        """Return whether a visit of a plan is one of them."""
        return visit_id in self.ids or place in self.places


def read_cancelled_visits(session: Session, groupement_id: int, period_id: int) -> CancelledVisits:
    """Return what people cancelled in a period, with one statement."""
    statement = (
        select(Visit.id, Visit.demand_id, Visit.engagement_id, Visit.day, Visit.slot)
        .join(Cancellation, Cancellation.visit_id == Visit.id)
        .where(Visit.groupement_id == groupement_id, Visit.period_id == period_id)
    )
    rows = session.execute(statement).all()
    return CancelledVisits(
        ids=frozenset(row.id for row in rows),
        places=frozenset((row.demand_id, row.engagement_id, row.day, row.slot) for row in rows),
    )
