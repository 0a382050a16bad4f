"""Each hard rule three times: in the judge, on the board, in CP-SAT; and each is needed."""

import pytest
from ortools.sat.python import cp_model

import solver
from bench import check_plan
from solver.board import Board
from solver.candidates import Candidates
from solver.model import Model
from solver.problem import Option, Problem
from solver.rules import RULES
from tests.solver.instances import a_plan
from tests.solver.scenarios import SCENARIOS, Scenario

OF_THE_WHOLE_PLAN = {"H10", "H14", "H15"}
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.rule} {s.name}")


def problem_of(scenario: Scenario) -> Problem:
    return Problem(solver.read_instance(scenario.instance))


def options_of(problem: Problem, visits: tuple[dict[str, object], ...]) -> list[Option]:
    return problem.options([solver.Visit(**visit) for visit in visits])


def can_be_chosen(scenario: Scenario, visits: tuple[dict[str, object], ...], rules) -> bool:
    """Whether CP-SAT accepts exactly these visits among all those of the scenario."""
    problem = problem_of(scenario)
    chosen = set(options_of(problem, visits))
    given = problem.pins | problem.published
    every = {*chosen, *options_of(problem, scenario.allowed), *given}
    model = Model(Board(problem, Candidates(problem)), sorted(every))
    for rule in rules:
        rule.post(model)
    for option, takes in model.takes.items():
        model.cp.add(takes == (option in chosen))
    return cp_model.CpSolver().solve(model.cp) == cp_model.OPTIMAL


@each_scenario
def test_check_of_a_plan_just_inside_a_rule_finds_nothing(scenario: Scenario) -> None:
    report = solver.check(scenario.instance, a_plan(*scenario.allowed))

    assert report["errors"] == []
    assert report["feasible"]


@each_scenario
def test_check_of_a_plan_just_outside_a_rule_names_that_rule_only(scenario: Scenario) -> None:
    report = solver.check(scenario.instance, a_plan(*scenario.forbidden))
    judged = check_plan.check(scenario.instance, a_plan(*scenario.forbidden))

    assert list(report["broken"]) == [scenario.rule]
    assert report["error_count"] == judged["error_count"]
    assert not report["feasible"]


@each_scenario
def test_board_refuses_exactly_the_visits_outside_a_rule(scenario: Scenario) -> None:
    problem = problem_of(scenario)
    board = Board(problem, Candidates(problem))

    obstacles = []
    for option in options_of(problem, scenario.forbidden):
        possible = board.candidates.is_possible(option)
        obstacles.append(board.find_obstacle(option) if possible else "impossible")
        board.add(option)

    if scenario.rule in OF_THE_WHOLE_PLAN:
        assert set(obstacles) == {None}
    else:
        assert obstacles[-1] in {scenario.rule, "impossible"}
        assert set(obstacles[:-1]) <= {None}


@each_scenario
def test_board_accepts_the_visits_inside_a_rule(scenario: Scenario) -> None:
    problem = problem_of(scenario)
    board = Board(problem, Candidates(problem))
    options = options_of(problem, scenario.allowed)

    assert all(board.candidates.is_possible(option) for option in options)
    assert board.add_fitting(options) == []


@each_scenario
def test_model_accepts_the_plan_inside_a_rule(scenario: Scenario) -> None:
    assert can_be_chosen(scenario, scenario.allowed, RULES)


@each_scenario
def test_model_refuses_the_plan_outside_a_rule(scenario: Scenario) -> None:
    assert not can_be_chosen(scenario, scenario.forbidden, RULES)


@each_scenario
def test_model_without_the_rule_would_accept_what_it_forbids(scenario: Scenario) -> None:
    """A planted fault for every rule: left out, its forbidden plan goes through."""
    others = [rule for rule in RULES if scenario.rule not in rule.CODES]

    assert can_be_chosen(scenario, scenario.forbidden, others)


def test_every_rule_of_the_problem_has_a_module_and_a_scenario() -> None:
    codes = {f"H{number}" for number in range(1, 16)}

    assert {code for rule in RULES for code in rule.CODES} == codes
    assert {scenario.rule for scenario in SCENARIOS} == codes
