"""What a solve shows on a terminal and in a log, and how much memory processes hold together."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from solver.memory import held_megabytes
from solver.meter import BAR, Meter, done_share, line
from solver.result import Progress


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


HALFWAY = Progress("improve", 30.0, 1200, 1000.0, 0.002, 90, 120)


def test_line_shows_phase_time_cost_bound_gap_and_what_is_served() -> None:
    assert line(HALFWAY, 60.0) == (
        "   30.0 s  improve   [##########..........] cost 1200  bound 1000  gap 0.200 %"
        "  served 90 of 120 (75.0 %)"
    )
    assert line(Progress("greedy", 0.0)).endswith("cost -  bound -  gap -")


@pytest.mark.parametrize(
    ("progress", "limit", "share"),
    [
        (HALFWAY, 60.0, 0.5),
        (HALFWAY, 20.0, 1.0),
        (HALFWAY, None, 0.96),
        (HALFWAY, 0.0, 0.96),
        (Progress("improve", 1.0, gap=0.0), 60.0, 1.0),
        (Progress("done", 1.0, gap=0.3), 60.0, 1.0),
        (Progress("greedy", 1.0), None, 0.0),
    ],
)
def test_bar_fills_with_the_time_and_is_full_when_no_plan_can_be_better(
    progress: Progress, limit: float | None, share: float
) -> None:
    assert done_share(progress, limit) == pytest.approx(share)
    assert line(progress, limit).count("#") == round(BAR * share)


def test_meter_writes_one_moving_line_on_a_terminal_as_wide_as_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    stream = Terminal()

    with Meter(stream, 60.0) as meter:
        meter.show(HALFWAY)
        meter.show(Progress("done", 60.0, 1100))

    first, second, rest = stream.getvalue()[1:].replace("\n", "\r").split("\r")
    assert (len(first), len(second), rest) == (59, 59, "")
    assert "\n" not in stream.getvalue()[:-1]


def test_meter_writes_a_line_per_second_and_per_phase_in_a_log() -> None:
    stream = io.StringIO()

    with Meter(stream) as meter:
        for tenth in range(25):
            meter.show(Progress("improve", tenth / 10))
        meter.show(Progress("done", 2.5))

    times = [text.split()[0] for text in stream.getvalue().splitlines()]
    assert times == ["0.0", "1.0", "2.0", "2.5"]


HOLD = """
import os, sys
held = bytearray(os.urandom(1)) * (40 * 2**20)
children = [os.fork() for _ in range(int(sys.argv[1]))] if int(sys.argv[1]) else []
if 0 in children:
    sys.stdin.read()
    os._exit(0)
print(os.getpid(), *children, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell it"
)
def test_memory_that_processes_share_counts_once() -> None:
    held = []
    for copies in ("0", "1"):
        command = [sys.executable, "-c", HOLD, copies]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            held.append(held_megabytes(map(int, process.stdout.readline().split())))
            process.communicate()

    alone, shared = held
    assert alone is not None
    assert shared is not None
    assert 40 < alone < 80
    assert abs(shared - alone) < 10


def test_memory_of_a_process_that_is_gone_is_nothing() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    if held_megabytes([os.getpid()]) is not None:
        assert held_megabytes([ended.pid]) == 0
