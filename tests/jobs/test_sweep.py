"""Runs whose worker is gone, and messages that got lost."""

from datetime import timedelta

import pytest

from cdo_share.jobs.queue import Queue, make_queue
from cdo_share.jobs.sweep import sweep
from cdo_share.planning.models import RunState
from cdo_share.settings import Settings
from tests.jobs.office import Office, present


@pytest.fixture
def queue(settings: Settings) -> Queue:
    """Return the queue of the installation."""
    return make_queue(settings)


def test_sweep_sends_the_run_of_a_silent_worker_again(office: Office, queue: Queue) -> None:
    run_id = office.ask()
    office.claim(run_id)
    later = present() + timedelta(seconds=31)

    assert sweep(office.sessions, queue, now=later) == [run_id]

    assert queue.waiting() == [run_id]
    assert office.run(run_id).state is RunState.QUEUED
    assert sweep(office.sessions, queue, now=later) == []


def test_sweep_leaves_a_living_worker_alone(office: Office, queue: Queue) -> None:
    office.claim(office.ask())

    assert sweep(office.sessions, queue, now=present()) == []
    assert queue.waiting() == []


def test_sweep_sends_a_lost_message_again(office: Office, queue: Queue) -> None:
    run_id = office.ask()
    later = present() + timedelta(seconds=31)

    assert sweep(office.sessions, queue, now=later) == [run_id]

    assert queue.waiting() == [run_id]
    assert sweep(office.sessions, queue, now=later) == []


def test_sweep_does_not_double_a_message_that_still_waits(office: Office, queue: Queue) -> None:
    queue.send(office.ask())

    assert sweep(office.sessions, queue, now=present() + timedelta(seconds=31)) == []
    assert len(queue.waiting()) == 1
