"""The real solving child, over its real pipes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.generate import generate
from cdo_share.jobs.children import COMMAND, Child

START_SECONDS = 60.0


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """Return one real child for all tests of this module, ready."""
    child = Child()
    assert child.receive(START_SECONDS) == {"kind": "ready"}
    yield child
    child.kill()


def a_request(instance: dict[str, Any], *, seconds: float, name: str = "one") -> dict[str, Any]:
    """Return a request for one worker."""
    options = {"time_limit_seconds": seconds, "workers": 1, "seed": 1, "fairness": "points"}
    asked = {"instance": instance, "options": options, "explain_seconds": 10}
    return {"kind": "solve", "id": name, **asked}


def until_closed(child: Child, seconds: float = 60.0) -> tuple[list[Any], dict[str, Any]]:
    """Return the progress messages and the closing message."""
    progress, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        message = child.receive(0.1)
        if message is not None and message["kind"] == "progress":
            progress.append(message)
        elif message is not None:
            return progress, message
    pytest.fail("the child did not close the request")


def test_child_told_to_stop_answers_at_once_with_the_best_plan(child: Child) -> None:
    child.send(a_request(generate("S"), seconds=600, name="stop-me"))
    while (message := child.receive(START_SECONDS)) is None or message["event"]["cost"] is None:
        assert message is None or message["kind"] == "progress"
    began = time.monotonic()

    child.send({"kind": "stop", "id": "stop-me", "explain_seconds": 0})
    _, closing = until_closed(child)

    assert time.monotonic() - began < 2
    assert (closing["kind"], closing["id"]) == ("answer", "stop-me")
    assert closing["plan"]["visits"] != []
    assert {entry["reason"] for entry in closing["unmet"]} == {"not_examined"}


def test_child_stop_of_an_older_request_does_not_touch_the_next(child: Child) -> None:
    child.send({"kind": "stop", "id": "long-gone", "explain_seconds": 0})
    began = time.monotonic()

    child.send(a_request(generate("S", weeks=4), seconds=2, name="next"))
    progress, closing = until_closed(child)

    assert closing["kind"] == "answer"
    assert progress[-1]["event"]["phase"] == "done"
    assert closing["bound"] <= closing["cost"]
    served = sum(visit["length"] for visit in closing["plan"]["visits"])
    assert 0 < served <= closing["limit_slots"]
    reasons = {entry["reason"] for entry in closing["unmet"]}
    assert closing["cost"] == closing["bound"] or time.monotonic() - began > 1
    assert "not_examined" not in reasons


def test_child_refuses_an_invalid_question_with_every_fault(child: Child) -> None:
    instance = generate("S", weeks=4)
    instance["cdos"][0]["base"] = "Atlantis"
    instance["demands"][0]["level"] = 9

    child.send(a_request(instance, seconds=2))
    _, closing = until_closed(child)

    assert (closing["kind"], closing["failure"]) == ("failed", "invalid_instance")
    assert "Atlantis" in closing["detail"]
    assert "level" in closing["detail"]


def test_child_whose_days_before_today_contradict_todays_caps_says_there_is_no_plan(
    child: Child,
) -> None:
    instance = generate("S", weeks=4)
    child.send(a_request(instance, seconds=1))
    _, closing = until_closed(child)
    visits = closing["plan"]["visits"]
    instance["published"] = visits
    instance["frozen_before"] = max(visit["day"] for visit in visits)
    for cdo in instance["cdos"]:
        cdo["period_cap"] = 1

    child.send(a_request(instance, seconds=1))
    _, closing = until_closed(child)

    assert (closing["kind"], closing["failure"]) == ("failed", "no_plan")


def search_process(child: Child) -> int:
    """Return the process in which the child searches."""
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    return int(children[0])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child searches itself")
def test_child_whose_search_is_killed_answers_with_the_plan_found_before(child: Child) -> None:
    child.send(a_request(generate("S"), seconds=600, name="killed"))
    while (message := child.receive(START_SECONDS)) is None or message["event"]["cost"] is None:
        assert message is None or message["kind"] == "progress"
    time.sleep(0.2)

    os.kill(search_process(child), signal.SIGKILL)
    _, closing = until_closed(child)

    assert (closing["kind"], closing["failure"]) == ("answer", "solver_crashed")
    assert closing["failure_detail"] == "The search's process ended: signal SIGKILL."
    assert closing["plan"]["visits"] != []
    assert closing["bound"] <= closing["cost"]
    served = sum(visit["length"] for visit in closing["plan"]["visits"])
    assert 0 < served <= closing["limit_slots"]
    assert child.is_alive()


def test_child_ends_with_its_parent_in_the_middle_of_a_search() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        request = a_request(generate("S"), seconds=600)
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"kind": "ready"}
        assert json.loads(process.stdout.readline())["kind"] == "progress"

        process.stdin.close()

        assert process.wait(5) == 0


def test_child_keeps_what_others_print_off_its_line() -> None:
    code = """if True:
        import os, sys
        from cdo_share.jobs.child import private_output
        say = private_output()
        print("from Python")
        sys.stdout.flush()
        os.system("echo from native code")
        say({"kind": "ready"})
    """
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )

    assert output.stdout == '{"kind": "ready"}\n'
    assert sorted(output.stderr.splitlines()) == ["from Python", "from native code"]


def test_child_short_of_memory_says_so_instead_of_eating_the_machine() -> None:
    """Planted: a question whose reading takes 4 GB, where 2 GB are allowed."""
    code = """if True:
        from cdo_share.jobs.child import Requests, answer_request, restrict

        class Huge(dict):
            def keys(self):
                return bytearray(4 * 2**30)

        restrict(2 * 2**30)
        request = {"id": "one", "instance": Huge(), "options": {}}
        print(answer_request(request, Requests(), print)["failure"])
    """
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )

    assert output.stdout == "out_of_memory\n"


def test_child_has_a_process_group_of_its_own_so_that_ctrl_c_is_for_the_worker(
    child: Child,
) -> None:
    assert os.getpgid(child.pid) == child.pid


@pytest.mark.parametrize(("fairness", "begun"), [("leximin", True), ("points", None)])
def test_child_tells_what_was_reached_of_evening_out(
    child: Child, fairness: str, begun: bool | None
) -> None:
    request = a_request(generate("S", weeks=4), seconds=2, name=f"even-{fairness}")
    request["options"]["fairness"] = fairness

    child.send(request)
    _, closing = until_closed(child)

    evening = closing.get("evening")
    assert (evening and evening["begun"]) == begun
    if evening:
        assert set(evening) == {"begun", "least_before", "least_now", "points"}


def test_child_stopped_before_evening_out_says_that_it_never_began(child: Child) -> None:
    request = a_request(generate("S"), seconds=600, name="stop-even")
    request["options"]["fairness"] = "leximin"
    child.send(request)
    while (message := child.receive(START_SECONDS)) is None or message["event"]["cost"] is None:
        assert message is None or message["kind"] == "progress"

    child.send({"kind": "stop", "id": "stop-even", "explain_seconds": 0})
    _, closing = until_closed(child)

    assert closing["evening"] == {"begun": False}
