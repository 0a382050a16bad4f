"""How much of what was granted people cancelled, demand by demand."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cdo_share.publishing.models import Cancellation, CancelledBy


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
