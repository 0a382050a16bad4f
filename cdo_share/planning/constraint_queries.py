"""Reading and writing the constraints of a period."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is to stay or to be avoided; see `Constraint` for the fields that a kind needs."""

    kind: ConstraintKind
    demand_id: int | None = None
    engagement_id: int | None = None
    day: date | None = None
    weekday: int | None = None
    slot: int | None = None
    length: int | None = None
    source: ConstraintSource = ConstraintSource.COORDINATOR


def list_constraints(session: Session, groupement_id: int, period_id: int) -> list[Constraint]:
    """Return the constraints of a period, the oldest first."""
    statement = (
        select(Constraint)
        .where(Constraint.groupement_id == groupement_id, Constraint.period_id == period_id)
        .order_by(Constraint.id)
    )
    return list(session.scalars(statement))


def add_constraint(
    session: Session,
    *,
    groupement_id: int,
    period_id: int,
    holding: Holding,
    person_id: int | None,
    now: datetime,
) -> Constraint:
    """Add a constraint, or return the one that says the same already."""
    fields = {name: getattr(holding, name) for name in _FIELDS}
    same = select(Constraint).where(
        Constraint.groupement_id == groupement_id,
        Constraint.period_id == period_id,
        *(
            getattr(Constraint, name).is_(None)
            if value is None
            else getattr(Constraint, name) == value
            for name, value in fields.items()
        ),
    )
    found = session.scalar(same.limit(1))
    if found is not None:
        return found
    row = Constraint(
        groupement_id=groupement_id,
        period_id=period_id,
        source=holding.source,
        created_by_id=person_id,
        created_at=now,
        **fields,
    )
    session.add(row)
    session.flush()
    _record(session, row, "add_constraint", person_id, now)
    return row


_FIELDS = ("kind", "demand_id", "engagement_id", "day", "weekday", "slot", "length")


def remove_constraint(
    session: Session, *, groupement_id: int, constraint_id: int, person_id: int, now: datetime
) -> None:
    """Remove a constraint; raises NotFound."""
    row = session.get(Constraint, constraint_id)
    if row is None or row.groupement_id != groupement_id:
        raise NotFound(N_("There is no such constraint in this groupement."))
    _record(session, row, "remove_constraint", person_id, now)
    session.execute(delete(Constraint).where(Constraint.id == constraint_id))


_STAYING = (ConstraintKind.KEEP_VISIT, ConstraintKind.KEEP_TIME)


def free_day(
    session: Session,
    *,
    groupement_id: int,
    demand_id: int,
    day: date,
    person_id: int | None,
    now: datetime,
) -> None:
    """Remove what keeps a visit of a demand, or its time, on a day: it is not to be there."""
    statement = select(Constraint).where(
        Constraint.groupement_id == groupement_id,
        Constraint.demand_id == demand_id,
        Constraint.day == day,
        Constraint.kind.in_(_STAYING),
    )
    for row in session.scalars(statement).all():
        _record(session, row, "remove_constraint", person_id, now)
        session.execute(delete(Constraint).where(Constraint.id == row.id))


def _record(
    session: Session, row: Constraint, action: str, person_id: int | None, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=row.groupement_id,
        person_id=person_id,
        action=action,
        thing=("planning_constraint", row.id),
        kind=row.kind.value,
        demand_id=row.demand_id,
        engagement_id=row.engagement_id,
    )
