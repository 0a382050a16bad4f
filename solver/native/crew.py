"""Several compiled searches side by side, each in its own part of one plan, merged again and again.

Parts share nothing, so that what each gains adds up exactly; they are drawn anew for every slice.
"""

import ctypes
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from random import Random
from typing import NamedTuple

from solver.diary import Page
from solver.native.allot import Shares, allotted
from solver.native.parts import Parts
from solver.native.question import Question
from solver.native.search import Engine, Made, Outcome, Rows, rows_of
from solver.problem import Option

POLL_SECONDS = 0.05


class Slice(NamedTuple):
    """One slice of a search: how hot, how long by the clock or in trials, or what it once made."""

    heats: tuple[float, float]
    seconds: float
    trials: int
    made: Sequence[Made | None]


class Crew:
    """Engines around one plan: `points` is its cost now, `best` the best plan met so far.

    With few CDOs (`is_cut` is false) all engines search the whole plan, from different seeds.
    Each slice is written on `page`, or read from it and made again.
    """

    def __init__(
        self,
        library: ctypes.CDLL,
        question: Question,
        options: Iterable[Option],
        *,
        seed: int,
        workers: int,
        page: Page | None = None,
    ) -> None:
        self.page = page or Page("trials")
        self.question = question
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.engines = [
            Engine(library, question, (seed << 8) + number) for number in range(max(1, workers))
        ]
        self.parts = Parts(question, len(self.engines), self.random)
        self.is_cut = self.parts.is_cut
        self.follow(rows_of(question, options))
        self.best = self.rows.copy()
        self.best_points = self.points

    def begin_anew(self, shares: Shares, kept: Iterable[Option]) -> None:
        """Go on from a plan made of shares of the CDOs' time and the visits that must stay."""
        rows = rows_of(self.question, kept)
        self.follow(allotted(self.engines[0], shares, rows))

    def fill(self) -> None:
        """Serve everybody from the plan as it is, taking nothing away."""
        self.engines[0].fill()
        self.follow(self.engines[0].store(self.rows.copy()))
        self._note(self.rows.copy(), self.points)

    def follow(self, rows: Rows) -> None:
        """Go on from another plan, which itself stays as it is."""
        self.rows = rows.copy()
        for engine in self.engines:
            self.points = engine.load(rows)

    def run(
        self,
        heats: tuple[float, float],
        *,
        seconds: float = 0.0,
        trials: int = 0,
        should_stop: Callable[[], bool] = lambda: False,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> int:
        """Search for a slice, one thread an engine; give the trials made, all engines together.

        `trials` counts for each engine. `meanwhile` is called once by the calling thread while the
        engines search, then `should_stop` again and again; `best` stays as it is until the end.
        """
        parts = self.parts.draw(self.rows)
        for engine, part, missing in zip(self.engines, parts, self._missing(), strict=True):
            engine.limit(*part, missing)
        asked = Slice(heats, seconds, trials, [None] * len(self.engines))
        outcomes = self._run_all(self._same_as(asked), should_stop, meanwhile)
        if self.is_cut or len(self.engines) == 1:
            self._merge(outcomes)
        else:
            self._choose(outcomes)
        return sum(outcome.trials for outcome in outcomes)

    def _same_as(self, asked: Slice) -> Slice:
        """Give the slice that is repeated, or the one that is asked for."""
        if not self.page.is_read:
            return asked
        first, last, trials, *made = self.page.read()
        return Slice((first, last), 0.0, trials, made)

    def _run_all(
        self,
        one: Slice,
        should_stop: Callable[[], bool],
        meanwhile: Callable[[], None],
    ) -> list[Outcome]:
        stop = ctypes.c_int32(0)
        with ThreadPoolExecutor(len(self.engines)) as pool:
            running: list[Future[Outcome]] = [
                pool.submit(
                    engine.run,
                    one.heats,
                    seconds=one.seconds,
                    trials=one.trials,
                    stop=stop,
                    again=made,
                )
                for engine, made in zip(self.engines, one.made, strict=True)
            ]
            try:
                meanwhile()
                while wait(running, timeout=POLL_SECONDS).not_done:
                    stop.value = stop.value or should_stop()
            finally:
                stop.value = 1
        outcomes = [future.result() for future in running]
        if not self.page.is_read:
            self.page.write([*one.heats, one.trials, *(outcome.made for outcome in outcomes)])
        return outcomes

    def _merge(self, outcomes: Sequence[Outcome]) -> None:
        """Put the parts together, those of now and the best of each."""
        before = self.points
        best = self.rows.copy()
        for engine in self.engines:
            engine.store(self.rows, everything=False)
            engine.store(best, best=True, everything=False)
        self._note(best, before + sum(outcome.best_points - before for outcome in outcomes))
        expected = before + sum(outcome.points - before for outcome in outcomes)
        self.follow(self.rows)
        if self.points != expected:
            raise ArithmeticError(f"parts cost {expected} points, together {self.points}")

    def _choose(self, outcomes: Sequence[Outcome]) -> None:
        """Keep the best of searches that go their own ways."""
        number = min(range(len(outcomes)), key=lambda n: outcomes[n].best_points)
        if outcomes[number].best_points < self.best_points:
            best = self.engines[number].store(self.rows.copy(), best=True)
            self._note(best, outcomes[number].best_points)
        self.points = min(outcome.points for outcome in outcomes)

    def _note(self, best: Rows, points: int) -> None:
        if points < self.best_points:
            self.best, self.best_points = best, points

    def _missing(self) -> list[int]:
        """Share out how many published visits may be missing from each engine's whole plan."""
        most = self.question.layout.max_changes
        if most < 0 or not self.is_cut:
            return [most] * len(self.engines)
        missing = self.engines[0].missing
        left = max(0, most - missing)
        first = self.random.randrange(len(self.engines))
        shares = [(left + n) // len(self.engines) for n in range(len(self.engines))]
        return [missing + share for share in (*shares[first:], *shares[:first])]
