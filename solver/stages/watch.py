"""Time, progress and stop of one solve: the only place that reads a clock, and only as a limit."""

import threading
import time
from collections.abc import Callable

from solver.board import Board
from solver.bound import Bound
from solver.diary import Diary
from solver.problem import Problem
from solver.result import Found, Options, Phase, Progress


class Watch:
    """Knows when to stop, and tells how far the solve is.

    `is_offered` says whether the solve would give a plan if it ended now; all, unless set.
    """

    def __init__(
        self,
        options: Options,
        problem: Problem,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        on_plan: Callable[[Found], None] | None = None,
    ) -> None:
        self.options = options
        self.instance = problem.instance
        self.diary = Diary(options.repeats)
        self.bound = Bound(0.0, "trivial")
        self.was_stopped = False
        self.deterministic_seconds = 0.0
        self.first_seconds: float | None = None
        self.settled_seconds: float | None = None
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._began = time.perf_counter()
        self._on_plan = on_plan
        self._lock = threading.Lock()
        self.is_offered: Callable[[Board], bool] = lambda _: True
        self._worst = sum(curve[0] for curve in problem.shortage)
        self._asked = sum(demand.requested for demand in problem.demands)

    @property
    def seconds(self) -> float:
        """Seconds since the solve began."""
        return time.perf_counter() - self._began

    @property
    def left_seconds(self) -> float:
        """Seconds until the limit, at least 0."""
        return max(0.0, self.options.time_limit_seconds - self.seconds)

    def is_stopped(self) -> bool:
        """Whether the caller wants the solve to end; once yes, always yes."""
        if not self.was_stopped and self._should_stop is not None:
            self.was_stopped = self._should_stop()
        return self.was_stopped

    def is_over(self) -> bool:
        """Whether the solve must end: stopped, or its time is used up."""
        limit = self.options.deterministic_limit
        if limit is not None and self.deterministic_seconds >= limit:
            return True
        return self.is_stopped() or self.left_seconds <= 0

    def gate(self, name: str, is_late: Callable[[], bool] = lambda: False) -> Callable[[], bool]:
        """Give the question whether a stage must end: it is late, or the solve is over.

        How often it may go on is written down, or was, by the search that this one repeats.
        """
        return self.diary.gate(name, lambda: self.is_over() or is_late(), self.is_stopped)

    def know(self, bound: Bound) -> None:
        """Keep a bound if it is better than the one known; may be called from any thread."""
        with self._lock:
            if bound.value > self.bound.value:
                self.bound = bound

    def gap(self, cost: int) -> float:
        """Give (cost − bound) / (cost of serving nobody − bound), 0 when that is nothing."""
        room = self._worst - self.bound.value
        return max(0.0, (cost - self.bound.value) / room) if room > 0 else 0.0

    def tell(self, phase: Phase, cost: int, board: Board) -> None:
        """Report progress, and the plan at hand, which costs so many plain points."""
        bound, seconds = self.bound, self.seconds
        if self._on_plan is not None and self.is_offered(board):
            self._on_plan(Found(cost, bound.value, bound.kind, seconds, board.options))
        if self._on_progress is None:
            return
        is_bounded = bound.kind != "trivial"
        self._on_progress(
            Progress(
                phase,
                seconds,
                cost,
                bound.value if is_bounded else None,
                self.gap(cost) if is_bounded else None,
                sum(board.served),
                self._asked,
            )
        )
