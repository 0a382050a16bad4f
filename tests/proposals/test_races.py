"""Two people at once: one proposal and one clear refusal, one reminder, one settlement."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction
from cdo_share.proposals import service
from cdo_share.proposals.answering import Speaker, Wish, accept
from cdo_share.proposals.models import (
    Answer,
    Proposal,
    ProposalParty,
    ProposalRequest,
    ProposalState,
    Reason,
    RequestState,
)
from cdo_share.proposals.service import Asking, propose, take_those_to_remind, withdraw_proposal
from cdo_share.proposals.settling import constrain, decline
from tests.proposals.conftest import a_table, all_subjects
from tests.proposals.test_answering import wish_for
from tests.publishing.world import AM, MONDAY, At, a_plan, a_world
from tests.races import overtake, race

ROUNDS = 4


def two_proposals(engine: Engine, now: datetime) -> list[str]:
    """Return how two coordinators end who propose two plans of a period at once."""
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        plans = [
            a_plan(session, world, [At(world.shop, world.zoe, MONDAY, AM)]).id for _ in range(2)
        ]
    asking = Asking(all_subjects(world), now + timedelta(days=5))

    def act(plan_id: int) -> Callable[[Session], object]:
        return lambda session: propose(
            session,
            groupement_id=world.groupement.id,
            plan_id=plan_id,
            asking=asking,
            sent_by_id=None,
            now=now,
        )

    return race(engine, [act(plan_id) for plan_id in plans])


def test_two_who_propose_at_once_make_one_proposal_and_one_clear_refusal(
    own_engine: Engine, now: datetime
) -> None:
    for _ in range(ROUNDS):
        assert two_proposals(own_engine, now) == ["Conflict", "done"]

    with Session(own_engine) as session:
        count = select(func.count()).where(Proposal.state == ProposalState.OPEN)
        assert session.scalar(count) == ROUNDS


# On SQLite the transaction itself is the lock.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_without_the_lock_the_database_refuses_the_second_less_clearly(
    own_engine: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "hold_round", lambda *_: None)

    outcomes = [two_proposals(own_engine, now) for _ in range(4 * ROUNDS)]

    assert ["IntegrityError", "done"] in outcomes
    with Session(own_engine) as session:
        count = select(func.count()).where(Proposal.state == ProposalState.OPEN)
        assert session.scalar(count) == 4 * ROUNDS


def test_two_who_remind_at_once_remind_once(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        table = a_table(session, now)

    def act(session: Session) -> object:
        return take_those_to_remind(
            session,
            groupement_id=table.world.groupement.id,
            proposal_id=table.proposal.id,
            person_id=table.coordinator.id,
            now=now,
        )

    assert race(own_engine, [act, act]) == ["Conflict", "done"]


def test_two_who_settle_at_once_settle_once(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        table = a_table(session, now)
        (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))
    which = {
        "groupement_id": table.world.groupement.id,
        "request_id": request.id,
        "person_id": table.coordinator.id,
        "now": now,
    }

    acts = [
        lambda session: constrain(session, **which),
        lambda session: decline(session, **which, refusal="Impossible."),
    ]
    assert race(own_engine, acts) == ["Conflict", "done"]


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_answer_waits_for_who_ends_the_proposal_and_comes_too_late(
    own_engine: Engine, now: datetime
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        table = a_table(session, now)
    here = {"groupement_id": table.world.groupement.id, "now": now}

    end = overtake(
        own_engine,
        lambda session: withdraw_proposal(
            session, proposal_id=table.proposal.id, person_id=table.coordinator.id, **here
        ),
        lambda session: accept(
            session, party_id=table.zoe.id, speaker=Speaker(table.coordinator.id), **here
        ),
    )

    assert end == "Conflict"
    with Session(own_engine) as session:
        assert session.get_one(ProposalParty, table.zoe.id).answer is Answer.WAITING


@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("is_declined_first", [True, False])
def test_request_that_somebody_settles_at_this_moment_is_settled_by_nobody_else(
    own_engine: Engine, now: datetime, *, is_declined_first: bool
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        table = a_table(session, now)
        (request,) = wish_for(session, table, table.zoe, now, Wish(table.monday, Reason.BUSY))
    which = {
        "groupement_id": table.world.groupement.id,
        "request_id": request.id,
        "person_id": table.coordinator.id,
        "now": now,
    }
    acts: list[Callable[[Session], object]] = [
        lambda session: decline(session, **which, refusal="Impossible."),
        lambda session: constrain(session, **which),
    ]

    end = overtake(own_engine, *(acts if is_declined_first else reversed(acts)))

    assert end == "Conflict"
    with Session(own_engine) as session:
        state = session.get_one(ProposalRequest, request.id).state
    assert (state is RequestState.DECLINED) is is_declined_first
