"""What the searching process does: search, tell, listen for the wish to stop, wait for its end."""

import gc
import os
import signal
import threading
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from multiprocessing.connection import Connection

from solver.instance import Instance
from solver.result import Found, Options, Progress, Result

Engine = Callable[
    [
        Instance,
        Options,
        Callable[[Progress], None],
        Callable[[], bool],
        Callable[[Found], None],
    ],
    Result,
]

PLAN_SECONDS, PROGRESS_SECONDS = 0.3, 0.1
# Telling plans takes at most this share of the search's time.
TELLING_SHARE = 0.02


@dataclass(frozen=True)
class Told:
    """A plan on the way: its figures, and its visits as integers, five for each."""

    cost: int
    bound: float
    bound_kind: str
    seconds: float
    numbers: bytes


@dataclass(frozen=True)
class Raised:
    """The search ended with an exception."""

    text: str


Message = Progress | Told | Raised | Result


def told(found: Found) -> Told:
    """Write down a plan, quickly: its visits as integers, five for each."""
    numbers = array("i", chain.from_iterable(found.options())).tobytes()
    return Told(found.cost, found.bound, found.bound_kind, found.seconds, numbers)


class Teller:
    """Tells progress and plans, no more often than is useful."""

    def __init__(self, send: Callable[[Message], None]) -> None:
        self._send = send
        self._last = Progress("done", 0.0)
        self._last_cost: int | None = None
        self._plan_due = 0.0

    def tell_progress(self, progress: Progress) -> None:
        """Send progress when the phase is new or the last is old."""
        is_new = progress.phase != self._last.phase
        if is_new or progress.seconds - self._last.seconds >= PROGRESS_SECONDS:
            self._last = progress
            self._send(progress)

    def tell_plan(self, found: Found) -> None:
        """Send the first plan at once, then another one when the last is old."""
        if time.perf_counter() < self._plan_due or found.cost == self._last_cost:
            return
        began = time.thread_time()
        self._last_cost = found.cost
        self._send(told(found))
        pause = (time.thread_time() - began) / TELLING_SHARE
        self._plan_due = time.perf_counter() + max(PLAN_SECONDS, pause)


def search(
    line: Connection,
    other_end: Connection | None,
    engine: Engine,
    instance: Instance,
    options: Options,
) -> None:
    """Search, tell, and wait to be ended; end at once when the parent is gone.

    `other_end` is the parent's end of the line in a copy of its process: it must be closed here,
    or the line would never break.
    """
    if other_end is not None:
        other_end.close()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # sent to a whole group, they are for the parent
    gc.freeze()  # the collector would touch, and so copy, every page shared with the parent
    stopped = threading.Event()
    listener = threading.Thread(target=_listen, args=(line, stopped), daemon=True)
    listener.start()
    teller = Teller(line.send)
    try:
        answer: Message = engine(
            instance, options, teller.tell_progress, stopped.is_set, teller.tell_plan
        )
    except BaseException as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        answer = Raised(f"{type(error).__name__}: {error}")
    line.send(answer)
    listener.join()


def _listen(line: Connection, stopped: threading.Event) -> None:
    """Hear the wish to stop; end the process when the line breaks."""
    try:
        while True:
            line.recv()
            stopped.set()
    except (EOFError, OSError):
        os._exit(1)
