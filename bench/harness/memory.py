"""The memory of a process and all that it started: proportional set size, from Linux's /proc."""

import contextlib
import threading
from collections import defaultdict
from pathlib import Path

PROC = Path("/proc")
SAMPLE_SECONDS = 0.5


def tree(root: int) -> set[int]:
    """List a process and all its descendants, and what else is in its session."""
    children: dict[int, list[int]] = defaultdict(list)
    found: set[int] = set()
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            # Behind the last ")": state, parent, group, session.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            children[int(fields[1])].append(int(folder.name))
            if int(fields[3]) == root:
                found.add(int(folder.name))
    waiting = [root, *found]
    while waiting:
        process = waiting.pop()
        found.add(process)
        waiting += [child for child in children[process] if child not in found]
    return found


def pss_kilobytes(process: int) -> int:
    """Read the proportional set size of one process; 0 when it has gone."""
    with contextlib.suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


class PeakMemory:
    """samples a process tree twice a second until told to stop."""

    def __init__(self, root: int) -> None:
        self.root, self.peak_kilobytes, self.processes = root, 0, 1
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def sample(self) -> int:
        """Add up the tree now, remember the peak, and give the sum in kilobytes."""
        processes = tree(self.root)
        total = sum(map(pss_kilobytes, processes))
        self.peak_kilobytes = max(self.peak_kilobytes, total)
        self.processes = max(self.processes, len(processes))
        return total

    def _watch(self) -> None:
        while not self._is_over.wait(SAMPLE_SECONDS):
            self.sample()
