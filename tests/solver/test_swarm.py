"""Compiled searches side by side: what parts gain adds up, and nothing wrong reaches the board."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from solver import score
from solver.board import Board
from solver.bound import Proof
from solver.native import library
from solver.native.allot import Shares
from solver.native.crew import Crew
from solver.native.search import options_of
from solver.stages import greedy
from solver.stages import swarm as swarm_stage
from solver.stages.choice import Chooser
from solver.stages.improve import Search
from solver.stages.search import Effort
from solver.stages.swarm import Swarm, make_crew
from tests.solver.chance import board_of
from tests.solver.instances import generated
from tests.solver.test_native_search import judged

pytestmark = pytest.mark.skipif(library.load() is None, reason="no C compiler")
HOT, WARM = (3000.0, 3000.0), (300.0, 30.0)


def crew_of(board: Board, workers: int, seed: int = 1) -> Crew:
    """Make a crew around the plan of a board."""
    crew = make_crew(board, frozenset(), seed=seed, workers=workers)
    assert crew is not None
    return crew


def served(size: str = "M") -> Board:
    """Make a board with a greedy plan."""
    board = board_of(generated(size))
    greedy.fill(board)
    return board


def turns(count: int) -> Callable[[], bool]:
    """Say stop after so many questions."""
    asked = itertools.count()
    return lambda: next(asked) >= count


def test_parts_of_two_threads_add_up_to_the_cost_of_the_whole() -> None:
    board = served()
    crew = crew_of(board, 2)
    assert crew.is_cut

    for heats in (HOT, HOT, WARM, WARM):
        assert crew.run(heats, trials=300) >= 600
        assert crew.points == judged(board, options_of(crew.rows))

    assert crew.best_points == judged(board, options_of(crew.best))
    assert crew.best_points < score.whole_points(board)


def test_best_plan_stays_as_it_is_when_the_crew_goes_on_from_it() -> None:
    board = served()
    crew = crew_of(board, 2)
    crew.run(WARM, trials=300)
    crew.follow(crew.best)

    crew.run(HOT, trials=300)

    assert crew.points > crew.best_points == judged(board, options_of(crew.best))


def test_few_cdos_are_not_cut_and_the_best_of_all_threads_counts() -> None:
    board = served("S")
    crew = crew_of(board, 2)
    assert not crew.is_cut

    crew.run(WARM, trials=500)

    assert crew.best_points == judged(board, options_of(crew.best)) < score.whole_points(board)


def test_same_seed_gives_the_same_plan_with_two_threads() -> None:
    def plan(seed: int) -> bytes:
        crew = crew_of(served(), 2, seed)
        crew.run(HOT, trials=200)
        crew.run(WARM, trials=200)
        return crew.best.tobytes()

    assert plan(1) == plan(1)
    assert plan(1) != plan(2)


def test_stop_is_obeyed_at_once() -> None:
    crew = crew_of(served("S"), 1)
    assert crew.run(WARM, seconds=60.0, should_stop=lambda: True) > 0


def test_caller_may_work_while_the_engines_search() -> None:
    crew, seen = crew_of(served("S"), 2), []

    crew.run(WARM, trials=300, meanwhile=lambda: seen.append(crew.best_points))

    assert len(seen) == 1
    assert crew.best_points < seen[0]


def test_board_follows_during_the_search_and_not_only_at_its_end() -> None:
    board = served("M")
    before = score.whole_points(board)
    swarm = Swarm(board, crew_of(board, 2), seconds=30.0)
    steps = swarm.steps(lambda: False)

    changes = [next(steps)[0] for _ in range(5)]

    assert score.whole_points(board) == before + sum(changes) < before


def test_swarm_tells_exactly_how_much_less_the_board_costs() -> None:
    board = served("S")
    before = score.whole_points(board)
    swarm = Swarm(board, crew_of(board, 1), is_repeatable=True)

    steps = list(swarm.steps(turns(4)))

    assert all(spent > 0 for _, spent in steps[:-1])
    assert score.whole_points(board) == before + sum(change for change, _ in steps) < before


def test_wrong_cost_of_the_compiled_code_never_reaches_the_board() -> None:
    board = served("S")
    before = board.options()
    crew = crew_of(board, 1)
    crew.run(WARM, trials=300)
    crew.best_points -= 1
    with pytest.raises(ArithmeticError):
        list(Swarm(board, crew).steps(lambda: True))
    judged(board, board.options())
    assert board.options() != before  # The plan itself was good.


def test_search_goes_on_without_compiled_code_that_was_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Crew, *args: object, **kwargs: object) -> int:
        raise ArithmeticError

    monkeypatch.setattr(Crew, "run", fail)
    board = served("S")
    before = score.whole_points(board)
    search = Search(board, Chooser(board, 1, frozenset()), lambda: Effort(0.1, 1, 0.01))

    changes = [step.change for step in search.steps(1, turns(300))]

    assert score.whole_points(board) == before + sum(changes) < before


def test_crew_touches_only_what_it_may() -> None:
    board = served()
    crew = crew_of(board, 2)
    demands, cdos = crew.parts.only
    demands[60:], cdos[8:] = 0, 0
    before = crew.rows.copy()

    crew.run(HOT, trials=500)

    changed = np.argwhere(before != crew.rows)
    assert len(changed)
    assert {int(demand) for demand, _ in changed} <= set(range(60))
    touched = {
        int(rows[d, t]["cdo"])
        for rows in (before, crew.rows)
        for d, t in changed
        if rows[d, t]["length"]
    }
    assert touched <= set(range(8))


def test_swarm_searches_while_its_guide_is_not_ready() -> None:
    board = served()
    costs: list[int] = []

    def never(_: float) -> Shares | None:
        costs.append(score.whole_points(board))
        return None

    swarm = Swarm(board, crew_of(board, 2), seconds=10.0, guide=never)
    list(swarm.steps(turns(4)))

    assert costs[-1] < costs[0]


@pytest.mark.parametrize("shares", [{}, {(0, 0): 4.0}])
def test_swarm_begins_its_one_long_cooling_after_the_guide(shares: Shares) -> None:
    board, answers = served(), iter([None, None, shares])
    swarm = Swarm(board, crew_of(board, 2), seconds=5.0, guide=lambda _: next(answers))

    list(swarm._begin(lambda: False))

    assert swarm.cycle == 1
    assert swarm.length > 4.0
    assert (swarm.cooling is swarm_stage.GUIDED) == bool(shares)


def test_crew_begins_anew_from_shares_and_keeps_what_must_stay() -> None:
    board = board_of(generated())
    kept = frozenset(sorted(served("S").options())[:3])
    crew = crew_of(board, 2)

    proof = Proof(board)
    assert proof.climb is not None
    proof.run(200)
    proof.climb.walk(20)

    crew.begin_anew(proof.climb.shares, kept)

    found = options_of(crew.rows)
    assert kept <= found
    assert crew.points == judged(board, found)
    chosen = [(o.demand, o.cdo) in proof.climb.shares for o in found - kept]
    assert sum(chosen) > 0.8 * len(chosen)


def test_search_waits_for_its_guide_and_begins_from_the_shares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    board, begun = served("S"), []
    shares = {(0, 0): 4.0}
    answers = iter((None, None, shares))
    crew = crew_of(board, 1)
    monkeypatch.setattr(Crew, "begin_anew", lambda *given: begun.append(given[1:]))
    fixed = frozenset(sorted(board.options())[:2])
    swarm = Swarm(board, crew, fixed, seconds=1.5, guide=lambda _: next(answers))

    steps = swarm.steps(turns(20))

    next(steps)
    assert begun == []
    list(steps)
    assert begun == [(shares, fixed)]
    assert swarm.cooling is swarm_stage.GUIDED


def test_search_without_shares_goes_on_from_the_board() -> None:
    board = served("S")
    before = score.whole_points(board)
    swarm = Swarm(board, crew_of(board, 1), seconds=1.0, guide=lambda _: {})

    changes = [change for change, _ in swarm.steps(turns(40))]

    assert score.whole_points(board) == before + sum(changes) < before
