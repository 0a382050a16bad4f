"""Progress of a solve on a terminal: one line that moves, or one line per second in a log."""

import resource
import shutil
import sys
from types import TracebackType
from typing import TextIO

from solver.result import Progress

BAR = 20
LOG_SECONDS = 1.0
# A gap of one in so many parts, or wider, leaves the bar of a solve without a limit empty.
WIDE = 20


class Meter:
    """Shows a bar, phase, seconds, cost, bound, gap and how much is served.

    The bar fills with the time that is used of `limit_seconds`; it is full as soon as no plan can
    be better. Without a limit it fills as the gap closes.
    """

    def __init__(self, stream: TextIO, limit_seconds: float | None = None) -> None:
        self.stream = stream
        self.limit_seconds = limit_seconds
        self.is_terminal = stream.isatty()
        self.last = Progress("greedy", -LOG_SECONDS)

    def __enter__(self) -> "Meter":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.is_terminal:
            self.stream.write("\n")

    def show(self, progress: Progress) -> None:
        """Show where the solve stands."""
        is_due = progress.seconds - self.last.seconds >= LOG_SECONDS
        if not self.is_terminal and progress.phase == self.last.phase and not is_due:
            return
        self.last = progress
        text = line(progress, self.limit_seconds)
        if self.is_terminal:
            width = shutil.get_terminal_size().columns - 1
            text = f"\r{text[:width]:<{width}}"
        self.stream.write(text if self.is_terminal else f"{text}\n")
        self.stream.flush()


def line(progress: Progress, limit_seconds: float | None = None) -> str:
    """Write one line of progress."""
    cost = "-" if progress.cost is None else str(progress.cost)
    bound = "-" if progress.bound is None else f"{progress.bound:.0f}"
    gap = "-" if progress.gap is None else f"{100 * progress.gap:.3f} %"
    filled = round(BAR * done_share(progress, limit_seconds))
    bar = "#" * filled + "." * (BAR - filled)
    head = f"{progress.seconds:7.1f} s  {progress.phase:<9} [{bar}]"
    return f"{head} cost {cost}  bound {bound}  gap {gap}{_served(progress)}"


def done_share(progress: Progress, limit_seconds: float | None) -> float:
    """Give how much of a solve is done, from 0 to 1: all of it once it is over or proven best."""
    if progress.phase == "done" or progress.gap == 0:
        return 1.0
    if limit_seconds:
        return min(1.0, progress.seconds / limit_seconds)
    return 0.0 if progress.gap is None else 1 - min(1.0, WIDE * progress.gap)


def _served(progress: Progress) -> str:
    served, asked = progress.served_slots, progress.asked_slots
    if served is None or not asked:
        return ""
    return f"  served {served} of {asked} ({100 * served / asked:.1f} %)"


def peak_megabytes() -> float:
    """Give the most memory that this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
