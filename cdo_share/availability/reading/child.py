"""The process that reads a calendar from anywhere: a question and a file in, JSON out.

`guard` starts it. It limits itself before it looks at a single byte, opens no connection,
writes no file, and may end at any moment: its parent then knows that the file was too much.
"""

import json
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import TYPE_CHECKING, Any

from cdo_share.availability.reading import limits
from cdo_share.availability.reading.limits import NotACalendar, SeriesTooLong, TooManyEvents
from cdo_share.core.confined import confine

if TYPE_CHECKING:
    from cdo_share.availability.found import ReadBusyTime


def main() -> None:
    """Answer one question: a line of JSON, then the file, on standard input."""
    restrict()
    warnings.simplefilter("ignore")
    question = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(limits.MOST_FILE_BYTES + 1)
    sys.stdout.write(json.dumps(answer(question, data)))


def restrict() -> None:
    """Give this process little time and memory, and no way to write a file."""
    confine(cpu_seconds=limits.CPU_SECONDS, memory_bytes=limits.MEMORY_BYTES)
    signal.signal(signal.SIGVTALRM, _give_up_series)


def _give_up_series(_signal: int, _frame: FrameType | None) -> None:
    raise SeriesTooLong


@contextmanager
def one_series() -> Iterator[None]:
    """Let what is done inside take a second of processor time, then raise SeriesTooLong."""
    signal.setitimer(signal.ITIMER_VIRTUAL, limits.SERIES_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def answer(question: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Return the busy times of a file, or the word for why there are none."""
    try:
        return _read(question, data)
    except NotACalendar:
        return {"failure": "not_a_calendar"}
    except (TooManyEvents, MemoryError, RecursionError):
        return {"failure": "too_many_events"}


def _read(question: dict[str, Any], data: bytes) -> dict[str, Any]:
    # Loaded only now: within the limits.
    from cdo_share.availability.busy import read_busy_times
    from cdo_share.availability.meaning import Own
    from cdo_share.availability.reading.alone import without_unreadable
    from cdo_share.availability.reading.sieve import sift

    own = Own(**question["own"])
    days = {name: date.fromisoformat(question[name]) for name in ("first", "last")}
    sifted = without_unreadable(sift(data, emails=own.emails, **days), one_series)
    read = read_busy_times(
        sifted.ics, zone=question["zone"], own=own, one_series=one_series, **days
    )
    skipped = [*read.skipped, *sifted.skipped]
    if len(skipped) > limits.MOST_SKIPPED:
        raise TooManyEvents
    return {
        "busy": [_written(busy) for busy in read.busy_times],
        "skipped": sorted(skipped),
        "own": read.own_events,
        "warnings": list(read.warnings),
    }


def _written(busy: "ReadBusyTime") -> list[Any]:
    starts_at, ends_at = int(busy.starts_at.timestamp()), int(busy.ends_at.timestamp())
    return [starts_at, ends_at, busy.kind.value, busy.uid_sha256.hex()]
