"""Whoever accepts after all leaves a constraint behind, which the coordinator can take away."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.grid import Half
from cdo_share.planning.constraint_queries import Holding, add_constraint
from cdo_share.planning.models import Constraint, ConstraintKind
from cdo_share.proposals.answering import Wish
from cdo_share.proposals.lifting import lift, still_binds
from cdo_share.proposals.models import ProposalParty, ProposalRequest, Reason, RequestState
from cdo_share.proposals.settling import constrain
from tests.factories import a_groupement
from tests.proposals.conftest import Table
from tests.proposals.test_answering import say, wish_for
from tests.publishing.world import MONDAY, WEDNESDAY

BUSY = (Reason.BUSY, WEDNESDAY, Half.PM)


def made(
    session: Session, table: Table, now: datetime, party: ProposalParty | None = None
) -> ProposalRequest:
    """Return a request of a party, the biscuits unless given, that became constraints."""
    wish = Wish(table.monday, *BUSY)
    (request,) = wish_for(session, table, party or table.biscuits, now, wish)
    constrain(session, request_id=request.id, **here(table, now))
    return request


def here(table: Table, now: datetime) -> dict[str, object]:
    return {
        "groupement_id": table.world.groupement.id,
        "person_id": table.coordinator.id,
        "now": now,
    }


def kinds(session: Session) -> list[ConstraintKind]:
    return list(session.scalars(select(Constraint.kind).order_by(Constraint.id)))


def test_constraints_of_who_accepts_since_are_removed_and_the_request_remembers_it(
    session: Session, table: Table, now: datetime
) -> None:
    request = made(session, table, now)
    assert kinds(session) == [ConstraintKind.AVOID_DEMAND, ConstraintKind.KEEP_TIME]
    say(session, table, table.biscuits, now)
    assert still_binds(request, table.biscuits)

    lift(session, request_id=request.id, **here(table, now))

    assert kinds(session) == []
    assert request.state is RequestState.CONSTRAINED
    assert not still_binds(request, table.biscuits)
    with pytest.raises(Conflict, match="Nothing is left"):
        lift(session, request_id=request.id, **here(table, now))


def test_constraints_of_who_still_asks_stay(session: Session, table: Table, now: datetime) -> None:
    request = made(session, table, now)

    with pytest.raises(Conflict, match="do not accept"):
        lift(session, request_id=request.id, **here(table, now))

    assert len(kinds(session)) == 2


def test_what_somebody_else_wants_as_well_stays(
    session: Session, table: Table, now: datetime
) -> None:
    """The coordinator closed the day before; Zoé wishes for the same time."""
    shop = table.world.shop.id
    day = Holding(kind=ConstraintKind.AVOID_DEMAND, demand_id=shop, day=MONDAY)
    add_constraint(session, period_id=table.world.period.id, holding=day, **here(table, now))
    request = made(session, table, now)
    made(session, table, now, table.zoe)
    say(session, table, table.biscuits, now)

    lift(session, request_id=request.id, **here(table, now))

    assert kinds(session) == [
        ConstraintKind.AVOID_DEMAND,
        ConstraintKind.KEEP_TIME,
        ConstraintKind.AVOID_CDO,
    ]
    assert not still_binds(request, table.biscuits)


def test_request_of_another_groupement_is_not_found(
    session: Session, table: Table, now: datetime
) -> None:
    request = made(session, table, now)
    say(session, table, table.biscuits, now)

    values = here(table, now) | {"groupement_id": a_groupement(session).id}
    with pytest.raises(NotFound):
        lift(session, request_id=request.id, **values)
    assert len(kinds(session)) == 2
