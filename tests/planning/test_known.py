"""When the data were read that a plan answers, along whatever it comes from."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from cdo_share.planning.known import read_known
from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion
from tests.factories import CREATED_AT
from tests.publishing.world import World, a_plan, a_world
from tests.statements import recorded_statements

HOUR = timedelta(hours=1)


@pytest.fixture
def world(session: Session) -> World:
    """Return a period to plan."""
    return a_world(session)


class Chain:
    """Plans one after another, each run an hour after the one before."""

    def __init__(self, session: Session, world: World) -> None:
        self._session, self._world = session, world
        self.count = 0

    def plan(self, kind: RunKind, **question: Any) -> Plan:
        """Return a plan whose run was asked this."""
        plan = a_plan(self._session, self._world, [])
        run = self._session.get_one(Run, plan.run_id)
        run.kind, run.started_at = kind, self.at(self.count)
        self.count += 1
        if question:
            self._session.add(RunQuestion(run_id=run.id, **question))
        self._session.flush()
        return plan

    def at(self, number: int) -> datetime:
        """Return when the run of the plan with this number, from 0, began."""
        return CREATED_AT + number * HOUR


@pytest.fixture
def chain(session: Session, world: World) -> Chain:
    """Return a chain without plans."""
    return Chain(session, world)


@pytest.mark.parametrize("steps", [0, 1, 20, 21, 60])
def test_plans_by_hand_know_what_the_search_knew_with_one_statement(
    session: Session, chain: Chain, steps: int
) -> None:
    plan = chain.plan(RunKind.SEARCH)
    for _ in range(steps):
        plan = chain.plan(RunKind.BY_HAND, basis_plan_id=plan.id)
    plan.unmet = [{"demand": 7}]
    session.flush()

    with recorded_statements(session) as statements:
        known = read_known(session, plan.id)

    assert known is not None
    assert (known.read_at, known.unmet, len(statements)) == (chain.at(0), [{"demand": 7}], 1)


@pytest.mark.parametrize(
    ("kind", "wish", "number"),
    [
        (RunKind.REPAIR, {}, 0),  # it gives nothing to whoever was not hit
        (RunKind.REPAIR, {"gives_time": True}, 1),
        (RunKind.REPAIR, {"fills_gaps": True}, 1),
        (RunKind.REPAIR, {"demand": "demand-1"}, 1),
        (RunKind.SEARCH, {}, 1),
    ],
)
def test_only_runs_that_serve_whoever_asks_know_new_wishes(
    session: Session, chain: Chain, kind: RunKind, wish: dict[str, Any], number: int
) -> None:
    search = chain.plan(RunKind.SEARCH)
    plan = chain.plan(kind, basis_plan_id=search.id, wish=wish)
    by_hand = chain.plan(RunKind.BY_HAND, basis_plan_id=plan.id)

    known = read_known(session, by_hand.id)

    assert known is not None
    assert known.read_at == chain.at(number)


@pytest.mark.parametrize("kind", [RunKind.SEARCH, RunKind.REPAIR])
def test_run_that_repeats_another_knows_what_that_one_knew(
    session: Session, chain: Chain, kind: RunKind
) -> None:
    search = chain.plan(RunKind.SEARCH)
    first = chain.plan(kind, basis_plan_id=search.id, wish={"gives_time": True})
    again = chain.plan(
        kind, basis_plan_id=search.id, repeats_run_id=first.run_id, wish={"gives_time": True}
    )

    known = read_known(session, again.id)

    assert known is not None
    assert known.read_at == chain.at(1)


def test_without_a_plan_nothing_is_known(session: Session) -> None:
    assert read_known(session, 0) is None


def test_run_that_never_started_counts_from_its_order(session: Session, chain: Chain) -> None:
    plan = chain.plan(RunKind.BY_HAND)
    session.get_one(Run, plan.run_id).started_at = None
    session.flush()

    known = read_known(session, plan.id)

    assert known is not None
    assert known.read_at == CREATED_AT
