"""The best addition equals brute force; what the judge says of a part is true of the whole."""

from collections import Counter
from itertools import combinations

import pytest

import solver
from solver.addition import best_addition, offers
from solver.board import Board
from solver.explain import Explainer
from solver.instance import Instance
from solver.loosened import loosened
from solver.part_check import PartJudge
from solver.plan import Plan
from solver.problem import Option
from solver.relaxations import list_relaxations
from solver.walls import Walls
from tests.solver.instances import a_cdo, a_demand, a_plan, a_visit, an_instance
from tests.solver.test_walls import a_full_board

MOST_OFFERS = 9
ENOUGH = 100_000
SEEDS = range(16)


def cost_with(instance: Instance, board: Board, added: tuple[Option, ...]) -> int | None:
    """Price a board with visits by the judge; None when these break a rule."""
    plan = board.problem.plan([*board.options(), *added])
    report = solver.check(instance.to_json(), plan.to_json())
    before = solver.check(instance.to_json(), board.problem.plan(board.options()).to_json())
    if Counter(report["broken"]) - Counter(before["broken"]):
        return None
    return int(report["cost"])


def least_cost(instance: Instance, board: Board, found: list[Option]) -> int:
    """Try every combination of offers."""
    sets = (s for size in range(1, len(found) + 1) for s in combinations(found, size))
    return min(cost for s in sets if (cost := cost_with(instance, board, s)) is not None)


@pytest.mark.parametrize("seed", SEEDS)
def test_best_addition_equals_brute_force(seed: int) -> None:
    board = a_full_board(seed, share=0.9)
    instance, walls = board.problem.instance, Walls(board)
    now = cost_with(instance, board, ())
    assert now is not None
    for demand in range(len(board.of_demand)):
        found = offers(board, walls, demand)
        best = best_addition(board, walls, demand, most_tried=ENOUGH)
        assert (best is None) == (not found)
        if best is not None and len(found) <= MOST_OFFERS:
            assert best.is_best
            assert now - best.spared == least_cost(instance, board, found)
            assert now - best.spared == cost_with(instance, board, best.options)


@pytest.mark.parametrize("seed", SEEDS)
def test_gain_of_a_relaxation_equals_brute_force(seed: int) -> None:
    board = a_full_board(seed, share=0.9)
    plan = board.problem.plan(board.options())
    explainer = Explainer(board.problem.instance, plan)
    now = cost_with(board.problem.instance, board, ())
    assert now is not None
    for name in explainer.unmet():
        answer = explainer.explain(name)
        assert answer is not None
        told, demand = answer["relaxation"], board.problem.demand_index[name]
        if told is None:
            continue
        relaxation = next(
            r
            for kind in list_relaxations(explainer.walls, demand)
            for r in kind
            if (r.code, r.field) == (told["code"], told["field"])
            and told["cdo"] == (None if r.cdo is None else board.problem.cdos[r.cdo].id)
            and told["after"] in (_json(r.told), _json(r.after))
        )
        changed = relaxation.applied(board.problem.instance, demand)
        with loosened(explainer.walls, relaxation, demand) as walls:
            found = offers(explainer.board, walls, demand)
        if len(found) <= MOST_OFFERS:
            assert told["points"] == now - least_cost(changed, board, found)
        assert told["points"] == sum(told["parts"].values())


def _json(value: object) -> object:
    return [_json(item) for item in value] if isinstance(value, tuple | list) else value


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_is_judged_as_the_whole_is(seed: int) -> None:
    board = a_full_board(seed)
    instance, plan = board.problem.instance, board.problem.plan(board.options())
    judge, walls = PartJudge(board.problem, plan.visits), Walls(board)
    whole = solver.check(instance.to_json(), plan.to_json())
    for demand in range(len(board.of_demand)):
        for option in offers(board, walls, demand)[:5]:
            fuller = Plan.of(plan.instance, [*plan.visits, *board.problem.plan([option]).visits])
            after = solver.check(instance.to_json(), fuller.to_json())
            part, part_after = (
                judge.judge(demand, [option]),
                judge.judge_with(instance, demand, [option]),
            )
            assert part_after["cost"] - part["cost"] == after["cost"] - whole["cost"]
            assert part_after["broken"] == part["broken"]


def test_a_part_shows_the_fault_that_an_added_visit_brings() -> None:
    instance = an_instance(
        cdos=[a_cdo(max_members=1)], demands=[a_demand(), a_demand(id="D2", member="M2")]
    )
    plan = solver.read_plan(a_plan(a_visit("D2", slot=1)), instance="tiny")
    board = Explainer(solver.read_instance(instance), plan).board
    judge = PartJudge(board.problem, plan.visits)
    clash, crowd = Option(0, 0, 0, 1, 1), Option(0, 0, 0, 0, 1)

    assert judge.judge(0, [clash])["broken"] == {}
    assert judge.judge_with(board.problem.instance, 0, [clash])["broken"] == {"H4": 1, "H12": 1}
    assert judge.judge_with(board.problem.instance, 0, [crowd])["broken"] == {"H12": 1}
