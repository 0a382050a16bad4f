"""Adding, listing and removing the constraints of a period."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import NotFound
from cdo_share.planning.constraint_queries import (
    Holding,
    add_constraint,
    list_constraints,
    remove_constraint,
)
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource
from tests.factories import a_demand, a_groupement, a_member, a_period, a_person
from tests.planning.instances import MONDAY


def added(session: Session, now: datetime, **values: object) -> Constraint:
    """Return the constraint that a demand of a new period is not visited on a day."""
    groupement = a_groupement(session)
    period = a_period(session, groupement)
    demand = a_demand(session, a_member(session, groupement), period)
    holding = Holding(kind=ConstraintKind.AVOID_DEMAND, demand_id=demand.id, day=MONDAY)
    return again(session, now, groupement.id, period.id, holding)


def again(
    session: Session, now: datetime, groupement_id: int, period_id: int, holding: Holding
) -> Constraint:
    """Add a constraint to a period."""
    return add_constraint(
        session,
        groupement_id=groupement_id,
        period_id=period_id,
        holding=holding,
        person_id=None,
        now=now,
    )


def test_same_constraint_is_kept_once(session: Session, now: datetime) -> None:
    row = added(session, now)
    place = (row.groupement_id, row.period_id)
    same = Holding(
        kind=row.kind, demand_id=row.demand_id, day=row.day, source=ConstraintSource.ANSWER
    )
    narrower = Holding(kind=row.kind, demand_id=row.demand_id, day=row.day, slot=0, length=1)

    assert again(session, now, *place, same).id == row.id
    other = again(session, now, *place, narrower)

    assert list_constraints(session, *place) == [row, other]


def test_constraint_is_removed_and_both_acts_are_noted(session: Session, now: datetime) -> None:
    row = added(session, now)
    groupement_id, number = row.groupement_id, row.id
    person = a_person(session)

    remove_constraint(
        session, groupement_id=groupement_id, constraint_id=number, person_id=person.id, now=now
    )

    assert list_constraints(session, groupement_id, row.period_id) == []
    acts = session.scalars(
        select(AuditEntry.action).where(AuditEntry.groupement_id == groupement_id)
    ).all()
    assert acts == ["add_constraint", "remove_constraint"]


def test_constraint_of_others_stays(session: Session, now: datetime) -> None:
    row = added(session, now)
    stranger = a_groupement(session)

    with pytest.raises(NotFound):
        remove_constraint(
            session,
            groupement_id=stranger.id,
            constraint_id=row.id,
            person_id=a_person(session).id,
            now=now,
        )

    assert list_constraints(session, stranger.id, row.period_id) == []
    assert list_constraints(session, row.groupement_id, row.period_id) == [row]
