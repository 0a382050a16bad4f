"""The compiled search as a stage: how hot it is when, and how its finds reach the board."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.board import Board
from solver.diary import Page
from solver.native import library
from solver.native.allot import Shares
from solver.native.crew import Crew
from solver.native.question import Question
from solver.native.search import options_of
from solver.problem import Option
from solver.score import whole_points
from solver.stages.anneal import take_over, usual_worth

Guide = Callable[[float], Shares | None]
SLICE_SECONDS = 0.4
SLICE_TRIALS = 2000
# What one trial counts for in repeatable runs, where no clock may decide.
DETERMINISTIC_PER_TRIAL = 0.00005
# The more trials a demand, the hotter at first.
USUAL_HEAT, HEAT_POWER = 0.3, 0.6
# Until it is measured; other threads may want the same cores.
TRIALS_PER_SECOND = 25_000
# The first, short cycle gives a good plan early.
EARLY_SHARE = 0.08
FIRST_CYCLE, CYCLE_GROWTH = 4.0, 2.0
# The second is over, and cold, a little before the time is.
COOLED_SHARE = 0.97
# Better plans wait so long before the board follows, and so many times as long as that last took.
HAND_OVER_SECONDS, HAND_OVER_TIMES = 1.0, 20.0
WAIT_SECONDS = 0.2
# What is written down beside the slices: a start from the best plan, and from shares.
FOLLOWS, ANEW = "follows", "anew"
# While it waits for its guide it searches for a moment: who stops now has a good plan already.
QUENCH_SHARE, MOST_QUENCH_SECONDS = 0.03, 2.0


@dataclass(frozen=True)
class Cooling:
    """How hot the search is, in units of the worth of a usual last visit."""

    usual_trials: float  # For each demand, where it begins with the usual heat.
    least_heat: float
    most_heat: float  # In more heat than this large plans forget whom their shares chose.
    last_heat: float


# Trials of large plans are smaller (see native/ruin.c), and time is short for all of them.
SMALL, LARGE = Cooling(300.0, 0.3, 2.0, 0.015), Cooling(2500.0, 0.1, 0.4, 0.008)
LARGE_DEMANDS = 400
# Who should serve whom is known: more heat would forget it.
GUIDED = Cooling(2500.0, 0.2, 0.2, 0.015)


class Swarm:
    """Slices of compiled trials around one board.

    Parameters
    ----------
    fixed
        The visits that must stay.
    seconds
        How long the search will last, if known: it then cools down once shortly, once at length;
        with 0 it is cold from the start. If not known, cycles grow.
    is_repeatable
        Whether trials are counted instead of seconds.
    guide
        Waits so many seconds for the slots of each demand and CDO to begin with; gives None if they
        are not ready, and none where there is nothing to begin with.
    """

    def __init__(
        self,
        board: Board,
        crew: Crew,
        fixed: frozenset[Option] = frozenset(),
        *,
        seconds: float | None = None,
        is_repeatable: bool = False,
        guide: Guide | None = None,
    ) -> None:
        self.board = board
        self.guide = guide
        self.crew = crew
        self.page = crew.page
        self.fixed = fixed
        self.seconds = seconds
        self.is_repeatable = is_repeatable
        self.cycle = 0
        self.length = FIRST_CYCLE if seconds is None else EARLY_SHARE * seconds
        self.spent = 0.0
        self.made = 0
        self.marked = self.began = time.perf_counter()
        self.unseen = self.handing = 0.0
        self.scale = usual_worth(board.problem)
        self.cooling = LARGE if len(board.of_demand) >= LARGE_DEMANDS else SMALL
        self.first_heat = self._first_heat()
        self.points = whole_points(board)

    def steps(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        """Improve the board in place until told to stop; give changes and deterministic seconds.

        Raises `ArithmeticError` when a plan is not what the compiled code said it was; the board
        is good even then.
        """
        if self.page.is_read:
            yield from self._steps_again(should_stop)
        else:
            yield from self._begin(should_stop)
            while not should_stop():
                yield self._step(should_stop)
        yield self._last(), 0.0

    def _steps_again(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        """Make the steps of the search that is repeated, in its order."""
        while self.page.next is not None and not should_stop():
            if self.page.next == FOLLOWS:
                self.page.read()
                self.crew.follow(self.crew.best)
            elif self.page.next == ANEW:
                self.page.read()
                yield from self._begin_again(should_stop)
            else:
                yield self._step_again(should_stop)

    def _begin_again(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        shares = None
        while self.guide and shares is None and not should_stop():
            shares = self.guide(WAIT_SECONDS)
            yield 0, 0.0
        if shares:
            self.crew.begin_anew(shares, self.fixed)

    def _step_again(self, should_stop: Callable[[], bool]) -> tuple[int, float]:
        before = self.points
        self.crew.run((0.0, 0.0), should_stop=should_stop)
        marked, self.marked = self.marked, time.perf_counter()
        self.unseen += self.marked - marked
        if self.unseen >= max(HAND_OVER_SECONDS, HAND_OVER_TIMES * self.handing):
            self._hand_over()
        return self.points - before, 0.0

    def _last(self) -> int:
        """Hand over what is left; give the change of the cost."""
        before = self.points
        self._hand_over()
        return self.points - before

    def _begin(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        """Leave the plan of the board for one made of shares, and cool down from that but once.

        The search waits for them: much of what it found before would be thrown away.
        """
        if self.guide is None or self.guide(0.0) == {}:
            return
        yield from self._quench(should_stop)
        while (shares := self.guide(WAIT_SECONDS)) is None and not should_stop():
            yield 0, 0.0
        if shares:
            self.page.write(ANEW)
            self.crew.begin_anew(shares, self.fixed)
            self.cooling = GUIDED
        self.cycle = 0
        self._turn()
        self.marked = time.perf_counter()

    def _quench(self, should_stop: Callable[[], bool]) -> Iterator[tuple[int, float]]:
        self.length = min(MOST_QUENCH_SECONDS, QUENCH_SHARE * (self.seconds or 0.0))
        while self.cycle == 0 and not should_stop():
            yield self._step(should_stop)
        yield self._last(), 0.0

    def _step(self, should_stop: Callable[[], bool]) -> tuple[int, float]:
        """Make a slice; the board follows to what the slices before have found meanwhile."""
        before = self.points
        pause = max(HAND_OVER_SECONDS, HAND_OVER_TIMES * self.handing)
        is_due = self.unseen >= pause
        spent = self._slice(should_stop, self._hand_over if is_due else lambda: None)
        self.unseen += spent
        if self.is_repeatable or should_stop():
            self._hand_over()
        return self.points - before, spent if self.is_repeatable else 0.0

    def _slice(
        self, should_stop: Callable[[], bool], meanwhile: Callable[[], None] = lambda: None
    ) -> float:
        """Search for a moment; give what it counts for: all the time since the last, if timed."""
        if self.is_repeatable:
            size = SLICE_TRIALS * DETERMINISTIC_PER_TRIAL
            heats = self._heat(self.spent), self._heat(self.spent + size)
            trials = self.crew.run(heats, trials=SLICE_TRIALS, should_stop=should_stop)
            spent = trials * DETERMINISTIC_PER_TRIAL
        else:
            heats = self._heat(self.spent), self._heat(self.spent + SLICE_SECONDS)
            self.made += self.crew.run(
                heats, seconds=SLICE_SECONDS, should_stop=should_stop, meanwhile=meanwhile
            )
            marked, self.marked = self.marked, time.perf_counter()
            spent = self.marked - marked
        self.spent += spent
        if self.spent >= self.length:
            self._turn()
            self.page.write(FOLLOWS)
            self.crew.follow(self.crew.best)
        return spent

    def _turn(self) -> None:
        """Begin the next cycle of heat."""
        self.cycle += 1
        self.spent = 0.0
        if self.seconds is None:
            self.length *= CYCLE_GROWTH
        else:
            left = self.seconds - (time.perf_counter() - self.began)
            self.length = max(SLICE_SECONDS, COOLED_SHARE * left)
        self.first_heat = self._first_heat()

    def _heat(self, spent: float) -> float:
        last = self.cooling.last_heat
        if self.seconds == 0 or (self.seconds is not None and self.cycle > 1):
            return last * self.scale
        share = min(1.0, spent / self.length)
        return self.scale * self.first_heat * math.pow(last / self.first_heat, share)

    def _first_heat(self) -> float:
        """Give the heat at the start of a cycle: as hot as there is time to cool down from."""
        passed = self.marked - self.began
        rate = self.made / passed if self.made else TRIALS_PER_SECOND * len(self.crew.engines)
        each = self.length * rate / max(1, len(self.board.of_demand))
        heat = USUAL_HEAT * math.pow(each / self.cooling.usual_trials, HEAT_POWER)
        return min(self.cooling.most_heat, max(self.cooling.least_heat, heat))

    def _hand_over(self) -> None:
        """Bring the board to the best plan met."""
        self.unseen = 0.0
        promised = self.crew.best_points - self.points
        if promised >= 0:
            return
        began = time.perf_counter()
        change = take_over(self.board, options_of(self.crew.best))
        self.handing = time.perf_counter() - began
        self.points += change
        if change != promised:
            raise ArithmeticError(f"the plan was to cost {promised} points more, not {change}")


def make_crew(
    board: Board,
    fixed: frozenset[Option],
    *,
    seed: int,
    workers: int,
    page: Page | None = None,
) -> Crew | None:
    """Make a crew around the plan of a board; None where nothing is compiled or it cannot do it."""
    compiled = library.load()
    if compiled is None:
        return None
    try:
        question = Question(board.candidates, fixed)
        return Crew(compiled, question, board.options(), seed=seed, workers=workers, page=page)
    except (OverflowError, MemoryError):
        return None
