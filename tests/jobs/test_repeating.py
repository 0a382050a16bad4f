"""A run that repeats another with the real solver: the same plan, whatever else goes on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import null, select

from cdo_share.core.orm import transaction
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Desk
from cdo_share.jobs.posing import pose
from cdo_share.jobs.solve import execute_run
from cdo_share.planning.models import Plan, Run, RunKind, RunState
from cdo_share.planning.queries import count_differing, get_work, has_work
from cdo_share.planning.question import Question, read_question
from solver.native import library
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement
from tests.jobs.office import Office, present
from tests.jobs.test_posing import repeated
from tests.solver.test_repeating import busy_machine

pytestmark = pytest.mark.skipif(library.load() is None, reason="no C compiler")
MEMBERS, CDOS = 24, 4
TELLS_ITS_TIME = """
def solve(request):
    limit = request["options"]["time_limit_seconds"]
    say(request, "progress", event={"phase": "greedy", "seconds": limit, "cost": 9})
    say(request, "answer", **good(request))
"""


@pytest.fixture(scope="module")
def child() -> Iterator[WarmChild]:
    """Return the real child, kept for all tests of this module."""
    child = WarmChild()
    child.get()
    yield child
    child.drop()


@pytest.fixture
def crowd(office: Office) -> Office:
    """Return a groupement of the size of the demonstration, with less time than is asked for."""
    with office.sessions() as session, transaction(session):
        groupement = a_groupement(session)
        period = a_period(session, groupement)
        for _ in range(CDOS):
            an_engagement(session, groupement, period_cap_halfdays=30)
        for number in range(MEMBERS):
            member = a_member(session, groupement)
            a_demand(session, member, period, requested_slots=2 + number % 8)
        return Office(office.sessions, groupement.id, period.id)


def brought_to_its_end(office: Office, child: WarmChild, run_id: int, *, threads: int = 2) -> Plan:
    """Let a worker execute a run; return its plan."""
    send = office.sent.append
    desk = Desk(sessions=office.sessions, child=child, send=send, solver_threads=threads)
    execute_run(desk, run_id)
    run = office.run(run_id)
    assert (run.state, run.failure_detail) == (RunState.DONE, None)
    return office.plans()[-1]


def differing(office: Office, one: Plan, two: Plan) -> int:
    """Count the visits that are in one of two plans only."""
    with office.sessions() as session:
        return count_differing(session, one.id, two.id)


def test_repeat_under_load_and_on_fewer_threads_is_the_same_plan(
    crowd: Office, child: WarmChild
) -> None:
    run_id = crowd.ask(seconds=2, seed=7)
    first = brought_to_its_end(crowd, child, run_id)

    with busy_machine():
        second = brought_to_its_end(crowd, child, repeated(crowd, run_id), threads=1)

    assert len(first.visits) > 60
    assert differing(crowd, first, second) == 0
    assert (second.cost, second.parts) == (first.cost, first.parts)
    assert (second.bound, second.bound_kind, second.gap) == (
        first.bound,
        first.bound_kind,
        first.gap,
    )


def test_repeat_of_a_repeat_is_the_same_plan_too(crowd: Office, child: WarmChild) -> None:
    run_id = crowd.ask(seconds=1, seed=7)
    first = brought_to_its_end(crowd, child, run_id)
    again = repeated(crowd, run_id)
    brought_to_its_end(crowd, child, again)

    third = repeated(crowd, again)

    with crowd.sessions() as session:
        assert read_question(session, third).repeats_run_id == run_id
    assert differing(crowd, first, brought_to_its_end(crowd, child, third)) == 0


def test_finger_on_the_scale_is_seen(crowd: Office, child: WarmChild) -> None:
    """With another seed the same trials end elsewhere, and both plans are said to differ."""
    run_id = crowd.ask(seconds=1, seed=7)
    first = brought_to_its_end(crowd, child, run_id)
    with crowd.sessions() as session:
        work = get_work(session, run_id)
    assert work is not None
    crowd.change(run_id, work=work | {"options": work["options"] | {"seed": 8}})

    second = brought_to_its_end(crowd, child, repeated(crowd, run_id))

    assert differing(crowd, first, second) > 0


def test_run_whose_search_left_nothing_is_repeated_by_the_clock(
    crowd: Office, child: WarmChild
) -> None:
    run_id = crowd.ask(seconds=1, seed=7)
    brought_to_its_end(crowd, child, run_id)
    crowd.change(run_id, work=null())

    again = repeated(crowd, run_id)
    brought_to_its_end(crowd, child, again)

    with crowd.sessions() as session:
        assert has_work(session, again)


def test_repeated_repair_is_measured_by_what_there_was_then(
    crowd: Office, child: WarmChild
) -> None:
    basis = brought_to_its_end(crowd, child, crowd.ask(seconds=1))
    question = Question(basis_plan_id=basis.id, max_changes=1)
    first, later = (
        crowd.ask(seconds=1, kind=RunKind.REPAIR, question=question, seed=seed) for seed in (1, 2)
    )
    for run_id in (first, later):
        brought_to_its_end(crowd, child, run_id)

    rivals = {
        name: _count_rivals(crowd, repeated(crowd, run))
        for name, run in (("first", first), ("later", later))
    }

    assert rivals == {"first": 0, "later": 1}


def test_repeated_repair_is_not_measured_by_a_curve_that_came_later(
    crowd: Office, child: WarmChild
) -> None:
    basis = brought_to_its_end(crowd, child, crowd.ask(seconds=1))
    question = Question(basis_plan_id=basis.id, max_changes=1)
    run_id = crowd.ask(seconds=1, kind=RunKind.REPAIR, question=question)
    brought_to_its_end(crowd, child, run_id)
    began_at = crowd.run(run_id).started_at
    assert began_at is not None
    again = repeated(crowd, run_id)
    points = [{"k": 0, "cost": 1, "visits": []}]
    for seconds, rivals in ((-1, 1), (1, 0)):
        curve = crowd.ask(kind=RunKind.CURVE, question=Question(basis_plan_id=basis.id))
        finished_at = began_at + timedelta(seconds=seconds)
        crowd.change(
            curve, state=RunState.DONE, finished_at=finished_at, outcome={"points": points}
        )
        assert _count_rivals(crowd, again) == rivals
        crowd.change(curve, state=RunState.CANCELLED)


@pytest.mark.parametrize(("is_known", "seconds"), [(True, 60), (False, 3)])
def test_repeated_search_gets_twenty_times_its_time_and_one_by_the_clock_as_much_as_then(
    crowd: Office, make_desk: Callable[..., Desk], *, is_known: bool, seconds: int
) -> None:
    run_id = crowd.ask(seconds=3, seed=7)
    desk = make_desk(TELLS_ITS_TIME)
    execute_run(desk, run_id)
    crowd.change(run_id, work={"pages": []} if is_known else null())

    again = repeated(crowd, run_id)
    execute_run(desk, again)

    told = [crowd.run(one).progress[0]["seconds"] for one in (run_id, again)]
    assert told == [3, seconds]


def _count_rivals(office: Office, run_id: int) -> int:
    with office.sessions() as session:
        run = session.scalars(select(Run).where(Run.id == run_id)).one()
        _, beside = pose(session, run, read_question(session, run_id), present())
        return len(beside["rivals"])
