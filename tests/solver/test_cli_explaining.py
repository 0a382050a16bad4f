"""`why-not` and `shadow`: what they print, write and refuse."""

import json
from pathlib import Path

import pytest

import solver
from solver.cli import main
from tests.solver.instances import DAYS, a_plan, a_visit, an_instance
from tests.solver.test_cli import saved


def test_why_not_prints_the_difference_and_writes_the_plan_with_the_wish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = saved(tmp_path / "p.json", a_plan(a_visit("D2")))
    out = tmp_path / "after.json"
    wish = ["--demand", "D1", "--cdo", "C1", "--day", DAYS[0], "--slot", "0", "--length", "1"]

    status = main(["why-not", instance, plan, *wish, "-o", str(out)])

    answer, after = json.loads(capsys.readouterr().out), json.loads(out.read_text())
    assert status == 0
    assert answer["status"] == "possible"
    assert answer["wish"]["cdo"] == "C1"
    assert a_visit() in after["visits"]
    assert solver.check(an_instance(), after)["cost"] == answer["two"]["cost"]


def test_why_not_names_the_rule_that_forbids_a_wish(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = saved(tmp_path / "p.json", a_plan())

    main(["why-not", instance, plan, "--demand", "D1", "--length", "2"])

    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "impossible"
    assert [each["rule"] for each in answer["rules"]] == ["H2"]


def test_why_not_refuses_what_does_not_exist(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = saved(tmp_path / "i.json", an_instance())
    plan = saved(tmp_path / "p.json", a_plan())

    status = main(["why-not", instance, plan, "--demand", "nobody", "--day", "2030-01-01"])

    assert status == 2
    assert capsys.readouterr().err.splitlines() == [
        "option --demand is 'nobody', which is not among the demands.",
        "option --day is '2030-01-01', which is not among the days.",
    ]


def test_shadow_prints_prices_by_skill_and_by_cdo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["shadow", saved(tmp_path / "i.json", an_instance())])

    prices = json.loads(capsys.readouterr().out)
    assert {each["skill"] for each in prices["skills"]} == {"WEB"}
    assert [each["cdo"] for each in prices["cdos"]] == ["C1", "C2"]
