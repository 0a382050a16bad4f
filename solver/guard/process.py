"""One searching process, made in one of two ways: as a copy of this one, or anew."""

import multiprocessing
import os
import signal
import time
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

LOOK_SECONDS = 0.002
UNKNOWN = 255


class Process(Protocol):
    """What the guard needs of a process. An exit code below 0 is the number of a signal."""

    @property
    def pid(self) -> int | None:
        """The process id."""

    @property
    def exitcode(self) -> int | None:
        """How it ended, None while it runs."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""

    def kill(self) -> None:
        """End it now."""


class Copy:
    """A copy of this process that runs one function and ends.

    Not one of `multiprocessing`, because those begin by closing the standard input, which waits for
    ever where another thread of the parent was reading it.
    """

    def __init__(self, task: Callable[..., None], *given: Any) -> None:
        with warnings.catch_warnings():  # newer Pythons warn where there are other threads
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            _run_and_end(task, *given)
        self._code: int | None = None

    @property
    def exitcode(self) -> int | None:
        """How it ended, None while it runs."""
        if self._code is None:
            self._code = self._look()
        return self._code

    def _look(self) -> int | None:
        try:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:  # somebody else in this process has heard of its end
            return UNKNOWN
        return os.waitstatus_to_exitcode(status) if ended else None

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.exitcode is None and (until is None or time.monotonic() < until):
            time.sleep(LOOK_SECONDS)

    def kill(self) -> None:
        """End it now."""
        if self.exitcode is None:
            os.kill(self.pid, signal.SIGKILL)


def _run_and_end(task: Callable[..., None], *given: Any) -> None:
    try:
        task(*given)
        os._exit(0)
    finally:
        os._exit(1)  # nothing of what the parent would do next may happen here


def start(
    way: str, line: Connection, other_end: Connection, task: Callable[..., None], *given: Any
) -> Process:
    """Start a process that runs `task(line, other_end, …)`.

    `other_end` is the parent's end of the line; a new process does not have it and gets None.
    """
    if way == "fork":
        return Copy(task, line, other_end, *given)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=task, args=(line, None, *given), daemon=True)
    process.start()
    return process
