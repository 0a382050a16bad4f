"""A search by the clock can be repeated: the same plan, however busy the machine is meanwhile.

The machine is made busy in one test only: others run beside these, and some of them have a clock.
"""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import solver
from solver.bound import Proof
from solver.diary import Diary, Diverged, Page
from solver.native import library
from solver.result import Options, Result
from solver.stages import guide
from tests.solver.chance import board_of
from tests.solver.instances import generated

Json = dict[str, Any]
FENCE = 300.0
SEARCH = Options(time_limit_seconds=1.5, seed=3, workers=2)

pytestmark = pytest.mark.skipif(library.load() is None, reason="no C compiler")


@contextmanager
def busy_machine(count: int = 2) -> Iterator[None]:
    """Take the processors away from everybody else."""
    turning = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(turning) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def a_question(demands: int | None = None) -> solver.Instance:
    instance = generated("S")
    instance["demands"] = instance["demands"][:demands]
    return solver.read_instance(instance)


def a_rerun() -> solver.Instance:
    """Ask anew after a plan was published and a CDO fell ill for good."""
    instance = a_question()
    plan = solver.solve(instance, replace(SEARCH, time_limit_seconds=1.0)).plan
    asked = instance.to_json() | {"published": plan.to_json()["visits"]}
    asked["cdos"][0]["available"] = "0" * len(asked["cdos"][0]["available"])
    return solver.read_instance(asked)


def again(instance: solver.Instance, before: Result, **changes: Any) -> Result:
    """Repeat a search from what a report keeps of it."""
    kept = json.loads(json.dumps(before.report()["work"])) | changes.pop("work", {})
    options = replace(SEARCH, time_limit_seconds=FENCE, repeats=kept, **changes)
    return solver.solve(instance, options)


def told(result: Result) -> Json:
    """What two equal searches have in common: all but how long they took."""
    report = result.report() | {"plan": result.plan.to_json()}
    return {
        name: value
        for name, value in report.items()
        if not name.startswith("seconds") and name != "peak_megabytes"
    }


