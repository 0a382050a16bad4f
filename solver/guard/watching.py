"""The watch over one search: hear it, pass on the wish to stop, keep time, conclude."""

import os
import time
from collections.abc import Callable

from solver.diary import require_same
from solver.guard.child import Child, ChildGone, choose_way
from solver.guard.ending import conclude
from solver.guard.inside import Engine, Message, Raised, Told, told
from solver.guard.judging import Judge
from solver.guard.kept import Left
from solver.guard.patience import Patience
from solver.instance import Instance
from solver.memory import held_megabytes
from solver.native import library
from solver.result import Found, Isolation, Options, Progress, Result, Status


def solve(
    instance: Instance,
    options: Options,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    *,
    engine: Engine | None = None,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> Result:
    """Solve in a process of its own and judge what it gives.

    `on_progress` and `should_stop` are called from the calling thread, the latter every
    `patience.poll_seconds`; what they raise passes through, and ends the search. `engine` is the
    search itself, `solver.stages.solve.solve` unless a test wants another. Raises InvalidInstance
    when a search is to be repeated that answered another question.
    """
    if options.repeats is not None:
        require_same(options.repeats, instance, options.start)
    library.load()  # compiling it takes seconds that are not to be the search's
    way = choose_way(options.isolation)
    if way != "spawn" and engine is None:  # a copy begins with what is loaded here
        from solver.stages.solve import solve as engine
    guard = Guard(instance, options, on_progress, should_stop, patience)
    return guard.run(way, engine or search_later)


def search_later(
    instance: Instance,
    options: Options,
    on_progress: Callable[[Progress], None],
    should_stop: Callable[[], bool],
    on_plan: Callable[[Found], None],
) -> Result:
    """Load the search in the process that runs it."""
    from solver.stages.solve import solve as engine

    return engine(instance, options, on_progress, should_stop, on_plan)


class Guard:
    """What is known of one search, and who wants to know."""

    def __init__(
        self,
        instance: Instance,
        options: Options,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
        patience: Patience,
    ) -> None:
        self.instance = instance
        self.options = options
        self.patience = patience
        self.judge = Judge(instance, patience)
        self.left = Left()
        self._on_progress = on_progress
        self._should_stop = should_stop
        self._began = time.perf_counter()
        self._stop_until: float | None = None
        self._memory_due = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the solve began."""
        return time.perf_counter() - self._began

    def run(self, way: Isolation, engine: Engine) -> Result:
        """Search, whichever way, and conclude."""
        try:
            if way == "none":
                self._search_here(engine)
            else:
                self._watch(way, engine)
        finally:
            self.judge.rest()
        self.left.seconds = self.seconds
        result = conclude(self.left, self.judge, self.options)
        self._tell_end(result)
        return result

    def _search_here(self, engine: Engine) -> None:
        def keep(found: Found) -> None:
            self._take(told(found))

        def tell(progress: Progress) -> None:
            self._take(progress)

        try:
            answer = engine(self.instance, self.options, tell, self._is_stopped, keep)
        except Exception as error:  # noqa: BLE001 - the best plan so far is worth more
            self._take(Raised(f"{type(error).__name__}: {error}"))
        else:
            self._take(answer)

    def _watch(self, way: Isolation, engine: Engine) -> None:
        with Child(way, engine, self.instance, self.options) as child:
            is_over = False
            while not is_over:
                is_over = self._hear(child) or self._look_after(child)
            self._look_at_memory(child, is_last=True)

    def _hear(self, child: Child) -> bool:
        """Take one message; say whether it was the last."""
        try:
            message = child.receive(self.patience.poll_seconds)
        except ChildGone as error:
            self._end("crashed", f"The search's process ended: {error}.")
            return True
        return message is not None and self._take(message)

    def _take(self, message: Message) -> bool:
        """Take a message; say whether it was the last."""
        if isinstance(message, Progress):
            if self._on_progress is not None and message.phase != "done":
                self._on_progress(message)
        elif isinstance(message, Told):
            self.left.told = message
            if self.left.first_seconds is None:
                self.left.first_seconds = self.seconds
                self.left.delay_seconds = max(0.0, self.seconds - message.seconds)
            self.judge.glance(message)
        elif isinstance(message, Raised):
            self._end("crashed", f"The search broke off: {message.text}.")
        else:
            self.left.answer = message
        return isinstance(message, Raised | Result)

    def _look_after(self, child: Child) -> bool:
        """Keep time and pass on the wish to stop; say whether the search must end now."""
        self._look_at_memory(child)
        now = self.seconds
        if self._stop_until is None and self._is_stopped():
            child.stop()
            # Where judging takes long, the plan told last is taken at once.
            self._stop_until = now + max(0.0, self.patience.stop_seconds - self.judge.seconds)
        if self._stop_until is not None and now >= self._stop_until:
            self._end("stopped", None)
            return True
        if now < self._latest:
            return False
        self._end("late", f"The search did not end in its time of {self._limit:g} s.")
        return True

    def _is_stopped(self) -> bool:
        return self._should_stop is not None and self._should_stop()

    @property
    def _limit(self) -> float:
        return self.options.time_limit_seconds

    @property
    def _latest(self) -> float:
        """When the search must have ended, its own time being counted from its own beginning."""
        left, patience = self.left, self.patience
        if left.told is None:
            return self._limit + patience.start_seconds
        return self._limit + left.delay_seconds + patience.late_seconds

    def _end(self, status: Status, note: str | None) -> None:
        self.left.status, self.left.note = status, note

    def _look_at_memory(self, child: Child, *, is_last: bool = False) -> None:
        if self.seconds < self._memory_due and not is_last:
            return
        held = held_megabytes((os.getpid(), child.pid))
        if held is not None:
            self.left.peak_megabytes = max(held, self.left.peak_megabytes or 0.0)
        self._memory_due = self.seconds + self.patience.memory_seconds

    def _tell_end(self, result: Result) -> None:
        """Tell the last progress, of the plan that is given."""
        if self._on_progress is None:
            return
        is_bounded = result.bound_kind != "trivial"
        demands = self.instance.demands
        self._on_progress(
            Progress(
                "done",
                result.seconds,
                result.cost,
                result.bound if is_bounded else None,
                result.gap if is_bounded else None,
                sum(visit.length for visit in result.plan.visits),
                sum(demand.requested for demand in demands),
            )
        )
