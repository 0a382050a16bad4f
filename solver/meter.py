"""Progress of a solve on a terminal: one line that moves, or one line per second in a log."""

import resource
import sys
from types import TracebackType
from typing import TextIO

from solver.result import Progress

BAR = 20
LOG_SECONDS = 1.0


class Meter:
    """Shows phase, seconds, cost, bound, gap, and a bar that fills as the gap closes."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
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
        text = line(progress)
        self.stream.write(f"\r{text:<100}" if self.is_terminal else f"{text}\n")
        self.stream.flush()


def line(progress: Progress) -> str:
    """Write one line of progress."""
    cost = "-" if progress.cost is None else str(progress.cost)
    bound = "-" if progress.bound is None else f"{progress.bound:.0f}"
    gap = "-" if progress.gap is None else f"{100 * progress.gap:.3f} %"
    filled = 0 if progress.gap is None else round(BAR * (1 - min(1.0, 20 * progress.gap)))
    bar = "#" * filled + "." * (BAR - filled)
    head = f"{progress.seconds:7.1f} s  {progress.phase:<9} [{bar}]"
    return f"{head} cost {cost}  bound {bound}  gap {gap}"


def peak_megabytes() -> float:
    """Give the most memory that this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