QUESTIONS: dict[str, tuple[Callable[[], solver.Instance], Json]] = {
    "points": (a_question, {}),
    "one worker": (a_question, {"workers": 1}),
    "the worst-served first": (a_question, {"fairness": "leximin"}),
    "so few that the whole model is solved": (lambda: a_question(5), {}),
    "a rerun that moves little": (a_rerun, {}),
    "a rerun that moves freely": (a_rerun, {"disruption": "free"}),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_search_is_repeated_to_the_visit(name: str) -> None:
    ask, changes = QUESTIONS[name]
    instance = ask()
    first = solver.solve(instance, replace(SEARCH, **changes))

    # Workers, fairness and disruption need not be said again.
    second = again(instance, first)

    assert told(second) == told(first)


def test_large_question_with_shares_is_repeated_under_load() -> None:
    instance = solver.read_instance(generated("M"))
    first = solver.solve(instance, replace(SEARCH, time_limit_seconds=3.0))

    with busy_machine():
        second = again(instance, first)

    assert told(second) == told(first)


def test_search_that_was_stopped_is_repeated_up_to_there() -> None:
    instance, asked = a_question(), itertools.count()
    options = replace(SEARCH, time_limit_seconds=60.0, isolation="none")
    first = solver.solve(instance, options, should_stop=lambda: next(asked) > 40)
    assert first.status == "stopped"
    assert first.work is not None

    second = again(instance, first)

    assert second.plan == first.plan


def test_search_with_a_start_is_repeated_with_the_same_start_only() -> None:
    instance = a_question()
    start = solver.solve(instance, replace(SEARCH, time_limit_seconds=0.5)).plan
    first = solver.solve(instance, replace(SEARCH, start=start))

    assert again(instance, first, start=start).plan == first.plan
    with pytest.raises(solver.InvalidInstance, match="another plan to begin"):
        again(instance, first)


def test_other_seed_gives_another_plan_from_the_same_counts() -> None:
    instance = solver.read_instance(generated("M"))
    first = solver.solve(instance, SEARCH)
    assert first.work is not None

    other = again(instance, first, work={"options": first.work["options"] | {"seed": 4}})

    assert other.plan != first.plan


def test_one_trial_more_in_one_slice_gives_another_plan_or_none_at_all() -> None:
    """The counts are not ornament: the same search with one of them changed goes elsewhere."""
    instance = solver.read_instance(generated("M"))
    first = solver.solve(instance, SEARCH)
    assert first.work is not None
    work = json.loads(json.dumps(first.work))
    page = next(page for page in work["pages"] if page[0] == "search")
    page[1][3][0] += 3200

    assert again(instance, first, work=work).plan != first.plan


def test_work_of_another_question_is_refused() -> None:
    first = solver.solve(a_question(5), replace(SEARCH, time_limit_seconds=0.5))

    with pytest.raises(solver.InvalidInstance, match="another question"):
        again(a_question(6), first)


def test_repeated_search_can_be_stopped() -> None:
    instance = a_question()
    first = solver.solve(instance, replace(SEARCH, time_limit_seconds=4.0))
    options = replace(SEARCH, time_limit_seconds=FENCE, repeats=first.work, isolation="none")

    second = solver.solve(instance, options, should_stop=lambda: True)

    assert (second.status, second.is_allowed) == ("stopped", True)
    assert second.work is None  # it did not do what the first one did
    assert second.seconds < first.seconds


def test_work_names_no_visit() -> None:
    """What is kept cannot bring a plan about by itself, but for the floors of an even sharing."""
    first = solver.solve(a_question(), SEARCH)
    assert first.work is not None
    assert set(first.work) == {"format", "question", "options", "bound", "pages"}
    assert [page[0] for page in first.work["pages"]] == [
        *("first", "hurry", "begun", "guide", "whole", "search")
    ]
    for slice_ in first.work["pages"][-1][1:]:
        assert slice_ == "follows" or all(isinstance(n, int) for n in itertools.chain(*slice_[3:]))


def test_without_compiled_code_nothing_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "load", lambda: None)
    options = replace(SEARCH, time_limit_seconds=1.0, isolation="none")

    assert solver.solve(a_question(), options).work is None


def test_what_the_prices_say_is_found_again_without_a_clock() -> None:
    board, page = board_of(generated("S")), Page("guide")
    first = guide.find_shares(Proof(board), 12.0, lambda: False, lambda: None, page)
    assert first

    known = Page("guide", page.entries)
    assert guide.find_shares(Proof(board), 0.0, lambda: False, lambda: None, known) == first

    ((steps, rounds),) = page.entries
    wrong = Page("guide", [[steps - 1, rounds]])
    assert guide.find_shares(Proof(board), 0.0, lambda: False, lambda: None, wrong) != first


def test_command_repeats_from_the_report_in_another_process(tmp_path: Path) -> None:
    question, report = tmp_path / "question.json", tmp_path / "one.report.json"
    question.write_text(json.dumps(generated("S")))

    def solved(out: str, *options: str, hash_seed: str) -> Json:
        command = [sys.executable, "-m", "solver", "solve", str(question), *options]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run(
            [*command, "-o", str(tmp_path / out)], check=True, capture_output=True, env=environment
        )
        plan: Json = json.loads((tmp_path / out).read_text())
        return plan

    first = solved("one.json", "--time-limit", "1", "--seed", "5", hash_seed="1")
    second = solved("two.json", "--repeat", str(report), hash_seed="2")

    assert second == first


def test_stage_that_was_not_there_is_told() -> None:
    diary = Diary({"pages": [["first", 1]]})
    assert diary.page("first").read() == 1
    with pytest.raises(Diverged):
        diary.page("second")
