"""Two coordinators who publish different plans at the same moment, on connections that commit."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share import publication
from cdo_share.core.orm import transaction
from cdo_share.planning.models import Plan
from cdo_share.publication import Surroundings, publish_plan, require_unchanged
from cdo_share.publishing.models import Release
from cdo_share.web.mails import render_mail
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.publishing.test_races import race
from tests.publishing.world import MONDAY, TUESDAY, At, a_plan, a_world

ROUNDS = 5


def publishing(plan: Plan, now: datetime) -> Callable[[Session], Release]:
    """Return the act of a coordinator who saw that nothing is published yet."""
    thing = {"groupement_id": plan.groupement_id, "plan_id": plan.id}

    def act(session: Session) -> Release:
        require_unchanged(session, **thing, seen_number=0)
        around = Surroundings("https://cdo.example", render_mail)
        return publish_plan(session, **thing, published_by_id=None, now=now, around=around)

    return act


def a_race(engine: Engine, now: datetime) -> list[str]:
    """Return how two publications of two plans of one period end."""
    with Session(engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        plans = [
            a_plan(session, world, [At(world.shop, world.zoe, day, 0)]) for day in (MONDAY, TUESDAY)
        ]
    return race(engine, [publishing(plan, now) for plan in plans])


def test_two_plans_published_at_once_make_one_release_and_one_refusal(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    assert [a_race(own_engine, now) for _ in range(ROUNDS)] == [["Conflict", "release 1"]] * ROUNDS


CLICKS = 20


def test_twenty_clicks_at_once_on_one_plan_make_one_release_and_nineteen_refusals(
    own_engine: Engine,  # noqa: F811
    now: datetime,
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, 0)])

    ended = race(own_engine, [publishing(plan, now)] * CLICKS)

    assert ended == ["Conflict"] * (CLICKS - 1) + ["release 1"]


# On SQLite the transaction itself is the lock.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_two_plans_published_at_once_without_the_lock_do_not_end_so(
    own_engine: Engine,  # noqa: F811
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(publication, "lock_groupement", lambda session, groupement_id: None)

    outcomes = [a_race(own_engine, now) for _ in range(4 * ROUNDS)]

    assert ["release 1", "release 2"] in outcomes
