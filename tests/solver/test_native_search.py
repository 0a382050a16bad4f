"""The compiled search says of its plans what the board says, breaks no rule, and only improves."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solver
from solver import score
from solver.board import Board
from solver.native import library
from solver.native.question import Question
from solver.native.search import VISIT, Engine, options_of, rows_of
from solver.problem import Option
from solver.stages import greedy, repair
from solver.stages.search import Effort
from tests.solver.chance import a_chance, board_of
from tests.solver.instances import DAYS, a_cdo, a_demand, a_visit, an_instance, generated
from tests.solver.scenarios import SCENARIOS

Json = dict[str, Any]
COMPILED = library.load()
WILD, COLD = (5000.0, 5000.0), (1e-6, 1e-6)
pytestmark = pytest.mark.skipif(COMPILED is None, reason="no C compiler")


def engine_of(board: Board, fixed: frozenset[Option] = frozenset(), seed: int = 1) -> Engine:
    """Make an engine whose plan is that of a board."""
    assert COMPILED is not None
    question = Question(board.candidates, fixed)
    engine = Engine(COMPILED, question, seed)
    engine.load(rows_of(question, board.options()))
    return engine


def options(engine: Engine, *, best: bool = False) -> frozenset[Option]:
    """Give the plan of an engine."""
    return options_of(engine.store(np.zeros(engine.question.shape, VISIT), best=best))


def judged(board: Board, found: frozenset[Option]) -> int:
    """Give the cost of a plan by the board, after asking it about every visit."""
    other = Board(board.problem, board.candidates)
    for option in sorted(found):
        assert board.candidates.is_possible(option)
        assert other.find_obstacle(option) is None
        other.add(option)
    return score.whole_points(other)


@pytest.mark.parametrize("grid", ["half-day", "hour"])
def test_after_wild_trials_the_cost_is_that_of_the_board_and_no_rule_is_broken(grid: str) -> None:
    board = board_of(generated("S", grid))
    engine = engine_of(board)

    outcome = engine.run(WILD, trials=3000)

    found = options(engine)
    assert len(found) > 50
    assert outcome.points == engine.points == judged(board, found)
    assert outcome.best_points == judged(board, options(engine, best=True))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_drawn_instances_with_every_field_in_play_agree_with_the_board(seed: int) -> None:
    assert_agrees(board_of(a_chance(seed)))


def assert_agrees(board: Board) -> None:
    """Compare engine and board on plans met by chance: cost, rules, and what else would fit."""
    if not repair.start(board, Effort(5.0)):
        return
    fixed = repair.fixed_visits(board)
    engine = engine_of(board, fixed)
    most = board.problem.instance.max_changes

    for _ in range(8):
        engine.run(WILD, trials=32)
        found = options(engine)
        assert engine.points == judged(board, found)
        assert fixed <= found
        assert {o for o in found if o.day < board.problem.frozen_days} <= fixed
        assert most is None or len(board.candidates.published - found) <= most
    judged_alike(engine, board, found)


def judged_alike(engine: Engine, board: Board, found: frozenset[Option]) -> None:
    """Ask engine and board about every visit that is not in a plan."""
    board.remove_all(board.options())
    board.add_all(found)
    for demand, cdos in enumerate(board.candidates.eligible):
        for cdo in cdos:
            for option in board.candidates.list_options(demand, cdo, board.free[cdo]):
                assert engine.fits(option) == (board.find_obstacle(option) is None), option


BETWEEN_VISITS = {"H1", "H4", "H5", "H6", "H7", "H8", "H11", "H12", "H13"}


def test_every_rule_between_visits_stands_where_the_scenarios_say() -> None:
    assert_scenarios()


def assert_scenarios() -> None:
    """Put all but the last visit of each scenario in place, and ask about the last."""
    for scenario in SCENARIOS:
        if scenario.rule in BETWEEN_VISITS:
            assert _fits_last(scenario.instance, scenario.allowed), scenario.name
            assert not _fits_last(scenario.instance, scenario.forbidden), scenario.name


def _fits_last(instance: Json, visits: tuple[Json, ...]) -> bool:
    board = board_of(instance)
    read = [solver.plan.Visit(**visit) for visit in visits]
    *others, last = board.problem.options(read)
    board.add_all(others)
    return engine_of(board).fits(last)


def test_without_heat_no_trial_costs_more_and_the_best_is_the_last() -> None:
    board = board_of(generated("S"))
    greedy.fill(board)
    engine = engine_of(board)
    points = [engine.points]

    for _ in range(10):
        outcome = engine.run(COLD, trials=64)
        assert outcome.points == outcome.best_points
        points.append(outcome.points)

    assert points == sorted(points, reverse=True)
    assert points[-1] < points[0]


def test_same_seed_gives_the_same_plan_another_seed_another() -> None:
    board = board_of(generated("S"))

    def plan(seed: int) -> frozenset[Option]:
        engine = engine_of(board, seed=seed)
        engine.run((500.0, 50.0), trials=1000)
        return options(engine)

    assert plan(1) == plan(1)
    assert plan(1) != plan(2)


def test_what_is_closed_stays_as_it_is() -> None:
    board = board_of(generated("S"))
    greedy.fill(board)
    engine = engine_of(board)
    demands = np.ones(len(board.of_demand), np.uint8)
    cdos = np.ones(len(board.of_cdo), np.uint8)
    demands[:5], cdos[2] = 0, 0
    engine.limit(demands, cdos, -1)

    engine.run(WILD, trials=500)

    closed = {o for o in board.options() if o.demand < 5 or o.cdo == 2}
    assert {o for o in options(engine) if o.demand < 5 or o.cdo == 2} == closed
    assert options(engine) != board.options()


def test_fill_adds_and_takes_nothing_away() -> None:
    board = board_of(generated("S"))
    board.add_fitting(sorted(_greedy().options())[::3])
    engine = engine_of(board)

    points = engine.fill()

    assert board.options() < options(engine)
    assert points == judged(board, options(engine))


def _greedy() -> Board:
    board = board_of(generated("S"))
    greedy.fill(board)
    return board


def test_nobody_is_served_at_a_loss() -> None:
    """A new CDO costs more than the whole demand is worth."""
    demands = [a_demand(requested=1, weight=1, previous_cdo="C2", excluded=["C2"])]
    engine = engine_of(board_of(an_instance(demands=demands, cdos=[a_cdo(), a_cdo(id="C2")])))

    engine.fill()

    assert options(engine) == frozenset()


def test_goes_where_the_cdo_already_is() -> None:
    """C1 is in Pontivy on Thursday morning; a second visit there costs no way on that day."""
    near = {"on_site": True, "site": "Pontivy"}
    demands = [a_demand(**near), a_demand(id="D2", member="M2", requested=1, **near)]
    board = board_of(an_instance(demands=demands, cdos=[a_cdo()]))
    board.add_all([Option(0, 0, 3, 0, 1), Option(0, 0, 5, 0, 1)])
    engine = engine_of(board)

    engine.fill()

    (found,) = (o for o in options(engine) if o.demand == 1)
    assert (found.day, found.slot) in {(3, 1), (5, 1)}


def test_published_visits_come_back_unless_something_dearer_wants_their_place() -> None:
    """Both could be served anywhere; only the published time costs nothing."""
    published = [a_visit(day=DAYS[3], slot=1), a_visit(day=DAYS[8], slot=0)]
    engine = engine_of(board_of(an_instance(published=published, cdos=[a_cdo()])))

    engine.fill()

    assert {(o.day, o.slot) for o in options(engine) if o.demand == 0} == {(3, 1), (8, 0)}


DEAREST = {"short": [1_000_000] * 4, "guaranteed": 1_000_000}
TOO_LARGE = {
    "a demand": {"demands": [a_demand(requested=32_001)]},
    "all points": {
        "demands": [a_demand(id=f"D{n}", requested=30_000, weight=1000) for n in range(40)],
        "weights": DEAREST,
    },
    # Each of the two alone is not too dear.
    "a visit": {"weights": {"km": 10_000, "off_rhythm": 1_000_000}, "travel": {"detour": 42.917}},
}


@pytest.mark.parametrize("changes", TOO_LARGE.values(), ids=TOO_LARGE)
def test_too_large_numbers_are_refused(changes: Json) -> None:
    instance = an_instance()
    for field, value in changes.items():
        instance[field] = instance[field] | value if isinstance(value, dict) else value
    board = board_of(instance)
    with pytest.raises(OverflowError):
        Question(board.candidates)


def test_target_far_above_all_work_costs_what_the_board_says() -> None:
    cdos = [a_cdo(target_load=1_000_000)]
    weights = an_instance()["weights"] | {"balance": 1_000_000}
    assert_agrees(board_of(an_instance(cdos=cdos, weights=weights)))
