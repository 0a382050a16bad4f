"""What an edit would change: solved from the plan at hand, told part by part."""

import json
from pathlib import Path
from typing import Any

import pytest

import solver
from bench import check_plan
from solver.cli import main
from tests.solver.instances import DAYS, a_cdo, a_demand, a_plan, a_visit, an_instance
from tests.solver.test_cli import saved

BRIEF = solver.Options(time_limit_seconds=2.0, workers=1)
ALONE = an_instance(
    cdos=[a_cdo(period_cap=1)],
    demands=[a_demand(previous_cdo="C1"), a_demand(id="D2", member="M2")],
)
PLAN = a_plan(a_visit())


def asked(
    *edits: dict[str, Any], plan: dict[str, Any] = PLAN, options: solver.Options = BRIEF
) -> solver.WhatIf:
    document = {"format": "cdo-timeshare-edits/1", "edits": list(edits)}
    instance = solver.read_instance(ALONE)
    return solver.what_if(instance, solver.read_plan(plan, instance="tiny"), document, options)


def test_a_cdo_more_serves_those_who_had_nothing() -> None:
    found = asked({"op": "add_cdo", "copy_of": "C1", "id": "C2", "set": {"period_cap": 20}})

    plan = found.result.plan.to_json()
    judged = check_plan.check(found.instance.to_json(), plan)
    assert judged["feasible"]
    assert plan["instance"] == "tiny-edited"
    difference = found.difference
    assert difference["two"]["cost"] == judged["cost"] == 2000
    assert sum(p["difference"] for p in difference["parts"].values()) == 2000 - 12000
    assert [(m["member"], m["outcome"]) for m in difference["members"]] == [("M2", "gains")]
    assert found.as_it_is["cost"] == 12000
    assert found.as_it_is["feasible"]


def test_the_search_begins_with_the_plan_at_hand() -> None:
    at_once = solver.Options(time_limit_seconds=0.0, workers=1)
    odd = a_visit(day=DAYS[9], slot=1)

    found = asked({"op": "set_weights", "weights": {"km": 2}}, plan=a_plan(odd), options=at_once)

    assert found.difference["kept"] == [odd]


def test_what_no_longer_stands_is_told_of_the_plan_as_it_is() -> None:
    found = asked({"op": "remove_cdo", "cdo": "C1"})

    assert found.as_it_is["broken"] == {"H2": 1}
    assert (found.difference["one"]["feasible"], found.difference["one"]["cost"]) == (True, 12000)
    assert found.difference["only_one"] == [a_visit()]
    assert [(m["member"], m["outcome"]) for m in found.difference["members"]] == [("M1", "loses")]
    assert found.result.plan.visits == ()


def test_the_command_writes_plan_and_instance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = {"format": "cdo-timeshare-edits/1", "name": "more", "edits": []}
    edits["edits"] = [{"op": "change_cdo", "cdo": "C1", "set": {"period_cap": 4}}]
    files = [saved(tmp_path / "i.json", ALONE), saved(tmp_path / "p.json", PLAN)]
    files += ["--edits", saved(tmp_path / "e.json", edits)]
    outs = ["-o", str(tmp_path / "plan.json"), "--instance-out", str(tmp_path / "more.json")]

    status = main(["what-if", *files, *outs, "--time-limit", "1", "--workers", "1", "--control"])

    report = json.loads(capsys.readouterr().out)
    plan, instance = (
        json.loads((tmp_path / name).read_text()) for name in ("plan.json", "more.json")
    )
    assert (status, report["instance"], instance["name"]) == (0, "more", "more")
    assert check_plan.check(instance, plan)["cost"] == report["difference"]["two"]["cost"] == 0
    assert (report["without_edits"], report["as_it_is"]["cost"]) == (12000, 12000)


def test_the_command_refuses_edits_that_cannot_be_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = {"format": "cdo-timeshare-edits/1", "edits": [{"op": "swap", "day": DAYS[0]}]}
    files = [saved(tmp_path / "i.json", ALONE), saved(tmp_path / "p.json", PLAN)]

    status = main(["what-if", *files, "--edits", saved(tmp_path / "e.json", edits)])

    out = capsys.readouterr()
    assert (status, out.out) == (2, "")
    assert out.err.startswith("edit number 1: the field op is 'swap': choose one of")
