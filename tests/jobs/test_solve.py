"""One run from claim to record, with children that answer well, badly or not at all."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cdo_share.core.orm import transaction
from cdo_share.jobs.desk import Desk
from cdo_share.jobs.solve import execute_run
from cdo_share.planning.lease import MAX_ATTEMPTS, requeue_expired
from cdo_share.planning.models import RunState, StopRequest
from cdo_share.planning.service import request_stop
from cdo_share.rounds.models import Period
from cdo_share.today import frozen_before
from tests.jobs.conftest import QUICK
from tests.jobs.office import Office, present, wait_until

MakeDesk = Callable[..., Desk]

GOOD = """
def solve(request):
    say(request, "progress", event={"phase": "greedy", "seconds": 0.1, "cost": 9})
    say(request, "answer", **good(request))
"""
UNTIL_STOPPED = """
def solve(request):
    while request["id"] not in stopped:
        say(request, "progress", event={"phase": "improve", "seconds": 1.0, "cost": 9})
        time.sleep(0.02)
    say(request, "answer", **good(request))
"""
DEAF = """
def solve(request):
    say(request, "progress", event={"phase": "improve", "seconds": 1.0, "cost": 9})
    time.sleep(60)
"""
ABORTS = """
def solve(request):
    os.abort()
"""


def in_background(work: Callable[[], None]) -> Future[None]:
    """Start the work in a thread of its own."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future


def test_execute_run_stores_question_progress_and_plan(office: Office, make_desk: MakeDesk) -> None:
    run_id = office.ask()

    execute_run(make_desk(GOOD), run_id)

    run, plans = office.run(run_id), office.plans()
    assert (run.state, run.attempts, run.token, run.lease_until) == (RunState.DONE, 1, None, None)
    assert run.progress == [{"phase": "greedy", "seconds": 0.1, "cost": 9}]
    assert run.instance is not None
    assert run.instance["name"] == f"run-{run_id}"
    assert run.versions is not None
    assert set(run.versions) == {"cdo_share", "ortools", "python"}
    assert [(plan.run_id, plan.visits, plan.bound) for plan in plans] == [(run_id, [], 0)]
    assert plans[0].cost == sum(plans[0].parts.values())
    assert plans[0].statistics["served_slots"] == 0


def test_execute_run_a_second_time_changes_nothing(office: Office, make_desk: MakeDesk) -> None:
    run_id, desk = office.ask(), make_desk(GOOD)

    execute_run(desk, run_id)
    execute_run(desk, run_id)

    assert len(office.plans()) == 1
    assert office.run(run_id).attempts == 1


def test_execute_run_keeps_the_child_warm(office: Office, make_desk: MakeDesk) -> None:
    desk = make_desk(GOOD)
    execute_run(desk, office.ask())
    first = desk.child.get().pid

    execute_run(desk, office.ask())

    assert desk.child.get().pid == first
    assert len(office.plans()) == 2


WRONG = {
    "breaks a rule": """
        def solve(request):
            demand, cdo = request["instance"]["demands"][0], request["instance"]["cdos"][0]
            visit = dict(demand=demand["id"], cdo=cdo["id"], day="2027-01-09", slot=0, length=1)
            say(request, "answer", **good(request, [visit]))
    """,
    "claims a lower cost": """
        def solve(request):
            answer = good(request)
            say(request, "answer", **(answer | {"cost": answer["cost"] - 1}))
    """,
    "claims a bound above its cost": """
        def solve(request):
            answer = good(request)
            say(request, "answer", **(answer | {"bound": answer["cost"] + 1}))
    """,
    "is for another question": """
        def solve(request):
            answer = good(request)
            plan = answer["plan"] | {"instance": "run-0"}
            say(request, "answer", **(answer | {"plan": plan}))
    """,
    "lacks a part": """
        def solve(request):
            answer = good(request)
            del answer["bound_kind"]
            say(request, "answer", **answer)
    """,
}


@pytest.mark.parametrize("script", WRONG.values(), ids=WRONG.keys())
def test_execute_run_answer_that_is_wrong_is_never_stored(
    office: Office, make_desk: MakeDesk, script: str
) -> None:
    run_id = office.ask()

    execute_run(make_desk(script), run_id)

    run = office.run(run_id)
    assert office.plans() == []
    assert (run.state, run.failure) == (RunState.FAILED, "wrong_answer")
    assert run.failure_detail


