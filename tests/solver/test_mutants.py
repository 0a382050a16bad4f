"""Removing any one rule makes a test fail: quickly in this process, at length in a copy."""

from pathlib import Path

import pytest

import solver
from solver import board
from solver.board import Board
from solver.candidates import Candidates
from solver.case import Case
from solver.problem import Problem
from tests.solver.instances import a_plan
from tests.solver.mutants import (
    BUILDING,
    CODES,
    JUDGING,
    Mutant,
    copy_project,
    find_killer,
    first_failure,
    list_mutants,
)
from tests.solver.scenarios import SCENARIOS

MUTANTS = list(list_mutants())


@pytest.mark.parametrize("code", CODES)
def test_judge_without_one_rule_lets_its_forbidden_plans_pass(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Case._break
    monkeypatch.setattr(
        Case, "_break", lambda case, rule, *facts: rule == code or note(case, rule, *facts)
    )

    passed = {
        scenario.rule
        for scenario in SCENARIOS
        if solver.check(scenario.instance, a_plan(*scenario.forbidden))["feasible"]
    }

    assert passed == {code}


@pytest.mark.parametrize(
    "place", range(len(board._OBSTACLES)), ids=lambda n: board._OBSTACLES[n][0]
)
def test_board_without_one_obstacle_takes_the_visits_that_it_forbids(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = board._OBSTACLES[place][0]
    others = board._OBSTACLES[:place] + board._OBSTACLES[place + 1 :]
    monkeypatch.setattr(board, "_OBSTACLES", others)

    taken = []
    for scenario in SCENARIOS:
        if scenario.rule == code:
            problem = Problem(solver.read_instance(scenario.instance))
            visits = [solver.Visit(**visit) for visit in scenario.forbidden]
            options = problem.options(visits)
            candidates = Candidates(problem)
            is_possible = all(candidates.is_possible(option) for option in options)
            taken.append(is_possible and not Board(problem, candidates).add_fitting(options))

    assert any(taken)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the tests of the solver need."""
    folder = tmp_path_factory.mktemp("mutants")
    copy_project(folder)
    return folder


def test_mutants_are_of_all_fifteen_rules() -> None:
    of_place: dict[str, set[str]] = {"judge": set(), "model": set()}
    for mutant in MUTANTS:
        of_place.setdefault(mutant.place.split(":")[0], set()).update(mutant.rule.split(", "))

    assert of_place["judge"] == of_place["model"] == set(CODES)


@pytest.mark.long
@pytest.mark.parametrize("tests", [JUDGING, BUILDING], ids=["judge", "board"])
def test_copy_with_every_rule_passes(tests: tuple[str, ...], project: Path) -> None:
    assert first_failure(tests, project) is None


@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: f"{m.rule} {m.place}")
def test_source_without_one_rule_makes_a_test_fail(mutant: Mutant, project: Path) -> None:
    assert find_killer(mutant, project) is not None
