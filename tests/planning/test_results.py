"""Only a judged plan is stored."""

import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.errors import Conflict
from cdo_share.planning.failures import WrongAnswer
from cdo_share.planning.identities import PublishedVisit
from cdo_share.planning.instance import build_instance
from cdo_share.planning.lease import claim_run
from cdo_share.planning.models import Plan, RunState
from cdo_share.planning.queries import get_plan
from cdo_share.planning.results import Answer, record_plan, store_instance
from solver.check import check
from tests.factories import a_demand, a_groupement, a_member, a_period, a_run, an_engagement


class Question:
    """A claimed run with its question stored: one demand, one CDO."""

    def __init__(self, session: Session, now: datetime) -> None:
        groupement = a_groupement(session)
        self.period = a_period(session, groupement)
        self.cdo = an_engagement(session, groupement)
        self.demand = a_demand(session, a_member(session, groupement), self.period)
        self.run = a_run(session, self.period)
        token = claim_run(session, self.run.id, now=now)
        assert token is not None
        self.token = token
        self.instance = build_instance(
            session, groupement_id=groupement.id, period_id=self.period.id, name="run-1"
        )
        versions = {"python": "3"}
        store_instance(session, self.run.id, token, instance=self.instance, versions=versions)

    def visit(self, **values: Any) -> dict[str, Any]:
        """Return a possible visit of the plan, unless a value says otherwise."""
        at = {"day": "2027-01-05", "slot": 0, "length": 1}
        return {"demand": f"D{self.demand.id}", "cdo": f"C{self.cdo.id}", **at, **values}

    def answer(self, *visits: dict[str, Any]) -> Answer:
        """Return a true answer with these visits."""
        plan = {"format": "cdo-timeshare-plan/1", "instance": "run-1", "visits": list(visits)}
        entry = {"demand": f"D{self.demand.id}", "requested": 4, "served": len(visits)}
        return Answer(
            plan=plan,
            cost=check(self.instance, plan)["cost"],
            bound=0,
            bound_kind="none",
            gap=0.5,
            unmet=[entry],
            versions={"solver": "1"},
        )


@pytest.fixture
def question(session: Session, now: datetime) -> Question:
    """Return a claimed run with its question stored."""
    return Question(session, now)


def test_record_plan_stores_visits_score_and_ends_the_run(
    session: Session, question: Question, now: datetime
) -> None:
    kept = PublishedVisit(uuid.uuid4(), question.demand.id, question.cdo.id, date(2027, 1, 5), 0, 1)
    answer = question.answer(question.visit(), question.visit(day="2027-01-12"))

    record_plan(session, question.run.id, question.token, answer=answer, published=[kept], now=now)

    session.expire_all()
    stored = session.scalars(select(Plan)).one()
    plan = get_plan(session, question.run.groupement_id, stored.id)
    ids = {visit.day: visit.visit_id for visit in plan.visits}
    assert set(ids) == {date(2027, 1, 5), date(2027, 1, 12)}
    assert ids[date(2027, 1, 5)] == kept.visit_id != ids[date(2027, 1, 12)]
    assert (plan.cost, plan.bound, plan.gap) == (answer.cost, 0, 0.5)
    assert plan.parts["shortage"] == 10 * (200 + 100)
    assert plan.unmet == [{"demand": question.demand.id, "requested": 4, "served": 2}]
    run = plan.run
    assert (run.state, run.token, run.finished_at) == (RunState.DONE, None, now)
    assert run.versions == {"python": "3", "solver": "1"}


Spoil = Callable[[Question], Answer]

WRONG: dict[str, tuple[Spoil, str]] = {
    "day outside the period": (lambda q: q.answer(q.visit(day="2027-01-09")), "H0"),
    "two visits in one window": (
        lambda q: q.answer(q.visit(), q.visit(day="2027-01-06")),
        "H1",
    ),
    "length not asked for": (lambda q: q.answer(q.visit(length=2)), "H2"),
    "visit of nobody's demand": (lambda q: q.answer(q.visit(demand="D0")), "H0"),
    "cost told too low": (lambda q: replace(q.answer(), cost=1), "the solver says 1"),
    "bound above the cost": (lambda q: replace(q.answer(), bound=10**6), "the bound 1000000"),
    "more served than can be": (
        lambda q: replace(q.answer(q.visit()), limit_slots=0),
        "1 slots are served, no plan could serve 0",
    ),
    "visit without a day": (lambda q: replace(q.answer(), plan={"visits": [{}]}), "be read"),
}


@pytest.mark.parametrize(("spoil", "fault"), WRONG.values(), ids=WRONG.keys())
def test_record_plan_wrong_answer_is_refused_and_not_stored(
    session: Session, question: Question, now: datetime, spoil: Spoil, fault: str
) -> None:
    with pytest.raises(WrongAnswer, match=fault):
        record_plan(
            session,
            question.run.id,
            question.token,
            answer=spoil(question),
            published=[],
            now=now,
        )

    assert session.scalars(select(Plan)).all() == []
    session.refresh(question.run)
    assert question.run.state is RunState.RUNNING


@pytest.mark.parametrize("limit", [None, 1, 4])
def test_record_plan_keeps_the_limit_among_the_figures(
    session: Session, question: Question, now: datetime, limit: int | None
) -> None:
    answer = replace(question.answer(question.visit()), limit_slots=limit)

    plan = record_plan(
        session, question.run.id, question.token, answer=answer, published=[], now=now
    )

    assert plan.statistics.get("limit_slots") == limit


def test_record_plan_with_a_stale_token_is_refused(
    session: Session, question: Question, now: datetime
) -> None:
    with pytest.raises(Conflict):
        record_plan(
            session,
            question.run.id,
            "f" * 32,
            answer=question.answer(),
            published=[],
            now=now,
        )

    assert session.scalars(select(Plan)).all() == []


def test_judging_loads_no_solver_engine() -> None:
    """The site's processes import planning; the solver's engine takes seconds and memory."""
    code = "import sys, cdo_share.planning.results; print('ortools' in sys.modules)"

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert printed.stdout == b"False\n"


def test_record_plan_of_a_search_that_broke_down_keeps_the_plan_and_says_why(
    session: Session, question: Question, now: datetime
) -> None:
    answer = replace(question.answer(), failure="solver_crashed", failure_detail="signal " * 99)

    record_plan(session, question.run.id, question.token, answer=answer, published=[], now=now)

    session.expire_all()
    assert (question.run.state, question.run.failure) == (RunState.DONE, "solver_crashed")
    assert len(question.run.failure_detail or "") == 500
    assert session.scalars(select(Plan)).one().run_id == question.run.id