def test_execute_run_failure_of_the_child_is_told(office: Office, make_desk: MakeDesk) -> None:
    run_id = office.ask()
    script = """
    def solve(request):
        say(request, "failed", failure="out_of_memory", detail="4 GB")
    """

    execute_run(make_desk(script), run_id)

    run = office.run(run_id)
    assert (run.state, run.failure, run.failure_detail) == (
        RunState.FAILED,
        "out_of_memory",
        "4 GB",
    )


def test_execute_run_whose_search_broke_down_keeps_the_plan_found_before(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id = office.ask()
    script = """
    def solve(request):
        told = {"failure": "solver_crashed", "failure_detail": "signal SIGSEGV"}
        say(request, "answer", **good(request), **told)
    """

    execute_run(make_desk(script), run_id)

    run = office.run(run_id)
    assert (run.state, run.failure, run.failure_detail) == (
        RunState.DONE,
        "solver_crashed",
        "signal SIGSEGV",
    )
    assert [plan.run_id for plan in office.plans()] == [run_id]


def test_execute_run_whose_search_broke_down_without_a_plan_is_tried_again_in_the_same_child(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id = office.ask()
    script = """
    def solve(request):
        say(request, "failed", failure="solver_crashed", detail="signal SIGSEGV")
    """
    desk = make_desk(script)
    pid = desk.child.get().pid

    execute_run(desk, run_id)

    assert (office.run(run_id).state, office.sent) == (RunState.QUEUED, [run_id])
    assert desk.child.get().pid == pid


def test_execute_run_child_that_aborts_is_tried_again_then_failed(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id, desk = office.ask(), make_desk(ABORTS)

    states = []
    for _ in range(MAX_ATTEMPTS):
        execute_run(desk, run_id)
        states.append(office.run(run_id).state)

    run = office.run(run_id)
    assert states == [RunState.QUEUED, RunState.QUEUED, RunState.FAILED]
    assert office.sent == [run_id, run_id]
    assert (run.failure, run.failure_detail) == (
        "solver_crashed",
        "the solver ended with status -6",
    )


def test_execute_run_child_beyond_its_time_is_killed(office: Office, make_desk: MakeDesk) -> None:
    run_id = office.ask(seconds=1)
    desk = make_desk(DEAF, timing=replace(QUICK, grace_seconds=0.2))
    began = time.monotonic()

    execute_run(desk, run_id)

    run = office.run(run_id)
    assert (run.state, run.failure) == (RunState.FAILED, "too_slow")
    assert 1.5 + desk.timing.grace_seconds <= time.monotonic() - began < 6
    assert run.progress == [{"phase": "improve", "seconds": 1.0, "cost": 9}]


def test_execute_run_child_that_never_listens_is_killed(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id = office.ask()
    silent = make_desk("time.sleep(60)", timing=replace(QUICK, start_seconds=0.3))

    execute_run(silent, run_id)

    assert office.run(run_id).failure == "too_slow"


def stop_once_running(office: Office, run_id: int, stop: StopRequest) -> None:
    """Ask for a stop as soon as the run has shown progress."""
    wait_until(lambda: office.run(run_id).progress != [])
    with office.sessions() as session, transaction(session):
        request_stop(
            session,
            groupement_id=office.groupement_id,
            run_id=run_id,
            stop=stop,
            now=present(),
        )


def test_execute_run_told_to_keep_the_best_stores_it(office: Office, make_desk: MakeDesk) -> None:
    run_id = office.ask(seconds=600)
    running = in_background(lambda: execute_run(make_desk(UNTIL_STOPPED), run_id))

    stop_once_running(office, run_id, StopRequest.KEEP_BEST)
    running.result(timeout=5)

    assert office.run(run_id).state is RunState.DONE
    assert len(office.plans()) == 1


@pytest.mark.parametrize("script", [UNTIL_STOPPED, DEAF], ids=["listens", "deaf"])
def test_execute_run_told_to_cancel_ends_without_a_plan(
    office: Office, make_desk: MakeDesk, script: str
) -> None:
    run_id = office.ask(seconds=600)
    desk = make_desk(script, timing=replace(QUICK, cancel_seconds=0.3))
    running = in_background(lambda: execute_run(desk, run_id))

    stop_once_running(office, run_id, StopRequest.CANCEL)
    running.result(timeout=5)

    run = office.run(run_id)
    assert (run.state, run.failure) == (RunState.CANCELLED, None)
    assert office.plans() == []


def test_execute_run_cancelled_while_the_answer_comes_in_stores_no_plan(
    office: Office, make_desk: MakeDesk
) -> None:
    """The stop is written after the last renewal, so only the last write can notice it."""
    run_id = office.ask()
    slow = """
    def solve(request):
        say(request, "progress", event={})
        time.sleep(0.5)
        say(request, "answer", **good(request))
    """
    desk = make_desk(slow, timing=replace(QUICK, lease_seconds=30, renew_seconds=20))
    running = in_background(lambda: execute_run(desk, run_id))

    wait_until(lambda: office.run(run_id).instance is not None)
    office.change(run_id, stop_request=StopRequest.CANCEL)
    running.result(timeout=5)

    assert office.run(run_id).state is RunState.CANCELLED
    assert office.plans() == []


def test_execute_run_of_a_worker_that_goes_home_returns_to_the_queue(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id, desk = office.ask(seconds=600), make_desk(UNTIL_STOPPED)
    running = in_background(lambda: execute_run(desk, run_id))

    wait_until(lambda: office.run(run_id).progress != [])
    desk.stopping.set()
    running.result(timeout=5)

    run = office.run(run_id)
    assert (run.state, run.attempts, run.token) == (RunState.QUEUED, 0, None)
    assert office.sent == [run_id]


def test_execute_run_keeps_its_lease_while_the_child_works(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id, desk = office.ask(seconds=600), make_desk(UNTIL_STOPPED)
    running = in_background(lambda: execute_run(desk, run_id))
    wait_until(lambda: office.run(run_id).lease_until is not None)
    first = office.run(run_id).lease_until
    assert first is not None

    wait_until(lambda: (office.run(run_id).lease_until or first) > first + timedelta(seconds=1))
    with office.sessions() as session, transaction(session):
        requeued = requeue_expired(session, present())
    desk.stopping.set()
    running.result(timeout=5)

    assert requeued == []


def test_execute_run_taken_over_by_another_worker_writes_nothing_more(
    office: Office, make_desk: MakeDesk
) -> None:
    run_id, desk = office.ask(seconds=600), make_desk(UNTIL_STOPPED)
    running = in_background(lambda: execute_run(desk, run_id))
    wait_until(lambda: office.run(run_id).progress != [])

    office.change(run_id, state=RunState.QUEUED, token=None, progress=[])
    other = office.claim(run_id)
    running.result(timeout=5)

    run = office.run(run_id)
    assert (run.state, run.token, run.attempts, run.progress) == (RunState.RUNNING, other, 2, [])
    assert office.plans() == []


def test_execute_run_that_breaks_in_our_own_code_is_failed(
    office: Office, make_desk: MakeDesk
) -> None:
    """Planted: the child names a failure that nobody knows."""
    run_id = office.ask()
    script = """
    def solve(request):
        say(request, "failed", failure="gremlins", detail="")
    """

    execute_run(make_desk(script), run_id)

    run = office.run(run_id)
    assert (run.state, run.failure) == (RunState.FAILED, "program_error")
    assert "gremlins" in (run.failure_detail or "")


def test_execute_run_has_no_transaction_open_while_the_child_works(
    office: Office, make_desk: MakeDesk
) -> None:
    """On SQLite an open one would hold every other writer up."""
    run_id, desk = office.ask(seconds=600), make_desk(UNTIL_STOPPED)
    running = in_background(lambda: execute_run(desk, run_id))
    wait_until(lambda: office.run(run_id).progress != [])

    began = time.monotonic()
    for seed in range(20):
        office.change(run_id, seed=seed)
    seconds = time.monotonic() - began
    desk.stopping.set()
    running.result(timeout=5)

    assert seconds < 2


@pytest.mark.parametrize(
    ("today", "frozen"),
    [
        (date(2027, 1, 3), None),
        (date(2027, 1, 4), date(2027, 1, 5)),
        (date(2027, 1, 29), date(2027, 1, 30)),
        (date(2027, 1, 30), None),
    ],
)
def test_frozen_before_is_tomorrow_while_the_period_lasts(today: date, frozen: date | None) -> None:
    period = Period(starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 29))

    assert frozen_before(period, today) == frozen
