"""Runs whose worker is gone, and messages that got lost."""

from datetime import timedelta

import pytest

from cdo_share.jobs.queue import Queue
from cdo_share.jobs.sweep import sweep
from cdo_share.planning.models import Lane, RunKind, RunState
from cdo_share.settings import Settings
from tests.jobs.office import Office, present


@pytest.fixture
def queues(settings: Settings) -> dict[Lane, Queue]:
    """Return the queues of the installation."""
    return {lane: Queue(settings, lane=lane) for lane in Lane}


@pytest.fixture
def queue(queues: dict[Lane, Queue]) -> Queue:
    """Return the queue of long searches."""
    return queues[Lane.LONG]


def test_sweep_sends_the_run_of_a_silent_worker_again(
    office: Office, queues: dict[Lane, Queue], queue: Queue
) -> None:
    run_id = office.ask()
    office.claim(run_id)
    later = present() + timedelta(seconds=31)

    assert sweep(office.sessions, queues, now=later) == [run_id]

    assert queue.waiting() == [run_id]
    assert office.run(run_id).state is RunState.QUEUED
    assert sweep(office.sessions, queues, now=later) == []


def test_sweep_leaves_a_living_worker_alone(
    office: Office, queues: dict[Lane, Queue], queue: Queue
) -> None:
    office.claim(office.ask())

    assert sweep(office.sessions, queues, now=present()) == []
    assert queue.waiting() == []


def test_sweep_sends_a_lost_message_again(
    office: Office, queues: dict[Lane, Queue], queue: Queue
) -> None:
    run_id = office.ask()
    later = present() + timedelta(seconds=31)

    assert sweep(office.sessions, queues, now=later) == [run_id]

    assert queue.waiting() == [run_id]
    assert sweep(office.sessions, queues, now=later) == []


def test_sweep_does_not_double_a_message_that_still_waits(
    office: Office, queues: dict[Lane, Queue], queue: Queue
) -> None:
    queue.send(office.ask())

    assert sweep(office.sessions, queues, now=present() + timedelta(seconds=31)) == []
    assert len(queue.waiting()) == 1


def test_sweep_sends_a_run_into_its_own_lane(office: Office, queues: dict[Lane, Queue]) -> None:
    run_id = office.ask(kind=RunKind.PRICES)
    later = present() + timedelta(seconds=31)

    assert sweep(office.sessions, queues, now=later) == [run_id]

    assert {lane: queue.waiting() for lane, queue in queues.items()} == {
        Lane.LONG: [],
        Lane.STUDY: [run_id],
        Lane.QUICK: [],
    }
