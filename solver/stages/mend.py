"""How a broken plan is mended: visits that fit are added, then trials around what was hit.

`Compiled` where there is a compiled search, `Plain` everywhere; both only ever make a board better.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

import numpy as np

from solver.board import Board
from solver.diary import Page
from solver.native.crew import Crew
from solver.native.search import options_of
from solver.problem import Option
from solver.score import local_points
from solver.stages import greedy
from solver.stages.anneal import DETERMINISTIC_PER_TRIAL, Anneal
from solver.stages.swarm import make_crew


class Moment(NamedTuple):
    """A moment of trials: how many, how much less the plan costs, what they count for."""

    trials: int
    gained: int
    deterministic_seconds: float


class Mender(Protocol):
    """What mends a board."""

    def fill(self, hit: Collection[int]) -> None:
        """Add visits as long as they fit and pay, those of the demands that were hit at least."""

    def aim(self, hit: Collection[int]) -> int:
        """Look around these demands from now on; give how many trials show that all is found."""

    def run(self, should_stop: Callable[[], bool]) -> Moment:
        """Try for a moment."""


def mender_of(
    board: Board,
    fixed: frozenset[Option],
    seed: int,
    workers: int,
    *,
    is_repeatable: bool,
    page: Page | None = None,
) -> Mender:
    """Choose who mends a board; trials are written on the page, or read from it."""
    compiled = compiled_of(board, fixed, seed, workers, page)
    return compiled or Plain(board, fixed, seed, is_repeatable=is_repeatable)


def compiled_of(
    board: Board,
    fixed: frozenset[Option],
    seed: int,
    workers: int,
    page: Page | None = None,
) -> "Compiled | None":
    """Give the compiled search for a board; None without it, or with numbers too large for it."""
    crew = make_crew(board, fixed, seed=seed, workers=workers, page=page)
    return None if crew is None else Compiled(board, crew)


class Compiled:
    """Mends by the compiled search: everybody at once, some ten thousand trials in a second."""

    # Bringing the board to a better plan takes longer, the larger it is: the more trials before.
    TRIALS, TRIALS_PER_DEMAND = 1000, 2
    DETERMINISTIC_PER_TRIAL = 1 / 30_000
    # Nearly cold: a detour of some points may lead on, a dearer plan is never taken over.
    HEATS = (5.0, 1.0)
    LEAST, PER_DEMAND = 3000, 10
    # So many CDOs are looked at for a demand that was hit, the nearest ones: beyond them, gains
    # that have nothing to do with the event never end.
    MOST_CDOS = 12

    def __init__(self, board: Board, crew: Crew) -> None:
        self.board = board
        self.crew = crew
        self.record = crew.points

    def fill(self, hit: Collection[int]) -> None:
        """Add visits for everybody; `hit` are among them."""
        self.crew.fill()
        self._take_over()

    def aim(self, hit: Collection[int]) -> int:
        """Open these demands, the CDOs who could serve them, and whom else these CDOs serve.

        Without any, everybody: what an event has set free may be of use anywhere.
        """
        demands = np.full(len(self.board.of_demand), not hit, np.uint8)
        cdos = np.full(len(self.board.of_cdo), not hit, np.uint8)
        demands[list(hit)] = 1
        cdos[[cdo for demand in hit for cdo in self._nearest(demand)]] = 1
        demands[[o.demand for cdo in np.flatnonzero(cdos) for o in self.board.of_cdo[cdo]]] = 1
        self.crew.parts.only = demands, cdos
        return self.LEAST + self.PER_DEMAND * int(demands.sum())

    def _nearest(self, demand: int) -> set[int]:
        """Give the CDOs who live nearest to a demand that they could serve, and those who do."""
        problem, site = self.board.problem, self.board.problem.demands[demand].site
        bases = [cdo.base for cdo in problem.cdos]
        eligible = self.board.candidates.eligible[demand]
        near = sorted(eligible, key=lambda cdo: (problem.grid.km(bases[cdo], site), cdo))
        return {*near[: self.MOST_CDOS], *(o.cdo for o in self.board.of_demand[demand])}

    def run(self, should_stop: Callable[[], bool]) -> Moment:
        """Try some thousand times."""
        before = self.record
        count = max(self.TRIALS, self.TRIALS_PER_DEMAND * len(self.board.of_demand))
        trials = self.crew.run(self.HEATS, trials=count, should_stop=should_stop)
        self._take_over()
        return Moment(trials, before - self.record, trials * self.DETERMINISTIC_PER_TRIAL)

    def _take_over(self) -> None:
        """Bring the board to the best plan of the crew, if that is allowed and costs less."""
        if self.crew.best_points >= self.record:
            return
        found, here = options_of(self.crew.best), self.board.options()
        gone, come = sorted(here - found), sorted(found - here)
        demands, cdos = ({o[side] for o in (*gone, *come)} for side in (0, 1))
        before = local_points(self.board, demands, cdos)
        self.board.remove_all(gone)
        left = self.board.add_fitting(come)
        change = local_points(self.board, demands, cdos) - before
        if left or change > 0 or self.board.has_too_many_changes():
            self.board.remove_all(set(come) - set(left))
            self.board.add_all(gone)
        else:
            self.record += change


class Plain:
    """Mends by the greedy plan and the local search: some hundred trials in a second."""

    LEAST, PER_DEMAND = 100, 20

    def __init__(
        self, board: Board, fixed: frozenset[Option], seed: int, *, is_repeatable: bool
    ) -> None:
        self.board = board
        self.fixed = fixed
        self.seed = seed
        self.is_repeatable = is_repeatable

    def fill(self, hit: Collection[int]) -> None:
        """Add visits for the demands that were hit."""
        greedy.fill(self.board, demands=hit)

    def aim(self, hit: Collection[int]) -> int:
        """Fill the rest, then make ready for trials seeded by these demands and by those filled."""
        served = list(self.board.served)
        greedy.fill(self.board)
        seeds = {d for d, slots in enumerate(self.board.served) if slots > served[d]} | set(hit)
        self.anneal = Anneal(
            self.board,
            self.seed,
            self.fixed,
            is_repeatable=self.is_repeatable,
            seconds=0.0,
            seeds=sorted(seeds) or None,
        )
        return self.LEAST + self.PER_DEMAND * len(seeds)

    def run(self, should_stop: Callable[[], bool]) -> Moment:
        """Try for a slice of the local search."""
        gained = -self.anneal.run_slice(should_stop, (), ())
        return Moment(self.anneal.trials, gained, self.anneal.trials * DETERMINISTIC_PER_TRIAL)
