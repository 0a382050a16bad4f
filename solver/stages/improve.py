"""Large-neighbourhood search: free a part, let CP-SAT solve it, keep what costs no more.

Between its runs, and beside them, thousands of small trials (see `anneal`). With several workers,
parts that share neither a demand nor a CDO are solved side by side in threads; the board itself is
only touched by the calling thread.
"""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.board import Board
from solver.diary import Page
from solver.stages import neighbourhood
from solver.stages.anneal import Anneal
from solver.stages.choice import Chooser
from solver.stages.neighbourhood import Neighbourhood
from solver.stages.search import Effort, Outcome, configured, run
from solver.stages.swarm import Guide, Swarm, make_crew

POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Step:
    """One neighbourhood done: the change of the cost (≤ 0) and CP-SAT's own time for it."""

    change: int
    deterministic_seconds: float


class Search:
    """The running neighbourhoods around one board."""

    def __init__(self, board: Board, chooser: Chooser, effort: Callable[[], Effort]) -> None:
        self.board = board
        self.chooser = chooser
        self.effort = effort
        self.drawn = 0
        self.running: dict[Future[Outcome], tuple[Neighbourhood, cp_model.CpSolver]] = {}

    def steps(
        self,
        workers: int,
        should_stop: Callable[[], bool],
        seconds: float | None = None,
        guide: Guide | None = None,
        page: Page | None = None,
    ) -> Iterator[Step]:
        """Improve the board in place until told to stop; give every step as it is done.

        `seconds` says how long that will be, if it is known; the local search then cools down once.
        Where code can be compiled, a swarm of compiled trials takes all the time, with the guide;
        only what it does can be written on `page`, to be repeated.
        """
        effort = self.effort()
        fixed = self.chooser.fixed
        crew = make_crew(self.board, fixed, seed=effort.seed, workers=workers, page=page)
        if crew is not None and not self._is_hopeless():
            swarm = Swarm(
                self.board,
                crew,
                fixed,
                seconds=seconds,
                is_repeatable=effort.deterministic is not None,
                guide=guide,
            )
            try:
                yield from itertools.starmap(Step, swarm.steps(should_stop))
            except (ArithmeticError, MemoryError):
                pass  # The board is good; what is not compiled goes on from it.
            else:
                return
        if page is not None and not self._is_hopeless():
            page.spoil()
        anneal = Anneal(
            self.board,
            effort.seed,
            self.chooser.fixed,
            is_repeatable=effort.deterministic is not None,
            seconds=seconds,
        )
        with ThreadPoolExecutor(max(1, workers - 1)) as pool:
            try:
                while not should_stop() and not self._is_hopeless():
                    yield from self._round(pool, anneal, workers, should_stop)
            finally:
                self._halt()

    def _round(
        self,
        pool: ThreadPoolExecutor,
        anneal: Anneal,
        workers: int,
        should_stop: Callable[[], bool],
    ) -> Iterator[Step]:
        """Try for a moment, beside parts with several workers, before a part with one."""
        if workers > 1 and not anneal.is_hot:
            self._refill(pool, workers - 1)
        parts = [part for part, _ in self.running.values()]
        demands = frozenset().union(*(part.demands for part in parts))
        cdos = frozenset().union(*(part.touched for part in parts))
        change = anneal.run_slice(should_stop, demands, cdos)
        yield Step(change, anneal.deterministic_seconds)
        if workers == 1 and not anneal.is_hot:
            self._refill(pool, 1)
        for step in self._collect(should_stop, 0.0 if workers > 1 else POLL_SECONDS):
            anneal.record += step.change
            yield step
        if not anneal.is_hot:
            anneal.follow()

    def _halt(self) -> None:
        for _, solver in self.running.values():
            solver.stop_search()

    def _refill(self, pool: ThreadPoolExecutor, workers: int) -> None:
        while len(self.running) < workers:
            parts = [part for part, _ in self.running.values()]
            demands = frozenset().union(*(part.demands for part in parts))
            cdos = frozenset().union(*(part.touched for part in parts))
            part = self.chooser.find(demands, cdos)
            if part is None or not part.demands:
                if self.running or self._is_hopeless():
                    return
                continue
            self._submit(pool, part)

    def _is_hopeless(self) -> bool:
        """Whether no demand can be served by anybody, so that no part is ever found."""
        return not any(self.board.candidates.eligible)

    def _submit(self, pool: ThreadPoolExecutor, part: Neighbourhood) -> None:
        self.drawn += 1
        effort = self.effort()
        model = neighbourhood.model_of(self.board, part)
        solver = configured(Effort(effort.seconds, effort.seed + self.drawn, effort.deterministic))
        self.running[pool.submit(run, model, solver)] = (part, solver)

    def _collect(
        self, should_stop: Callable[[], bool], poll_seconds: float = POLL_SECONDS
    ) -> Iterator[Step]:
        """Take over what is done; wait for it unless polling takes no time."""
        done: set[Future[Outcome]] = set()
        while self.running and not done and not should_stop():
            done, _ = wait(self.running, timeout=poll_seconds, return_when=FIRST_COMPLETED)
            if not poll_seconds:
                break
        for future in done:
            part, _ = self.running.pop(future)
            outcome = future.result()
            self.chooser.learn(is_optimal=outcome.is_optimal)
            change = 0
            if outcome.options is not None:
                change = neighbourhood.exchange(self.board, part, outcome.options)
            yield Step(change, outcome.deterministic_seconds)
