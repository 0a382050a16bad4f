"""The parent's end of the line to a searching process: start, listen, stop, end."""

import multiprocessing
import pickle
import signal
import sys
import threading
from contextlib import suppress
from typing import cast

from solver.guard.inside import Engine, Message, search
from solver.guard.process import start
from solver.instance import Instance
from solver.result import Isolation, Options

ENDING_SECONDS = 1.0


class ChildGone(Exception):
    """The process ended without an answer; the text says how."""


def choose_way(isolation: Isolation) -> Isolation:
    """Resolve `auto`: a copy of this process where that is safe, else a new one.

    A process that may not have children (a worker of a pool) is already apart from its caller.
    """
    if isolation != "auto":
        return isolation
    if multiprocessing.current_process().daemon:
        return "none"
    is_alone = threading.active_count() == 1
    return "fork" if sys.platform == "linux" and is_alone else "spawn"


class Child:
    """One searching process; a context that ends it."""

    def __init__(
        self, way: Isolation, engine: Engine, instance: Instance, options: Options
    ) -> None:
        self._line, theirs = multiprocessing.Pipe()
        self._process = start(way, theirs, self._line, search, engine, instance, options)
        theirs.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join()
        self._line.close()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid or 0

    def receive(self, timeout_seconds: float) -> Message | None:
        """Give the next message, or None when none comes in time; raise ChildGone."""
        try:
            if self._line.poll(timeout_seconds):
                return cast("Message", self._line.recv())
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise ChildGone(self._ending()) from error
        if self._process.exitcode is not None and not self._line.poll(0):
            raise ChildGone(self._ending())
        return None

    def stop(self) -> None:
        """Ask for an early end with the best plan so far."""
        with suppress(OSError):  # if it is gone, the next `receive` says so
            self._line.send("stop")

    def _ending(self) -> str:
        self._process.join(ENDING_SECONDS)
        code = self._process.exitcode
        if code is None:
            return "its line broke"
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
