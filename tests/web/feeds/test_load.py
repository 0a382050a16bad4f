"""How many polls a server stands, beside an empty route of the same server; shown with `-s`.

Rates are told for a second of the processor: how busy the machine is else does not count.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from cdo_share.core.clock import utc_now
from tests.publishing.world import MONDAY, At, publish_places
from tests.web.feeds.conftest import Installation
from tests.web.feeds.load import Poll, a_poll, poll_for, poll_steadily
from tests.web.feeds.server import Server

EMPTY_PATH = "/empty/calendar/planning.ics"
PER_SECOND, MINUTES = 300, 10
GOALS = {304: 0.7, 200: 0.5}  # of the rate of the empty route
# What a short look may fall to: the machine is not ours alone.
FLOORS = {304: 0.55, 200: 0.4}
MOST_GROWTH_KILOBYTES = 3 * 1024

pytestmark = [
    pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True),
    pytest.mark.skipif(sys.platform != "linux", reason="reads the processes of a server in /proc"),
]


@dataclass
class Loaded:
    """A server with a feed of sixty events, and the polls that it is asked."""

    server: Server
    polls: dict[str, Poll]

    def rate(self, name: str, seconds: float) -> float:
        """Return how many polls are answered in a second of the processor."""
        before = self.server.processor_seconds()
        count = poll_for(self.server.port, self.polls[name], seconds)
        return count / (self.server.processor_seconds() - before)

    def shares(self, seconds: float, rounds: int) -> dict[int, float]:
        """Return the rate of each answer as a share of the empty route's, the best of each."""
        rates = {name: 0.0 for name in self.polls}
        for _ in range(rounds):
            for name in rates:
                rates[name] = max(rates[name], self.rate(name, seconds))
        told = ", ".join(f"{name} {rate:.0f}" for name, rate in rates.items())
        shares = {status: rates[str(status)] / rates["empty"] for status in GOALS}
        print(f"polls a second of the processor: {told}; shares {shares}")
        return shares


def sixty_visits(installation: Installation) -> list[At]:
    """Return places for all half-days of six weeks."""
    days = [MONDAY + timedelta(days=n) for n in range(42) if n % 7 < 5]
    world = installation.world
    return [At(world.shop, world.zoe, day, slot) for day in days for slot in (0, 1)]


def loaded(installation: Installation, folder: Path, workers: int) -> Loaded:
    """Return a running server that was asked once for everything."""
    visits = sixty_visits(installation)
    installation.edit(lambda session, world: publish_places(session, world, visits, utc_now()))
    etag, body = fetch(installation)
    assert body.count(b"BEGIN:VEVENT") == 60
    polls = {
        "empty": a_poll(EMPTY_PATH, 304, etag),
        "304": a_poll(installation.path, 304, etag),
        "200": a_poll(installation.path, 200),
    }
    app = "tests.web.feeds.empty_route:app"
    one = Loaded(Server(installation, folder, app=app, workers=workers), polls)
    for poll in polls.values():
        poll_for(one.server.port, poll, 0.2)
    return one


def fetch(installation: Installation) -> tuple[str, bytes]:
    """Return ETag and bytes of the feed."""
    answer = installation.browser().get(installation.path, buffered=True)
    return answer.headers["ETag"], answer.data


@pytest.fixture
def one_process(installation: Installation, folder: Path) -> Iterator[Loaded]:
    """Return a server of one process, ended after the test."""
    one = loaded(installation, folder, 1)
    yield one
    one.server.end()


@pytest.fixture
def two_processes(installation: Installation, folder: Path) -> Iterator[Loaded]:
    """Return a server of two processes, ended after the test."""
    one = loaded(installation, folder, 2)
    yield one
    one.server.end()


def test_poll_costs_no_more_than_a_few_empty_routes(one_process: Loaded) -> None:
    shares = one_process.shares(seconds=0.4, rounds=3)

    assert {status: shares[status] >= FLOORS[status] for status in FLOORS} == {304: True, 200: True}


@pytest.mark.long
def test_poll_is_answered_at_a_good_share_of_the_rate_of_an_empty_route(
    one_process: Loaded,
) -> None:
    shares = one_process.shares(seconds=3, rounds=5)

    assert {status: shares[status] >= GOALS[status] for status in GOALS} == {304: True, 200: True}


@pytest.mark.long
def test_three_hundred_polls_a_second_for_ten_minutes(two_processes: Loaded) -> None:
    """One in ten is answered with the whole feed."""
    server, polls = two_processes.server, two_processes.polls
    mixed = [polls["304"]] * 9 + [polls["200"]]
    first = poll_steadily(server.port, mixed, PER_SECOND, 60)
    after_a_minute = server.resident_kilobytes()
    began = time.monotonic()
    taken = sorted(first + poll_steadily(server.port, mixed, PER_SECOND, 60 * (MINUTES - 1)))
    minutes = (time.monotonic() - began) / 60
    growth = {pid: now - after_a_minute[pid] for pid, now in server.resident_kilobytes().items()}

    p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
    print(f"{len(taken)} polls: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")
    print(f"kilobytes after a minute {after_a_minute}, growth in {minutes:.1f} minutes {growth}")
    assert p99 < 0.15
    assert max(growth.values()) < MOST_GROWTH_KILOBYTES


def test_poll_that_is_put_together_anew_each_time_is_noticed(
    installation: Installation, folder: Path
) -> None:
    """The planted fault: each poll puts its statement together anew, as it once did."""
    slow = "tests.web.feeds.slow_polls:app"
    visits = sixty_visits(installation)
    installation.edit(lambda session, world: publish_places(session, world, visits, utc_now()))
    etag, _ = fetch(installation)
    polls = {"empty": a_poll(EMPTY_PATH, 304, etag), "304": a_poll(installation.path, 304, etag)}
    polls |= {"200": a_poll(installation.path, 200)}
    one = Loaded(Server(installation, folder, app=slow), polls)
    try:
        assert one.shares(seconds=0.4, rounds=2)[304] < FLOORS[304]
    finally:
        one.server.end()
