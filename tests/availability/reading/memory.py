"""How much memory the children of this process take (Linux).

The kernel's own sum over children also counts what a child shared before it became another
program: this process, which may be large.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SAMPLE_SECONDS = 0.02


@contextmanager
def watched_children(is_watched: Callable[[str], bool]) -> Iterator[list[int]]:
    """Yield a list that grows by the kilobytes that watched children held at most, again and again.

    `is_watched` judges a child by its command line.
    """
    found: list[int] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(SAMPLE_SECONDS):
            found.extend(_peak_kilobytes(pid) for pid in _children() if is_watched(_command(pid)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        is_over.set()
        thread.join()


def _children() -> list[str]:
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return [pid for task in tasks for pid in _read(task / "children").split()]


def _command(pid: str) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ")


def _peak_kilobytes(pid: str) -> int:
    lines = _read(Path(f"/proc/{pid}/status")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _read(path: Path) -> str:
    with suppress(OSError):  # gone meanwhile
        return path.read_text(encoding="utf-8", errors="replace")
    return ""
