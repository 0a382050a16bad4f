"""The process that reads files: what it may not do, and that ours is never in danger."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading import guard, limits
from cdo_share.availability.reading.guard import CalendarUnreadable, read_guarded
from cdo_share.core.confined import ROOT
from tests.availability.reading.files import GOOD, QUESTION, calendar

# Runs in the limits of the child: Python code after `restrict`.
LIMITED = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from cdo_share.availability.reading.child import restrict; restrict(); "
)


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """Return how code ends that runs within the limits of the child."""
    command = (sys.executable, "-I", "-B", "-c", LIMITED + code, str(ROOT))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def failing(monkeypatch: pytest.MonkeyPatch, code: str) -> ReadingFailure:
    """Return what is said of a file when the child does something else instead of reading."""
    monkeypatch.setattr(guard, "COMMAND", (sys.executable, "-I", "-c", code))
    with pytest.raises(CalendarUnreadable) as unreadable:
        read_guarded(calendar(GOOD), QUESTION)
    return unreadable.value.failure


def test_child_gets_no_more_memory_than_allowed() -> None:
    assert "MemoryError" in limited("bytearray(800 * 1024 * 1024)").stderr
    assert limited("bytearray(300 * 1024 * 1024)").returncode == 0


def test_child_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "written"

    limited(f"open({str(path)!r}, 'w').write('x')")

    assert path.read_text() == ""


def test_child_ends_when_its_processor_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass"
    began = time.monotonic()

    assert failing(monkeypatch, code) is ReadingFailure.TOO_MANY_EVENTS
    assert time.monotonic() - began < 6


def test_child_that_sleeps_is_woken_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.5)
    began = time.monotonic()

    assert failing(monkeypatch, "import time; time.sleep(60)") is ReadingFailure.TOO_MANY_EVENTS
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "code",
    [
        "print('nonsense')",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('[' * 20_000_000)",
        "import os; os.close(0); os.close(1)",
    ],
)
def test_child_that_breaks_is_a_file_that_was_too_much(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    assert failing(monkeypatch, code) is ReadingFailure.TOO_MANY_EVENTS


def test_file_too_large_never_reaches_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "COMMAND", ("/nowhere",))

    with pytest.raises(CalendarUnreadable, match="too_large"):
        read_guarded(b"x" * (limits.MOST_FILE_BYTES + 1), QUESTION)


def test_only_so_many_children_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(limits, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(limits, "WALL_SECONDS", 2.0)
    sleeper = (sys.executable, "-I", "-c", "import time; time.sleep(60)")
    monkeypatch.setattr(guard, "COMMAND", sleeper)
    said: list[ReadingFailure] = []

    def read() -> None:
        try:
            read_guarded(calendar(GOOD), QUESTION)
        except CalendarUnreadable as unreadable:
            said.append(unreadable.failure)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
        time.sleep(0.1)
    for reader in readers:
        reader.join()

    assert said == [ReadingFailure.TOO_SLOW, ReadingFailure.TOO_MANY_EVENTS]


def test_system_that_cannot_limit_a_process_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_confinable", lambda: False)

    assert not guard.is_guarded()
    with pytest.raises(RuntimeError, match="cannot be read safely"):
        read_guarded(calendar(GOOD), QUESTION)


def test_one_slow_series_is_left_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        limited(
            "from cdo_share.availability.reading.child import one_series\n"
            "from cdo_share.availability.reading.limits import SeriesTooLong\n"
            "try:\n"
            "    with one_series():\n"
            "        while True: pass\n"
            "except SeriesTooLong: print('left')"
        ).stdout
        == "left\n"
    )


def test_days_asked_for_bound_what_is_returned() -> None:
    other = replace(QUESTION, first=QUESTION.last, last=QUESTION.last)

    assert read_guarded(calendar(GOOD), other).busy_times == ()
