"""A whole worker in this process, with a child that answers as a script says."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from cdo_share.jobs import worker as worker_module
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.health import worker_seen_at
from cdo_share.jobs.queue import enqueue, make_queue
from cdo_share.jobs.worker import Worker, WorkerBroken
from cdo_share.planning.models import RunKind, RunState
from cdo_share.settings import Settings
from tests.jobs.conftest import QUICK
from tests.jobs.office import Office, fake_command, wait_until
from tests.jobs.test_solve import GOOD, UNTIL_STOPPED

Working = Callable[[str], "contextmanager[None]"]


@pytest.fixture
def working(settings: Settings, tmp_path: Path) -> Callable[..., "contextmanager[None]"]:
    """Return a context in which a worker of the installation works."""

    @contextmanager
    def work(script: str, *, lost_after_seconds: int = 30) -> Iterator[None]:
        timing = replace(QUICK, lost_after_seconds=lost_after_seconds, sweep_seconds=0)
        child = WarmChild(fake_command(tmp_path, script))
        worker = Worker(settings, timing=timing, child=child)
        thread = threading.Thread(target=worker.run)
        thread.start()
        try:
            yield
        finally:
            worker.stop()
            thread.join(10)
            assert not thread.is_alive()

    return work


def test_worker_takes_a_message_to_its_end(
    office: Office, settings: Settings, working: Working
) -> None:
    run_id = office.ask()
    with working(GOOD):
        enqueue(make_queue(settings), run_id)

        wait_until(lambda: office.run(run_id).state is RunState.DONE)

    assert len(office.plans()) == 1
    assert worker_seen_at(settings) is not None


def test_worker_gets_the_same_message_twice_and_solves_once(
    office: Office, settings: Settings, working: Working
) -> None:
    run_id, queue = office.ask(), make_queue(settings)
    enqueue(queue, run_id)
    enqueue(queue, run_id)
    with working(GOOD):
        wait_until(lambda: office.run(run_id).state is RunState.DONE and not queue.waiting())
        time.sleep(0.3)

    assert len(office.plans()) == 1
    assert office.run(run_id).attempts == 1


def test_run_without_any_worker_waits_and_is_done_when_one_comes(
    office: Office, settings: Settings, working: Working
) -> None:
    run_id = office.ask()
    enqueue(make_queue(settings), run_id)
    assert worker_seen_at(settings) is None
    assert office.run(run_id).state is RunState.QUEUED

    with working(GOOD):
        wait_until(lambda: office.run(run_id).state is RunState.DONE)


def test_worker_finds_a_run_whose_message_was_lost(office: Office, working: Working) -> None:
    run_id = office.ask()

    with working(GOOD, lost_after_seconds=0):
        wait_until(lambda: office.run(run_id).state is RunState.DONE)

    assert len(office.plans()) == 1


def test_worker_that_ends_gives_its_run_back_to_the_next(
    office: Office, settings: Settings, working: Working
) -> None:
    run_id = office.ask(seconds=600)
    enqueue(make_queue(settings), run_id)
    with working(UNTIL_STOPPED):
        wait_until(lambda: office.run(run_id).progress != [])
    assert office.run(run_id).state is RunState.QUEUED

    with working(GOOD):
        wait_until(lambda: office.run(run_id).state is RunState.DONE)

    assert office.run(run_id).attempts == 1


LONG_AND_QUICK = """
def solve(request):
    say(request, "progress", event={"phase": "improve"})
    if request["kind"] == "why_not":
        say(request, "answer", outcome={"answered": True})
        return
    while request["id"] not in stopped:
        time.sleep(0.01)
    say(request, "answer", **good(request))
"""


def test_quick_run_ends_while_a_long_search_and_a_curve_go_on(
    office: Office, settings: Settings, working: Working
) -> None:
    kinds = (RunKind.SEARCH, RunKind.CURVE)
    long_ids = [office.ask(kind=kind, seconds=600) for kind in kinds]
    for kind, run_id in zip(kinds, long_ids, strict=True):
        enqueue(make_queue(settings, kind), run_id)
    with working(LONG_AND_QUICK):
        wait_until(lambda: all(office.run(run_id).progress != [] for run_id in long_ids))
        quick_id = office.ask(kind=RunKind.WHY_NOT)
        enqueue(make_queue(settings, RunKind.WHY_NOT), quick_id)

        wait_until(lambda: office.run(quick_id).state is RunState.DONE)

        assert [office.run(run_id).state for run_id in long_ids] == [RunState.RUNNING] * 2


@pytest.mark.parametrize("name", ["Mailman", "CalendarReader"])
def test_worker_ends_and_shows_no_more_life_when_one_of_its_threads_is_dead(
    office: Office,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    helper: type[threading.Thread] = getattr(worker_module, name)
    monkeypatch.setattr(helper, "run", lambda self: None)
    monkeypatch.setattr(helper, "is_needed", True)
    child = WarmChild(fake_command(tmp_path, GOOD))
    worker = Worker(settings, timing=replace(QUICK, sweep_seconds=0), child=child)

    with pytest.raises(WorkerBroken):
        worker.run()
