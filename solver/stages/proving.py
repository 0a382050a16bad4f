"""When the bound is proven: beside the search, in a thread of its own, or else before it."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from solver.board import Board
from solver.bound import Proof, count_pairs, linear_bound, priced_bound
from solver.native import library
from solver.native.allot import Shares
from solver.stages import guide
from solver.stages.aside import run_aside
from solver.stages.search import Effort
from solver.stages.watch import Watch

# How long the prices rise beside the search: at first they rise fast, later hardly at all.
SHARE = 0.5
# Up to so many pairs of demand and CDO calendars are proven one by one, which takes all the time.
CALENDAR_PAIRS, CALENDAR_SHARE = 200, 0.9
SLICE_SECONDS = 0.3
END_SECONDS = 1.0
# How long it rises where the search has to wait for it.
BEFORE_SHARE = 0.1


def proving(
    board: Board, watch: Watch, share: float = 1.0
) -> "AbstractContextManager[Prover | None]":
    """Give a context in which the bound grows; where it cannot grow beside, prove it at once.

    Beside needs a clock, and steps that do not hold Python's lock. `share` is how much of the time
    the search has that begins from the shares.
    """
    options = watch.options
    is_timed = options.deterministic_limit is None and library.load() is not None
    if is_timed and (options.is_proven or guide.is_for(board, options)):
        return Prover(board, watch, share)
    if options.is_proven:
        _prove_before(board, watch)
    return nullcontext()


def _prove_before(board: Board, watch: Watch) -> None:
    first = run_aside(lambda: linear_bound(board), watch.is_over)
    if first is None or watch.is_over():
        return
    watch.know(first)
    until = watch.seconds + BEFORE_SHARE * watch.left_seconds
    is_timed = watch.options.deterministic_limit is None

    def is_enough() -> bool:
        # Another thread asks this: only that of the solve may ask the caller.
        return watch.was_stopped or (is_timed and watch.seconds >= until)

    priced = run_aside(lambda: priced_bound(board, first, is_enough), watch.is_stopped)
    if priced is not None:
        watch.know(priced)


class Prover:
    """A context in which the bound of a watch grows by itself; left, it grows no more.

    At first, where that helps, its prices are let rise on all cores until they say who should serve
    whom (`shares`); then in one thread beside the search, if a bound is wanted.
    """

    def __init__(self, board: Board, watch: Watch, share: float = 1.0) -> None:
        self._board, self._watch, self._share = board, watch, share
        self._is_small = count_pairs(board) <= CALENDAR_PAIRS
        share = CALENDAR_SHARE if self._is_small else SHARE
        self._until = watch.seconds + share * watch.left_seconds
        self._is_ended = threading.Event()
        self._is_guided = threading.Event()
        self._shares: Shares = {}
        self._proof: Proof | None = None
        self._error: Exception | None = None
        self._page = watch.diary.page("guide")
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Prover":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ended.set()
        if self._proof is not None:
            self._proof.stop()
        self._thread.join(END_SECONDS)
        if self._error is not None:
            raise self._error

    def shares(self, seconds: float) -> Shares | None:
        """Wait so long for the slots per demand and CDO to begin with; None if they are not ready.

        There are none where a search does as well without.
        """
        return self._shares if self._is_guided.wait(seconds) else None

    def _run(self) -> None:
        try:
            is_guided = guide.is_for(self._board, self._watch.options)
            if not is_guided:
                self._is_guided.set()
            self._proof = proof = Proof(self._board)
            if is_guided:
                self._guide(proof)
            self._is_guided.set()
            is_wanted = self._watch.options.is_proven and not self._page.is_read
            if is_wanted and proof.climb is not None:
                self._prove(proof)
        except Exception as error:  # noqa: BLE001 - raised again by the thread that searches
            self._error = error
        finally:
            self._is_guided.set()

    def _guide(self, proof: Proof) -> None:
        proof.use_threads(self._watch.options.workers)
        seconds = self._share * self._watch.left_seconds
        self._shares = guide.find_shares(
            proof, seconds, self._is_ended.is_set, lambda: self._know(proof), self._page
        )
        proof.use_threads(1)

    def _know(self, proof: Proof) -> None:
        if self._watch.options.is_proven:
            self._watch.know(proof.bound)

    def _prove(self, proof: Proof) -> None:
        while not self._is_over() and self._has_time_for_round(proof):
            self._watch.know(proof.run(1 << 30, self._slice()))
            if self._is_small and proof.climb and proof.climb.steps >= proof.steps:
                self._tighten(proof)
                return

    def _has_time_for_round(self, proof: Proof) -> bool:
        """Whether a round just begun can end in time: until then it proves nothing new."""
        climb = proof.climb
        if climb is None or climb.is_in_round or not climb.steps:
            return True
        each = self._watch.seconds / climb.steps
        return self._watch.seconds + each * climb.round_steps <= self._until

    def _tighten(self, proof: Proof) -> None:
        seconds = (self._until - self._watch.seconds) / max(1, len(self._board.of_cdo))
        effort = Effort(max(0.0, seconds), self._watch.options.seed)
        self._watch.know(proof.tighten(effort, self._is_over))

    def _is_over(self) -> bool:
        return self._is_ended.is_set() or self._watch.seconds >= self._until

    def _slice(self) -> Callable[[], bool]:
        end = time.perf_counter() + SLICE_SECONDS
        return lambda: self._is_ended.is_set() or time.perf_counter() >= end
