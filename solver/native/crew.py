"""Several compiled searches side by side, each in its own part of one plan, merged again and again.

A part is a set of CDOs with the demands that only they serve; parts share nothing, so that what
each gains adds up exactly. They are drawn anew for every slice, mostly by where the CDOs live.
"""

import ctypes
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from random import Random

import numpy as np
from numpy.typing import NDArray

from solver.native.question import Question
from solver.native.search import Engine, Outcome, Rows, rows_of
from solver.problem import Option

POLL_SECONDS = 0.05
# With fewer CDOs than this for each engine, all search the whole plan, from different seeds.
LEAST_CDOS = 5
# How often parts are drawn by chance alone, and not by place.
SCATTERED_SHARE = 0.3
# Slots per demand and CDO.
Shares = dict[tuple[int, int], float]
Flags = NDArray[np.uint8]
Part = tuple[Flags, Flags]


class Crew:
    """Engines around one plan: `points` is its cost now, `best` the best plan met so far.

    `only` has flags per demand and per CDO: what may be touched at all, of the parts of a slice.
    """

    def __init__(
        self,
        library: ctypes.CDLL,
        question: Question,
        options: Iterable[Option],
        *,
        seed: int,
        workers: int,
    ) -> None:
        self.question = question
        self.random = Random(seed)  # noqa: S311 - a search, not a secret
        self.engines = [
            Engine(library, question, (seed << 8) + number) for number in range(max(1, workers))
        ]
        self.is_cut = len(question.problem.cdos) >= LEAST_CDOS * len(self.engines)
        self.places = _places(question)
        demands, cdos = len(question.problem.demands), len(question.problem.cdos)
        self.only: Part = np.ones(demands, np.uint8), np.ones(cdos, np.uint8)
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
    ) -> int:
        """Search for a slice, one thread an engine; give the trials made, all engines together.

        `trials` counts for each engine. `should_stop` is asked by the calling thread.
        """
        for engine, part, missing in zip(self.engines, self._parts(), self._missing(), strict=True):
            demands, cdos = (own & only for own, only in zip(part, self.only, strict=True))
            engine.limit(demands, cdos, missing)
        outcomes = self._run_all(heats, seconds, trials, should_stop)
        if self.is_cut or len(self.engines) == 1:
            self._merge(outcomes)
        else:
            self._choose(outcomes)
        return sum(outcome.trials for outcome in outcomes)

    def _run_all(
        self,
        heats: tuple[float, float],
        seconds: float,
        trials: int,
        should_stop: Callable[[], bool],
    ) -> list[Outcome]:
        stop = ctypes.c_int32(0)
        with ThreadPoolExecutor(len(self.engines)) as pool:
            running: list[Future[Outcome]] = [
                pool.submit(engine.run, heats, seconds=seconds, trials=trials, stop=stop)
                for engine in self.engines
            ]
            try:
                while wait(running, timeout=POLL_SECONDS).not_done:
                    stop.value = stop.value or should_stop()
            finally:
                stop.value = 1
        return [future.result() for future in running]

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

    def _parts(self) -> list[Part]:
        demands, cdos = len(self.question.problem.demands), len(self.question.problem.cdos)
        count = len(self.engines)
        if not self.is_cut or count == 1:
            return [(np.ones(demands, np.uint8), np.ones(cdos, np.uint8))] * count
        part_of_cdo = self._cut()
        owner = self._owners(part_of_cdo)
        return [
            ((owner == n).astype(np.uint8), (part_of_cdo == n).astype(np.uint8))
            for n in range(count)
        ]

    def _cut(self) -> NDArray[np.intp]:
        """Draw the part of each CDO: in rows along a random direction, or scattered."""
        count, cdos = len(self.engines), len(self.places)
        if self.random.random() < SCATTERED_SHARE:
            rank = np.array(self.random.sample(range(cdos), cdos))
        else:
            angle = self.random.uniform(0, 2 * math.pi)
            along = self.places @ np.array([math.cos(angle), math.sin(angle)])
            rank = np.argsort(np.argsort(along, kind="stable"), kind="stable")
        shift = self.random.uniform(-0.1, 0.1) * cdos / count
        parts = ((rank + shift) * count / cdos).astype(np.intp)
        return np.clip(parts, 0, count - 1)

    def _owners(self, part_of_cdo: NDArray[np.intp]) -> NDArray[np.intp]:
        """Give each demand's part; -1 where CDOs of several parts serve it, or nobody could."""
        count = len(self.engines)
        demands, days = np.nonzero(self.rows["length"])
        serving = np.zeros((len(self.rows), count), bool)
        serving[demands, part_of_cdo[self.rows["cdo"][demands, days]]] = True
        owner = np.where(serving.sum(axis=1) == 1, serving.argmax(axis=1), -1)
        eligible = self.question.candidates.eligible
        for demand in np.nonzero(~serving.any(axis=1))[0].tolist():
            if eligible[demand]:
                owner[demand] = part_of_cdo[self.random.choice(eligible[demand])]
        return owner


def _places(question: Question) -> NDArray[np.float64]:
    """Give where each CDO lives: north and east, in about equal units."""
    grid = question.problem.grid
    sites = [grid.sites[cdo.base] for cdo in question.problem.cdos]
    flat = [(s.lat, s.lon * math.cos(math.radians(s.lat))) for s in sites]
    return np.array(flat, np.float64).reshape(-1, 2)


def allotted(engine: Engine, shares: Shares, rows: Rows) -> Rows:
    """Serve each demand by the CDOs with its largest shares, up to these, then by anybody.

    `rows` has the visits to begin with. Everybody may be touched afterwards.
    """
    problem = engine.question.problem
    all_demands = np.ones(len(problem.demands), np.uint8)
    most = engine.question.layout.max_changes
    engine.load(rows)
    for cdo, given in sorted(_largest(engine.question, shares).items()):
        only = np.zeros(len(problem.cdos), np.uint8)
        only[cdo] = 1
        engine.limit(all_demands, only, most)
        # The longest visits first: short ones still fit between them.
        for slots, demand in sorted(given, key=lambda own: _rank(engine.question, *own)):
            engine.serve(demand, max(1, round(slots)))
    engine.limit(all_demands, np.ones(len(problem.cdos), np.uint8), most)
    engine.fill()
    return engine.store(rows.copy())


def _rank(question: Question, slots: float, demand: int) -> tuple[int, float, int]:
    return -max(question.problem.demands[demand].lengths), -slots, demand


def _largest(question: Question, shares: Shares) -> dict[int, list[tuple[float, int]]]:
    """Give each CDO the demands of which they have one of the largest shares."""
    count: Counter[int] = Counter()
    found: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for demand, cdo in sorted(shares, key=lambda pair: (-shares[pair], pair)):
        count[demand] += 1
        if count[demand] <= question.problem.demands[demand].max_cdos:
            found[cdo].append((shares[demand, cdo], demand))
    return found
