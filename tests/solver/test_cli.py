"""The five commands, run as a user runs them."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench import check_plan
from tests.solver.instances import a_plan, a_visit, an_instance, generated

ROOT = Path(__file__).resolve().parents[2]


def saved(path: Path, value: Any) -> str:
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "solver", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_solve_writes_plan_and_report_and_shows_progress(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", an_instance())

    done = run("solve", instance, "-o", str(tmp_path / "plan.json"), "--time-limit", "2")

    plan = json.loads((tmp_path / "plan.json").read_text())
    report = json.loads((tmp_path / "plan.report.json").read_text())
    assert done.returncode == 0
    assert check_plan.check(an_instance(), plan)["feasible"]
    assert json.loads(done.stdout) == report
    assert report["status"] == "optimal"
    assert {"parts", "bound", "gap", "seconds_to_first_plan", "peak_megabytes", "seed"} <= set(
        report
    )
    assert "greedy" in done.stderr
    assert "done" in done.stderr


def test_solve_when_interrupted_writes_the_best_plan_so_far(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", generated("S"))
    out = tmp_path / "plan.json"
    command = [sys.executable, "-m", "solver", "solve", instance, "-o", str(out)]

    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert "greedy" in first
    assert process.returncode == 0
    assert check_plan.check(generated("S"), json.loads(out.read_text()))["feasible"]
    assert json.loads((tmp_path / "plan.report.json").read_text())["status"] == "stopped"


def test_check_prints_the_figures_of_the_judge_and_fails_on_a_broken_rule(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = a_plan(a_visit(), a_visit("D2"))

    done = run("check", instance, saved(tmp_path / "p.json", plan))

    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["cost"] == check_plan.check(an_instance(), plan)["cost"]
    assert report["broken"] == {"H4": 1}


def test_bound_explain_and_compare_print_json(tmp_path: Path) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    one = saved(tmp_path / "a.json", a_plan(a_visit()))
    two = saved(tmp_path / "b.json", a_plan(a_visit(), a_visit("D2", slot=1)))

    bound, explain = run("bound", instance), run("explain", instance, one, "--demand", "D2")
    compare = run("compare", instance, one, two)

    assert json.loads(bound.stdout)["bound"] == 0
    assert [answer["demand"] for answer in json.loads(explain.stdout)] == ["D2"]
    assert json.loads(compare.stdout)["only_two"] == [a_visit("D2", slot=1)]


@pytest.mark.parametrize("command", ["solve", "check", "bound", "explain", "compare"])
def test_bad_instance_is_refused_with_every_fault(command: str, tmp_path: Path) -> None:
    bad = an_instance(colour="red", max_changes="many")
    bad["cdos"][0]["base"] = "Lorient"
    instance = saved(tmp_path / "i.json", bad)
    plan = saved(tmp_path / "p.json", a_plan())
    others = {"check": [plan], "explain": [plan], "compare": [plan, plan]}
    others["solve"] = ["-o", str(tmp_path / "out.json")]

    done = run(command, instance, *others.get(command, []))

    assert done.returncode == 2
    assert done.stdout == ""
    assert sorted(done.stderr.splitlines()) == [
        "CDO C1: the field base is 'Lorient', which is not among the sites.",
        "instance: the field colour is not known (value 'red').",
        "instance: the field max_changes is 'many': input should be a valid integer.",
    ]


def test_files_that_cannot_be_read_are_faults(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")

    missing, broken = run("bound", "nowhere.json"), run("bound", str(tmp_path / "broken.json"))

    assert (missing.returncode, broken.returncode) == (2, 2)
    assert missing.stderr == "file nowhere.json: it cannot be read: No such file or directory.\n"
    assert "it is not JSON" in broken.stderr


def test_solve_without_any_plan_ends_with_status_one(tmp_path: Path) -> None:
    clash = an_instance(pins=[a_visit(), a_visit("D2")])
    instance = saved(tmp_path / "i.json", clash)

    done = run("solve", instance, "-o", str(tmp_path / "p.json"))

    assert done.returncode == 1
    assert json.loads(done.stdout)["status"] == "infeasible"


def test_importing_solver_loads_neither_ortools_nor_the_application() -> None:
    code = (
        "import sys, solver; "
        "print([m for m in ('ortools', 'flask', 'sqlalchemy', 'numpy', 'cdo_share')"
        " if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
