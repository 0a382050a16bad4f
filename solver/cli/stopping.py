"""Being told to end, by SIGINT (Ctrl-C) or SIGTERM: with the best plan, or at once and quietly."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any, TextIO

from solver.meter import Meter
from solver.result import Progress, Result

NOBODY_READS = 141
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending() -> Iterator[None]:
    """Let both signals raise KeyboardInterrupt."""
    with _handled(signal.default_int_handler):
        yield


@contextmanager
def heeding() -> Iterator[Callable[[], bool]]:
    """Let both signals only be noted; give the question whether one has come."""
    stopped = Event()
    with _handled(lambda *_: stopped.set()):
        yield stopped.is_set


@contextmanager
def _handled(handler: Callable[..., Any]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def require_found(result: Result) -> None:
    """Raise KeyboardInterrupt when a search was stopped before it had any plan of its own."""
    if result.status == "stopped" and not result.is_found:
        raise KeyboardInterrupt


def showing(meter: Meter) -> Callable[[Progress], None]:
    """Give what shows progress; when nobody reads it any more, the search goes on."""

    def show(progress: Progress) -> None:
        try:
            meter.show(progress)
        except BrokenPipeError:
            let_go(sys.stderr)

    return show


def let_go(stream: TextIO) -> None:
    """Write to nowhere from now on: even the last flush would fail where the reader has left."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
