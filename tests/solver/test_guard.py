"""The guarded solve against searches that crash, hang, lie and raise, all in real processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import solver
from bench import check_plan
from solver.guard import Patience, solve
from solver.memory import held_megabytes
from solver.result import Isolation
from tests.solver import faulty
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance, generated

Json = dict[str, Any]
ROOT = Path(__file__).resolve().parents[2]
WAYS = ["fork", pytest.param("spawn", marks=pytest.mark.long)]
SHORT = Patience(late_seconds=0.3, start_seconds=0.3)


def guarded(
    engine: Any, instance: Json, *, seconds: float = 0.2, way: Isolation = "fork", **others: Any
) -> solver.Result:
    """Solve with a given search, and have the result judged from outside."""
    options = solver.Options(time_limit_seconds=seconds, isolation=way, workers=1, **others)
    patience = SHORT if way == "fork" else replace(SHORT, start_seconds=30.0)
    result = solve(solver.read_instance(instance), options, engine=engine, patience=patience)
    report = check_plan.check(instance, result.plan.to_json())
    assert report["feasible"] == result.is_allowed
    assert report["cost"] == result.cost == sum(result.parts.values())
    assert result.bound <= result.cost
    assert result.satisfaction.keys() == {"min", "p10", "median"}
    return result


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("engine", "status", "note"),
    [
        (faulty.crash_after_a_plan, "crashed", "The search's process ended: signal SIGSEGV."),
        (faulty.be_killed, "crashed", "The search's process ended: signal SIGKILL."),
        (faulty.raise_after_a_plan, "crashed", "The search broke off: MemoryError: no more room."),
        (faulty.exit_after_a_plan, "crashed", "The search broke off: SystemExit: enough."),
        (faulty.hang_after_a_plan, "late", "The search did not end in its time of 0.2 s."),
        (faulty.break_a_rule, "wrong", "The plan found breaks a rule: H4 "),
        (faulty.lie_about_the_cost, "wrong", "The plan found costs 0 points, not -1 as was said."),
        (faulty.lie_about_the_bound, "wrong", "The bound of 1.0 points is above the cost of 0."),
    ],
)
def test_solve_whose_search_fails_keeps_the_best_plan_before(
    engine: Any, status: str, note: str, way: Isolation
) -> None:
    result = guarded(engine, an_instance(), way=way)

    assert result.status == status
    assert (result.note or "").startswith(note)
    assert result.is_allowed
    assert result.cost == 0


@pytest.mark.parametrize(
    ("engine", "status"),
    [
        (faulty.crash_at_once, "crashed"),
        (faulty.leave, "crashed"),
        (faulty.hang, "late"),
        (faulty.always_break_a_rule, "wrong"),
        (faulty.tell_nonsense, "crashed"),
    ],
)
def test_solve_whose_search_tells_no_good_plan_gives_one_that_needs_no_search(
    engine: Any, status: str
) -> None:
    published = [a_visit(), a_visit("D2", slot=1)]

    empty = guarded(engine, an_instance())
    rerun = guarded(engine, an_instance(published=published))

    assert (empty.status, rerun.status) == (status, status)
    assert empty.plan.visits == ()
    assert len(rerun.plan.visits) == 2
    assert (empty.bound, empty.bound_kind) == (0.0, "trivial")


def test_solve_whose_search_fails_goes_back_to_the_plan_to_begin_with() -> None:
    start = solver.read_plan(a_plan(a_visit()), instance="tiny")

    result = guarded(faulty.crash_at_once, an_instance(), start=start)

    assert result.plan == start


def test_solve_without_any_plan_says_so_instead_of_giving_a_wrong_one() -> None:
    """Two published visits clash and may not be changed: nothing at hand is allowed."""
    clash = an_instance(published=[a_visit(), a_visit("D2")], max_changes=0)

    crashed = guarded(faulty.crash_at_once, clash)
    solved = guarded(None, clash, seconds=5.0)

    assert (crashed.status, crashed.is_allowed) == ("crashed", False)
    assert (crashed.note or "").endswith("No plan that obeys every rule was found before that.")
    assert (solved.status, solved.is_allowed, solved.note) == ("infeasible", False, None)


def test_solve_does_not_believe_that_there_is_no_plan_where_one_is_at_hand() -> None:
    result = guarded(faulty.deny_that_there_is_a_plan, an_instance())

    assert (result.status, result.is_allowed) == ("wrong", True)


def test_solve_in_the_callers_own_process_is_judged_and_keeps_the_best_plan() -> None:
    raised = guarded(faulty.raise_after_a_plan, an_instance(), way="none")
    wrong = guarded(faulty.break_a_rule, an_instance(), way="none")

    assert (raised.status, raised.cost) == ("crashed", 0)
    assert (wrong.status, wrong.cost) == ("wrong", 0)


def test_solve_that_goes_well_says_who_found_what_when() -> None:
    own_megabytes = held_megabytes([os.getpid()]) or 0.0  # this process may be any size

    result = guarded(None, generated("S"), seconds=0.5)

    assert (result.status, result.note) == ("feasible", None)
    assert 0 < result.seconds_to_first_plan < result.seconds
    assert 0.4 < result.seconds < 3
    if sys.platform == "linux":
        assert result.peak_megabytes is not None
        assert 50 < result.peak_megabytes < own_megabytes + 300


@pytest.mark.parametrize("engine", [None, faulty.hang, faulty.hang_after_a_plan])
@pytest.mark.parametrize("moment", [0.0, 0.02, 0.4])
def test_solve_told_to_stop_ends_at_any_moment_within_half_a_second(
    engine: Any, moment: float
) -> None:
    instance, asked = solver.read_instance(generated("S")), []
    began = time.perf_counter()

    def should_stop() -> bool:
        asked.append(time.perf_counter())
        return asked[-1] - began >= moment

    result = solve(instance, solver.Options(isolation="fork"), None, should_stop, engine=engine)
    ended = time.perf_counter()

    assert ended - next(when for when in asked if when - began >= moment) < 0.5
    assert (result.status, result.note, result.is_allowed) == ("stopped", None, True)
    assert all(later - earlier < 0.1 for earlier, later in pairwise(asked))


def test_solve_leaves_no_process_and_no_thread_behind_when_the_caller_breaks_off() -> None:
    pids: list[int] = []
    before = set(threading.enumerate())

    def break_off(progress: solver.Progress) -> None:
        pids.append(progress.cost or 0)
        raise KeyboardInterrupt

    options = solver.Options(isolation="fork")
    with pytest.raises(KeyboardInterrupt):
        solve(
            solver.read_instance(an_instance()), options, break_off, engine=faulty.say_its_process
        )

    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
    assert set(threading.enumerate()) <= before


PARENT = """
import solver
from solver.guard import solve
from tests.solver import faulty
from tests.solver.instances import an_instance
options = solver.Options(isolation="fork")
show = lambda progress: print(progress.cost, flush=True)
solve(solver.read_instance(an_instance()), options, show, engine=faulty.say_its_process)
"""


def test_search_ends_with_its_parent() -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)

    until = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    """Return whether there is a process of that number that is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


