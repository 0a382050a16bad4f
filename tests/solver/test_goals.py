"""The points of a plan three times: by goals, by the judge, and as CP-SAT's own objective."""

import pytest

import solver
from solver import score
from solver.board import Board
from solver.candidates import Candidates
from solver.goals import GOALS
from solver.problem import Option, Problem
from solver.stages import greedy, neighbourhood, search
from tests.solver.instances import DAYS, a_demand, a_plan, a_visit, an_instance, generated
from tests.solver.mutations import dice


def board_of(instance: dict[str, object]) -> Board:
    problem = Problem(solver.read_instance(instance))
    return Board(problem, Candidates(problem))


def filled(grid: str, seed: int) -> Board:
    """A greedy plan with some visits taken away, part of the plan being published."""
    instance = generated("S", grid, seed)
    board = board_of(instance)
    greedy.fill(board)
    rng = dice(f"goals{seed}")
    visits = sorted(board.options())
    published = board.problem.plan(rng.sample(visits, 60)).to_json()["visits"]
    again = board_of(instance | {"published": [*published, a_visit("gone")]})
    again.add_all(rng.sample(visits, len(visits) - 40))
    return again


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_parts_of_a_plan_equal_the_components_of_the_judge(grid: str, seed: int) -> None:
    board = filled(grid, seed)
    plan = board.problem.plan(board.options())

    judged = solver.check(board.problem.instance.to_json(), plan.to_json())

    assert score.plain_parts(board) == {"new_cdo": 0, **judged["components"]}
    assert score.whole_points(board) == judged["cost"]


def objective_of_a_part(board: Board, cdos: list[int], chance: str) -> tuple[int, int]:
    """Solve the calendars of some CDOs: CP-SAT's points, and the points of what it chose."""
    rng = dice(chance)
    demands = sorted({option.demand for cdo in cdos for option in board.of_cdo[cdo]})
    part = neighbourhood.around(board, rng.sample(demands, min(5, len(demands))), cdos, frozenset())
    model = neighbourhood.model_of(board, part)
    rough = search.configured(search.Effort(20.0, deterministic=0.15))
    outcome = search.run(model, rough)
    assert outcome.options is not None
    for option, takes in model.takes.items():
        model.cp.add(takes == (option in outcome.options))
    model.cp.clear_hints()
    engine = search.configured(search.Effort(10.0))
    assert search.run(model, engine).is_optimal
    board.remove_all(part.freed)
    board.add_all(outcome.options)
    return round(engine.objective_value), score.local_points(board, part.demands, part.touched)


@pytest.mark.parametrize("grid", ["half-day", "hour"])
@pytest.mark.parametrize("case", range(6))
def test_objective_of_a_part_equals_the_points_of_its_answer(grid: str, case: int) -> None:
    board = filled(grid, 1 + case % 3)

    objective, points = objective_of_a_part(board, [case % 4, (case + 1) % 4], f"part{case}")

    assert objective == points


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.PART)
def test_objective_without_one_goal_differs_from_the_points(
    goal: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault for every goal: left out of the model, the sums no longer agree."""
    monkeypatch.setattr(search, "GOALS", tuple(other for other in GOALS if other is not goal))

    pairs = []
    for case in range(3):
        board = filled("half-day", 1 + case % 3)
        pairs.append(objective_of_a_part(board, [case % 4, (case + 1) % 4], f"part{case}"))

    assert any(objective != points for objective, points in pairs)


def test_shortage_prices_the_first_quarter_dearest() -> None:
    demand = a_demand(requested=4, guaranteed=1, weight=15)
    problem = Problem(solver.read_instance(an_instance(demands=[demand])))

    assert problem.shortage == [[15 * 2300, 15 * 700, 15 * 300, 15 * 100, 0]]


def test_shortage_with_rising_prices_is_still_filled_in_order() -> None:
    """Prices that rise would tempt the model to fill the dear last hours first."""
    weights = an_instance()["weights"] | {"short": [100, 200, 400, 800]}
    windows = [[day, day] for day in DAYS[:4]]
    demand = a_demand(requested=4, windows=windows)
    instance = an_instance(demands=[demand], weights=weights)
    instance["cdos"] = [instance["cdos"][0] | {"period_cap": 2}]
    board = board_of(instance)

    objective, points = _solve_all(board)

    assert objective == points == 10 * (400 + 800)


def _solve_all(board: Board) -> tuple[int, int]:
    part = neighbourhood.around(board, range(len(board.of_demand)), [0], frozenset())
    model = neighbourhood.model_of(board, part)
    engine = search.configured(search.Effort(10.0))
    outcome = search.run(model, engine)
    board.add_all(outcome.options or ())
    return round(engine.objective_value), score.whole_points(board)


def _liking(instance: dict[str, object], liked: frozenset[Option]) -> frozenset[Option]:
    board = board_of(instance)
    part = neighbourhood.around(board, [0], [0], frozenset())
    model = neighbourhood.model_of(board, part, liked)
    return frozenset(search.run(model, search.configured(search.Effort(10.0))).options or ())


@pytest.mark.parametrize("day", range(5))
def test_of_plans_with_equal_points_the_one_with_most_liked_visits_is_best(day: int) -> None:
    liked = frozenset({Option(0, 0, day, 0, 1), Option(0, 0, 9 - day, 1, 1)})

    assert _liking(an_instance(demands=[a_demand()]), liked) == liked


def test_no_point_is_paid_for_a_liked_visit() -> None:
    demand = a_demand(preferred=[[2, 1]])
    liked = frozenset({Option(0, 0, 0, 0, 1), Option(0, 0, 5, 0, 1)})

    found = _liking(an_instance(demands=[demand]), liked)

    assert found == {Option(0, 0, 2, 1, 1), Option(0, 0, 7, 1, 1)}


def test_floors_make_the_first_slots_dearer_than_anything_else() -> None:
    problem = Problem(solver.read_instance(an_instance()))

    guided = problem.with_floors([2, 0])

    assert guided.shortage[1] == problem.shortage[1]
    assert guided.shortage[0][2] == problem.shortage[0][2]
    drops = [a - b for a, b in zip(guided.shortage[0], guided.shortage[0][1:], strict=False)]
    assert drops == sorted(drops, reverse=True)
    assert drops[1] > problem.shortage[0][0]


def test_change_counts_published_visits_that_are_no_longer_possible() -> None:
    instance = an_instance(published=[a_visit(), a_visit("gone"), a_visit(slot=1, length=2)])
    board = board_of(instance)
    board.add(Option(0, 0, 0, 0, 1))

    assert score.plain_parts(board)["change"] == 2 * 500
    assert solver.check(instance, a_plan(a_visit()))["components"]["change"] == 2 * 500
