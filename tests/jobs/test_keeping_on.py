"""Work that goes on after whatever it raises, slower each time."""

import threading

import pytest
from structlog.testing import capture_logs

from cdo_share.jobs import keeping_on
from cdo_share.jobs.keeping_on import keep_on


class Clock(threading.Event):
    """A call to go home that comes after a number of pauses, and remembers them."""

    def __init__(self, pauses: int) -> None:
        super().__init__()
        self.left = pauses
        self.paused: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Note the pause instead of waiting."""
        self.paused.append(timeout)
        if len(self.paused) >= self.left:
            self.set()
        return self.is_set()


def test_pauses_grow_while_it_fails_and_are_short_again_when_it_works() -> None:
    clock, outcomes = Clock(8), [OSError()] * 6 + [True, False]

    def work() -> bool:
        outcome = outcomes.pop(0) if outcomes else False
        if isinstance(outcome, Exception):
            raise outcome
        return bool(outcome)

    with capture_logs() as logs:
        keep_on(work, clock, pause=3.0, trouble="not_done")

    assert clock.paused == [3.0, 6.0, 12.0, 24.0, 48.0, 60.0, 3.0, 3.0]
    assert [entry["reason"] for entry in logs] == ["OSError"] * 6


@pytest.mark.parametrize("failures", [10, 100_000])
def test_pause_is_a_minute_at_most(failures: int) -> None:
    assert keeping_on._seconds(3.0, failures) == 60.0
