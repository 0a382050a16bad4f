"""How much memory processes hold together: what they share counts once (Linux only)."""

from collections.abc import Iterable
from pathlib import Path

KILOBYTES = 1024


def held_megabytes(process_ids: Iterable[int]) -> float | None:
    """Sum the proportional set sizes of processes; None where the system does not tell them.

    A page that n processes share counts 1/n for each, so the sum is what would be free without
    them. A process that is gone holds nothing.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    return round(sum(map(_proportional_kilobytes, process_ids)) / KILOBYTES, 1)


def _proportional_kilobytes(process_id: int) -> int:
    try:
        text = Path(f"/proc/{process_id}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    sizes = (line.split() for line in text.splitlines() if line.startswith("Pss:"))
    return next((int(size) for _, size, _ in sizes), 0)
