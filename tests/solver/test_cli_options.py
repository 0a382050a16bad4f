"""The commands that weigh options, run as a user runs them."""

import json
from pathlib import Path

import pytest

from solver.cli import main
from tests.solver.instances import DAYS, a_demand, a_plan, a_visit, an_instance
from tests.solver.test_cli import saved


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    plan = a_plan(a_visit(), a_visit(day=DAYS[5]))
    return [saved(tmp_path / "i.json", an_instance()), saved(tmp_path / "p.json", plan)]


def test_alternatives_for_a_visit(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["alternatives", *files, "--demand", "D1", "--day", DAYS[0], "--limit", "2"])

    found = json.loads(capsys.readouterr().out)
    assert (status, found["visit"], found["possible"]) == (0, a_visit(), 9)
    assert [answer["points"] for answer in found["alternatives"]] == [0, 0]


def test_alternatives_for_a_cdo(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["alternatives", *files, "--cdo", "C1", "--from", DAYS[1]])

    found = json.loads(capsys.readouterr().out)
    assert (status, found["from"], found["to"]) == (0, DAYS[1], DAYS[-1])
    assert [answer["visit"] for answer in found["visits"]] == [a_visit(day=DAYS[5])]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--demand", "D1", "--day", DAYS[1]],
            "demand D1: the plan has no visit on --day 2027-01-05:"
            " its days are 2027-01-04, 2027-01-11.",
        ),
        (
            ["--demand", "D1", "--day", DAYS[0], "--slot", "1"],
            "demand D1: the plan has no visit on --day 2027-01-04 at --slot 1:"
            " its days are 2027-01-04, 2027-01-11.",
        ),
        (["--demand", "D9"], "option --demand is 'D9', which is not among the demands."),
        (["--cdo", "C9"], "option cdo is 'C9', which is not among the CDOs: name one of them."),
    ],
)
def test_alternatives_for_nothing_are_refused(
    files: list[str], options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alternatives", *files, *options]) == 2
    assert capsys.readouterr().err.splitlines() == [sentence]


def test_compare_of_plans_of_two_instances(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = saved(tmp_path / "other.json", an_instance(name="more", demands=[a_demand()]))
    empty = saved(tmp_path / "empty.json", a_plan(instance="more"))

    status = main(["compare", *files, empty, "--other", other])

    found = json.loads(capsys.readouterr().out)
    assert (status, found["one"]["cost"], found["two"]["cost"]) == (0, 10000, 10000)
    assert [member["outcome"] for member in found["members"]] == ["loses", "goes"]