WAYS = """
import threading
from solver.guard.child import choose_way
ended = threading.Event()
alone = choose_way("auto")
threading.Thread(target=ended.wait).start()
print(alone, choose_way("auto"), choose_way("none"))
ended.set()
"""


def test_way_is_a_copy_only_where_no_other_thread_is_at_work() -> None:
    # In a process of its own: threads of other tests may still be ending here.
    run = subprocess.run([sys.executable, "-c", WAYS], check=True, capture_output=True, text=True)
    alone = "fork" if sys.platform == "linux" else "spawn"
    assert run.stdout.split() == [alone, "spawn", "none"]


REPEATED = """
import hashlib, json, sys
import solver
from bench.generate import generate
if __name__ == "__main__":
    options = solver.Options(workers=1, seed=7, deterministic_limit=0.03, isolation=sys.argv[1])
    result = solver.solve(solver.read_instance(generate("S", weeks=3)), options)
    assert result.note is None, result.note
    print(hashlib.sha256(json.dumps(result.plan.to_json()).encode()).hexdigest(), result.bound)
"""


def repeated(way: str, hash_seed: str) -> str:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", REPEATED, way]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_solve_of_one_worker_with_a_deterministic_limit_gives_the_same_in_new_processes() -> None:
    first, second, third = repeated("fork", "1"), repeated("fork", "2"), repeated("none", "3")

    assert first == second == third != ""


def test_solve_keeps_frozen_days_and_pins_when_its_search_fails() -> None:
    pin = a_visit("D2", cdo="C2", day=DAYS[6])
    instance = an_instance(
        published=[a_visit(), a_visit(day=DAYS[5], cdo="C9")], frozen_before=DAYS[1], pins=[pin]
    )

    result = guarded(faulty.crash_at_once, instance)

    assert {visit.day for visit in result.plan.visits} == {DAYS[0], DAYS[6]}
