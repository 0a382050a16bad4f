"""The compiled search as a stage: how hot it is when, and how its finds reach the board."""

import math
from collections.abc import Callable, Iterator

from solver.board import Board
from solver.native import library
from solver.native.crew import Crew
from solver.native.question import Question
from solver.native.search import options_of
from solver.problem import Option
from solver.score import whole_points
from solver.stages.anneal import take_over, usual_worth

SLICE_SECONDS = 0.4
SLICE_TRIALS = 2000
# What one trial counts for in repeatable runs, where no clock may decide.
DETERMINISTIC_PER_TRIAL = 0.00005
# Heat in units of the worth of a usual last visit.
FIRST_HEAT, LAST_HEAT = 3.0, 0.015
# The first, short cycle gives a good plan early; the second starts from it.
EARLY_SHARE = 0.08
FIRST_CYCLE, CYCLE_GROWTH = 4.0, 2.0
# Better plans wait so long before the board, which takes its time, follows.
HAND_OVER_SECONDS = 1.0


class Swarm:
    """Slices of compiled trials around one board.

    Parameters
    ----------
    workers
        How many threads search.
    seconds
        How long the search will last, if known: it then cools down once shortly, once at length;
        with 0 it is cold from the start. If not known, cycles grow.
    is_repeatable
        Whether trials are counted instead of seconds.
    """

    def __init__(
        self,
        board: Board,
        crew: Crew,
        *,
        seconds: float | None = None,
        is_repeatable: bool = False,
    ) -> None:
        self.board = board
        self.crew = crew
        self.is_repeatable = is_repeatable
        self.is_cold = seconds == 0
        self.lengths = _lengths(seconds)
        self.length = next(self.lengths)
        self.spent = 0.0
        self.unseen = 0.0
        self.scale = usual_worth(board.problem)
        self.points = whole_points(board)

    def steps(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        """Improve the board in place until told to stop; give changes and deterministic seconds.

        Raises `ArithmeticError` when a plan is not what the compiled code said it was; the board
        is good even then.
        """
        while not should_stop():
            spent = self._slice(should_stop)
            self.unseen += spent
            is_due = self.unseen >= HAND_OVER_SECONDS or should_stop()
            change = self._hand_over() if is_due or self.is_repeatable else 0
            yield change, spent if self.is_repeatable else 0.0
        yield self._hand_over(), 0.0

    def _slice(self, should_stop: Callable[[], bool]) -> float:
        """Search for a moment; give what it counts for."""
        size = SLICE_TRIALS * DETERMINISTIC_PER_TRIAL if self.is_repeatable else SLICE_SECONDS
        size = min(size, self.length)
        heats = self._heat(self.spent), self._heat(self.spent + size)
        if self.is_repeatable:
            trials = self.crew.run(heats, trials=SLICE_TRIALS, should_stop=should_stop)
            size = trials * DETERMINISTIC_PER_TRIAL
        else:
            self.crew.run(heats, seconds=size, should_stop=should_stop)
        self.spent += size
        if self.spent >= self.length:
            self.spent, self.length = 0.0, next(self.lengths)
            self.crew.follow(self.crew.best)
        return size

    def _heat(self, spent: float) -> float:
        if self.is_cold:
            return LAST_HEAT * self.scale
        share = min(1.0, spent / self.length)
        return self.scale * FIRST_HEAT * math.pow(LAST_HEAT / FIRST_HEAT, share)

    def _hand_over(self) -> int:
        """Bring the board to the best plan met; give the change of its cost."""
        self.unseen = 0.0
        promised = self.crew.best_points - self.points
        if promised >= 0:
            return 0
        change = take_over(self.board, options_of(self.crew.best))
        self.points += change
        if change != promised:
            raise ArithmeticError(f"the plan was to cost {promised} points more, not {change}")
        return change


def _lengths(seconds: float | None) -> Iterator[float]:
    """Give the lengths of the cycles, without end."""
    length = FIRST_CYCLE
    if seconds:
        yield EARLY_SHARE * seconds
        yield (1 - EARLY_SHARE) * seconds
        length = seconds
    while True:
        yield length
        length *= CYCLE_GROWTH


def make_crew(board: Board, fixed: frozenset[Option], *, seed: int, workers: int) -> Crew | None:
    """Make a crew around the plan of a board; None where nothing is compiled or it cannot do it."""
    compiled = library.load()
    if compiled is None:
        return None
    try:
        question = Question(board.candidates, fixed)
        return Crew(compiled, question, board.options(), seed=seed, workers=workers)
    except (OverflowError, MemoryError):
        return None
