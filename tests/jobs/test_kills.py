"""Workers and children that are killed or put to sleep in the middle of a run."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cdo_share.jobs.queue import enqueue, make_queue
from cdo_share.planning.lease import MAX_ATTEMPTS
from cdo_share.planning.models import Run, RunKind, RunState
from cdo_share.settings import Settings
from tests.jobs.office import ROOT, Office, fake_command, wait_until

# Takes a while and tells its process id, so that it can be killed at work.
SLOW = """
def solve(request):
    say(request, "progress", event={"pid": os.getpid()})
    time.sleep(1)
    if request["kind"] == "solve":
        say(request, "answer", **good(request))
    else:
        say(request, "answer", outcome={"answered": True})
"""
LEASE_SECONDS = 2
PATIENCE = 60  # a worker loads its libraries first, and starts a child in each of its lanes
# Real processes take seconds: the everyday suite kills them on one database only.
ON_BOTH_BUT_QUICKLY = ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)]

WORKER = """
import json, os, sys
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Timing
from cdo_share.jobs.worker import run_until_signal
from cdo_share.settings import read_settings
timing = Timing(lease_seconds=int(sys.argv[1]), renew_seconds=0.2, sweep_seconds=0.3)
child = WarmChild(json.loads(sys.argv[2])) if len(sys.argv) > 2 else WarmChild()
run_until_signal(read_settings(), timing=timing, child=child)
"""

StartWorker = Callable[[], "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(settings: Settings, tmp_path: Path) -> Iterator[StartWorker]:
    """Return a starter of worker processes; they are gone after the test."""
    command = json.dumps(fake_command(tmp_path, SLOW))
    environment = os.environ | {
        "CDO_SHARE_DATA": str(settings.data_dir),
        "CDO_SHARE_DATABASE_URL": settings.database_url,
        "CDO_SHARE_SECRET_KEY": settings.secret_key,
    }
    workers = []

    def start() -> "subprocess.Popen[bytes]":
        arguments = [sys.executable, "-c", WORKER, str(LEASE_SECONDS), command]
        worker = subprocess.Popen(arguments, cwd=ROOT, env=environment)
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def is_running(pid: int) -> bool:
    """Return whether there is a process of that number that is not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def pid_at_work(office: Office, run_id: int, *, attempt: int = 1) -> int:
    """Wait until a child works on the run; return the child's process id."""
    wait_until(
        lambda: office.run(run_id).attempts == attempt and has_progress(office, run_id),
        seconds=PATIENCE,
    )
    return int(office.run(run_id).progress[0]["pid"])


def has_progress(office: Office, run_id: int) -> bool:
    """Return whether the run's present attempt has shown something."""
    return office.run(run_id).progress != []


def sent(office: Office, settings: Settings, kind: RunKind = RunKind.SEARCH) -> int:
    """Ask for a run, send it, return its id."""
    run_id = office.ask(kind=kind)
    enqueue(make_queue(settings, kind), run_id)
    return run_id


def assert_done_once(office: Office, run_id: int, *, attempts: int) -> None:
    """Assert that the run was done at that attempt and left exactly one plan."""
    wait_until(lambda: office.run(run_id).state is RunState.DONE, seconds=PATIENCE)
    assert office.run(run_id).attempts == attempts
    assert [plan.run_id for plan in office.plans()] == [run_id]


@pytest.mark.parametrize("engine", ON_BOTH_BUT_QUICKLY, indirect=True)
def test_child_killed_at_work_is_replaced_and_the_run_done(
    office: Office, settings: Settings, start_worker: StartWorker
) -> None:
    run_id = sent(office, settings)
    start_worker()

    os.kill(pid_at_work(office, run_id), signal.SIGKILL)

    assert_done_once(office, run_id, attempts=2)


@pytest.mark.parametrize("engine", ON_BOTH_BUT_QUICKLY, indirect=True)
def test_worker_killed_at_work_takes_its_child_along_and_another_does_the_run(
    office: Office, settings: Settings, start_worker: StartWorker
) -> None:
    run_id = sent(office, settings)
    worker = start_worker()
    child_pid = pid_at_work(office, run_id)

    worker.kill()

    wait_until(lambda: not is_running(child_pid))
    start_worker()
    assert_done_once(office, run_id, attempts=2)


