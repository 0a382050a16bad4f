"""Every rule and every goal has a file, a paragraph, a check and tests; a missing one is found."""

import re
import shutil
from pathlib import Path

import pytest

import solver
from bench import check_plan
from solver import score
from solver.board import Board
from solver.candidates import Candidates
from solver.check import _Judge
from solver.goals import GOALS
from solver.problem import Problem
from solver.rules import RULES
from tests.solver.instances import a_plan
from tests.solver.priced import KINDS, PRICED, Priced
from tests.solver.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]
CODES = {f"H{number}" for number in range(1, 16)}
PARAGRAPHS = ("Formula:", "Source:", "Check:")


def list_faults(root: Path) -> list[str]:
    """Say what is missing in a tree of the project: modules, paragraphs, checks, cases."""
    sections = read_sections((root / "docs/model.md").read_text(encoding="utf-8"))
    codes = {_name(rule): rule.CODES for rule in RULES}
    parts = {_name(goal): (goal.PART,) for goal in GOALS}
    faults = []
    for folder, listed in (("rules", codes), ("goals", parts)):
        files = {path.stem for path in (root / "solver" / folder).glob("*.py")} - {"__init__"}
        faults += [f"{name} is not in solver/{folder}" for name in sorted(listed.keys() - files)]
        faults += [f"solver/{folder}/{name}.py is not listed" for name in files - listed.keys()]
        for name in sorted(files):
            faults += [f"{folder} {name}: {fault}" for fault in _paragraph_faults(sections, name)]
    named = {code for heading in sections.values() for code in re.findall(r"H\d+", heading[0])}
    faults += [f"{code} has no paragraph" for code in sorted(CODES - named)]
    return faults


def _name(module: object) -> str:
    return str(module).split("'")[1].rpartition(".")[2]


def read_sections(text: str) -> dict[str, tuple[str, str]]:
    """Give the sections of the description by the module that they begin with: heading, body."""
    parts = re.split(r"^### (`(\w+)`.*)$", text, flags=re.MULTILINE)
    return {
        name: (heading, body.split("\n## ")[0])
        for heading, name, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    }


def _paragraph_faults(sections: dict[str, tuple[str, str]], name: str) -> list[str]:
    if name not in sections:
        return ["no paragraph"]
    body = sections[name][1]
    faults = [f"no {wanted}" for wanted in PARAGRAPHS if f"\n{wanted} " not in body]
    checks = re.findall(r"`(_\w+)`", body.partition("\nCheck:")[2])
    faults += [f"no check {method}" for method in checks if not hasattr(_Judge, method)]
    return faults + ([] if checks else ["no check named"])


def test_every_rule_and_goal_has_a_file_and_a_paragraph_with_formula_source_and_check() -> None:
    assert list_faults(ROOT) == []


def test_every_rule_has_tests_inside_and_outside_and_every_goal_at_the_edge_too() -> None:
    of_rule = {code: [s for s in SCENARIOS if s.rule == code] for code in CODES}
    kinds = {goal.PART: [case.kind for case in PRICED if case.part == goal.PART] for goal in GOALS}

    assert all(s.allowed and s.forbidden for code in CODES for s in of_rule[code])
    assert all(of_rule.values())
    assert kinds == {goal.PART: list(KINDS) for goal in GOALS}


def test_every_rule_is_in_the_judge_and_in_a_module() -> None:
    source = (ROOT / "solver/check.py").read_text() + (ROOT / "solver/case.py").read_text()

    assert {code for rule in RULES for code in rule.CODES} == CODES
    assert set(re.findall(r'_break\("(H\d+)"', source)) == CODES | {"H0"}


PLANTED = {
    "a rule without a paragraph": ("### `caps`: H5", "### caps", "rules caps: no paragraph"),
    "a rule that no heading names": (": H13", "", "H13 has no paragraph"),
    "a goal without a formula": (
        "### `balance`\n\nFormula:",
        "### `balance`\n\n",
        "goals balance: no Formula:",
    ),
    "a check that is not there": ("`_tour_km`", "`_tour_miles`", "no check _tour_miles"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the walk reads."""
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs/model.md", tmp_path / "docs")
    for folder in ("rules", "goals"):
        shutil.copytree(ROOT / "solver" / folder, tmp_path / "solver" / folder)
    return tmp_path


@pytest.mark.parametrize(("old", "new", "fault"), PLANTED.values(), ids=PLANTED.keys())
def test_missing_description_is_found(copy: Path, old: str, new: str, fault: str) -> None:
    path = copy / "docs/model.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    assert any(fault in told for told in list_faults(copy))


def test_missing_and_unlisted_files_are_found(copy: Path) -> None:
    (copy / "solver/rules/caps.py").rename(copy / "solver/rules/hats.py")
    (copy / "solver/goals/colour.py").write_text("")

    faults = list_faults(copy)

    assert "caps is not in solver/rules" in faults
    assert "solver/rules/hats.py is not listed" in faults
    assert "goals colour: no paragraph" in faults


@pytest.mark.parametrize("case", PRICED, ids=lambda case: f"{case.part} {case.kind}")
def test_points_of_a_part_are_those_said_in_the_judge_and_by_the_goals(case: Priced) -> None:
    plan = a_plan(*case.visits)
    problem = Problem(solver.read_instance(case.instance))
    board = Board(problem, Candidates(problem))
    board.add_all(problem.options([solver.Visit(**visit) for visit in case.visits]))

    judged = check_plan.check(case.instance, plan)

    assert judged["errors"] == []
    assert judged["components"].get(case.part, 0) == case.points
    assert solver.check(case.instance, plan)["components"].get(case.part, 0) == case.points
    assert score.plain_parts(board)[case.part] == case.points
