"""Commands that are told to end: what they write, say and return."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench import check_plan
from tests.solver.instances import a_plan, an_instance, generated
from tests.solver.test_cli import ROOT, saved

LONG = ["--time-limit", "60"]


def begin(*arguments: str, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "solver", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, **(pipes | options))


def stop_when_it_searches(process: subprocess.Popen[str], number: int) -> str:
    """Wait for the first plan, send the signal, and give what is printed."""
    assert process.stderr is not None
    assert "cost" in process.stderr.readline()
    process.send_signal(number)
    return process.communicate(timeout=30)[0]


def test_solve_that_is_terminated_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    out, instance = tmp_path / "plan.json", generated("S")

    process = begin("solve", saved(tmp_path / "i.json", instance), "-o", str(out), *LONG)
    printed = stop_when_it_searches(process, signal.SIGTERM)

    assert process.returncode == 0
    assert json.loads(printed)["status"] == "stopped"
    assert check_plan.check(instance, json.loads(out.read_text()))["feasible"]


def test_solve_whose_whole_group_is_terminated_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    out, instance = tmp_path / "plan.json", saved(tmp_path / "i.json", generated("S"))

    process = begin("solve", instance, "-o", str(out), *LONG, start_new_session=True)
    assert process.stderr is not None
    process.stderr.readline()
    os.killpg(process.pid, signal.SIGTERM)
    printed, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert json.loads(printed)["status"] == "stopped"
    assert out.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["what-if", "curve"])
def test_what_searches_beside_solve_stops_with_its_best(
    command: str, number: int, tmp_path: Path
) -> None:
    instance = generated("S")
    plan = {"visits": []}
    edits = {"format": "cdo-timeshare-edits/1", "name": "same", "edits": []}
    begun = [saved(tmp_path / "i.json", instance), saved(tmp_path / "p.json", plan)]
    if command == "curve":
        instance["published"] = published(instance, tmp_path)
        begun = [saved(tmp_path / "i.json", instance), *LONG]
    else:
        begun += ["--edits", saved(tmp_path / "e.json", edits), *LONG]

    process = begin(command, *begun)
    printed = stop_when_it_searches(process, number)

    assert process.returncode == 0
    assert json.loads(printed)


def published(instance: Any, folder: Path) -> Any:
    out = folder / "first.json"
    begin(
        "solve", saved(folder / "f.json", instance), "-o", str(out), "--time-limit", "0.2"
    ).communicate()
    return json.loads(out.read_text())["visits"][:20]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_solve_piece_stops_with_its_best(number: int, tmp_path: Path) -> None:
    instance, out = generated("S"), tmp_path / "result.json"
    names = [cdo["id"] for cdo in instance["cdos"]]
    free = [demand["id"] for demand in instance["demands"]]
    piece = {"name": "all", "instance": instance, "cdos": names, "free": free, "hint": []}
    piece |= {"limit": {"seconds": 60}, "seed": 0}

    process = begin("solve-piece", saved(tmp_path / "piece.json", piece), "-o", str(out))
    time.sleep(2)
    process.send_signal(number)
    printed, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert json.loads(printed)["status"] == "stopped"
    assert json.loads(out.read_text())["visits"]


@pytest.mark.parametrize("loaded", ["solver.early", "solver.board", "solver.cli.stopping"])
def test_solve_interrupted_before_there_is_a_plan_ends_quietly(loaded: str, tmp_path: Path) -> None:
    out, instance = tmp_path / "plan.json", saved(tmp_path / "i.json", generated("M"))
    command = [sys.executable, "-X", "importtime", "-m", "solver", "solve", instance]

    pipes: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([*command, "-o", str(out), *LONG], cwd=ROOT, **pipes) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if line.split()[-1] == loaded)
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()

    assert "Traceback" not in told
    assert process.returncode in (0, 130)
    assert out.exists() == (process.returncode == 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["bound", "explain", "shadow", "pieces"])
def test_what_has_nothing_to_give_yet_ends_quietly(
    command: str, number: int, tmp_path: Path
) -> None:
    fifo = tmp_path / "i.json"
    os.mkfifo(fifo)
    plan = saved(tmp_path / "p.json", a_plan())
    others = {"explain": [plan], "pieces": [plan, "-o", str(tmp_path / "pieces")]}

    process = begin(command, str(fifo), *others.get(command, []))
    with fifo.open("w"):  # the command is at work: it waits for its input
        process.send_signal(number)
        printed, told = process.communicate(timeout=30)

    assert (process.returncode, printed, told) == (130, "", "")


def test_a_reader_who_leaves_is_no_fault(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = saved(tmp_path / "p.json", a_plan())
    gone, ours = os.pipe()
    os.close(gone)

    process = begin("explain", instance, plan, stdout=ours)
    os.close(ours)
    _, told = process.communicate(timeout=30)

    assert (process.returncode, told) == (141, "")


def test_nobody_to_see_the_progress_does_not_lose_the_plan(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    gone, ours = os.pipe()
    os.close(gone)

    process = begin("solve", saved(tmp_path / "i.json", an_instance()), "-o", str(out), stderr=ours)
    os.close(ours)
    process.communicate(timeout=30)

    assert process.returncode == 0
    assert out.exists()


def test_a_closed_output_is_no_fault(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = saved(tmp_path / "p.json", a_plan())
    words = [sys.executable, "-m", "solver", "explain", instance, plan]

    closing = ["sh", "-c", 'exec "$@" >&-', "sh", *words]
    done = subprocess.run(closing, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_all_that_is_printed_arrives(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", generated("S"))
    plan = saved(tmp_path / "p.json", {"visits": []})

    printed, _ = begin("compare", instance, plan, plan).communicate()
    refused, told = begin("compare", instance, plan, str(tmp_path)).communicate()

    assert json.loads(printed)["two"]["visits"] == 0
    assert (refused, told) == ("", f"file {tmp_path}: it cannot be read: Is a directory.\n")
