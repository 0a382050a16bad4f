"""Work that goes on whatever happens: a thread of the worker must not die of one bad moment."""

import threading
from collections.abc import Callable

import structlog

LONGEST_PAUSE_SECONDS = 60.0
MOST_DOUBLINGS = 10

log = structlog.get_logger()


def keep_on(
    work: Callable[[], bool], stopping: threading.Event, *, pause: float, trouble: str
) -> None:
    """Call `work` until `stopping` is set, with a pause of so many seconds when it returns False.

    Whatever it raises is logged under the name `trouble`, by its kind only, as its text may hold
    what is nobody's business; then pauses double, up to a minute, until it works again.
    """
    failures = 0
    while not stopping.is_set():
        try:
            has_more = work()
            failures = 0
        except Exception as error:  # noqa: BLE001 - a dead thread would be worse than any of them
            failures += 1
            log.warning(trouble, reason=type(error).__name__, in_a_row=failures)
            has_more = False
        if not has_more:
            stopping.wait(_seconds(pause, failures))


def _seconds(pause: float, failures: int) -> float:
    if failures <= 1:
        return pause
    doubled: float = pause * 2 ** min(failures - 1, MOST_DOUBLINGS)
    return max(pause, min(LONGEST_PAUSE_SECONDS, doubled))