@pytest.mark.parametrize("engine", ON_BOTH_BUT_QUICKLY, indirect=True)
@pytest.mark.parametrize("kind", [RunKind.WHAT_IF, RunKind.REPAIR])
def test_worker_killed_at_a_quick_run_leaves_it_to_another(
    office: Office, settings: Settings, start_worker: StartWorker, kind: RunKind
) -> None:
    run_id = sent(office, settings, kind)
    worker = start_worker()
    child_pid = pid_at_work(office, run_id)

    worker.kill()

    wait_until(lambda: not is_running(child_pid))
    start_worker()
    wait_until(lambda: office.run(run_id).state is RunState.DONE, seconds=PATIENCE)
    assert office.run(run_id).attempts == 2
    assert [plan.run_id for plan in office.plans()] == [run_id] * kind.makes_plan
    with office.sessions() as session:
        outcome = session.scalar(select(Run.outcome).where(Run.id == run_id))
    assert outcome == (None if kind.makes_plan else {"answered": True})


@pytest.mark.long
@pytest.mark.parametrize("kind", [RunKind.WHAT_IF, RunKind.REPAIR])
def test_quick_run_whose_workers_are_always_killed_fails_at_last(
    office: Office, settings: Settings, start_worker: StartWorker, kind: RunKind
) -> None:
    run_id = sent(office, settings, kind)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        worker = start_worker()
        pid_at_work(office, run_id, attempt=attempt)
        worker.kill()
        worker.wait()
    start_worker()

    wait_until(lambda: office.run(run_id).state is RunState.FAILED, seconds=PATIENCE)

    assert (office.run(run_id).failure, office.plans()) == ("worker_lost", [])


@pytest.mark.long
def test_worker_told_to_end_leaves_its_run_to_the_next(
    office: Office, settings: Settings, start_worker: StartWorker
) -> None:
    run_id = sent(office, settings)
    worker = start_worker()
    pid_at_work(office, run_id)

    worker.terminate()

    assert worker.wait(5) == 0
    assert office.run(run_id).state is RunState.QUEUED
    start_worker()
    assert_done_once(office, run_id, attempts=1)


@pytest.mark.long
def test_worker_asleep_through_its_lease_writes_nothing_when_it_wakes(
    office: Office, settings: Settings, start_worker: StartWorker
) -> None:
    run_id = sent(office, settings)
    sleeper = start_worker()
    pid_at_work(office, run_id)

    sleeper.send_signal(signal.SIGSTOP)
    start_worker()
    assert_done_once(office, run_id, attempts=2)
    plan = office.plans()[0]
    done = office.run(run_id)
    sleeper.send_signal(signal.SIGCONT)
    time.sleep(2)  # its child has long answered: it wants to record now

    assert sleeper.poll() is None
    again = office.run(run_id)
    assert [one.id for one in office.plans()] == [plan.id]
    assert (again.state, again.finished_at, again.attempts) == (
        RunState.DONE,
        done.finished_at,
        done.attempts,
    )


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_workers_killed_at_any_moment_end_in_one_plan_or_a_told_failure(
    office: Office, settings: Settings, start_worker: StartWorker, seed: int
) -> None:
    moments = random.Random(seed)  # noqa: S311 (no secret)
    run_id = sent(office, settings)
    for _ in range(2):
        worker = start_worker()
        time.sleep(moments.uniform(0.5, 4))
        worker.kill()
        worker.wait()
    start_worker()

    ends = {RunState.DONE, RunState.FAILED}
    wait_until(lambda: office.run(run_id).state in ends, seconds=30)

    run, plans = office.run(run_id), office.plans()
    assert run.attempts <= MAX_ATTEMPTS
    if run.state is RunState.DONE:
        assert [plan.run_id for plan in plans] == [run_id]
    else:
        assert (run.failure, plans) == ("worker_lost", [])
