"""The queue carries ids, signed."""

from dataclasses import replace
from pathlib import Path

import pytest

from cdo_share.jobs.queue import Queue, enqueue, make_queue
from cdo_share.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of an installation that needs no database."""
    return Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="k" * 32)


def work_off(queue: Queue) -> None:
    """Execute the waiting messages as huey's consumer does."""
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)


def test_enqueue_brings_the_id_to_the_worker_of_another_process(settings: Settings) -> None:
    done: list[int] = []
    sender, receiver = make_queue(settings), Queue(settings, work=done.append)

    enqueue(sender, 12)
    enqueue(sender, 7)

    assert receiver.waiting() == [12, 7]
    work_off(receiver)
    assert done == [12, 7]
    assert receiver.waiting() == []


def test_message_signed_with_another_key_is_never_executed(settings: Settings) -> None:
    done: list[int] = []
    enqueue(make_queue(replace(settings, secret_key="x" * 32)), 12)

    with pytest.raises(ValueError, match="Signature"):
        work_off(Queue(settings, work=done.append))

    assert done == []
