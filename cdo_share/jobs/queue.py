"""The queue carries run ids from the site to its workers, and nothing else.

The run's row is the truth: a message may be lost or come twice without harm.
"""

from collections.abc import Callable
from typing import Any

from huey import SqliteHuey
from huey.serializer import SignedSerializer

from cdo_share.planning.models import Lane, RunKind
from cdo_share.settings import Settings

TASK_NAME = "solve_run"


class Queue:
    """A huey queue on a file of its own; `work` is called with each id in a worker."""

    def __init__(
        self,
        settings: Settings,
        work: Callable[[int], None] | None = None,
        lane: Lane = Lane.LONG,
    ) -> None:
        # Signed, because huey's messages are pickles: only this installation may write them.
        self.huey: Any = SqliteHuey(
            name=lane.value,
            filename=str(settings.queue_path),
            results=False,
            serializer=SignedSerializer(settings.secret_key),
        )

        def solve_run(run_id: int) -> None:
            if work is None:
                raise RuntimeError("this process only sends messages")
            work(run_id)

        self._solve_run = self.huey.task(name=TASK_NAME)(solve_run)

    def send(self, run_id: int) -> None:
        """Put a run's id at the end of the queue."""
        self._solve_run(run_id)

    def waiting(self) -> list[int]:
        """Return the ids that no worker has taken yet, in order."""
        return [task.args[0] for task in self.huey.pending()]

    def close(self) -> None:
        """Close this thread's connection to the queue's file."""
        self.huey.storage.close()


def make_queue(settings: Settings, kind: RunKind = RunKind.SEARCH) -> Queue:
    """Return the queue of an installation for a process that sends runs of a kind."""
    return Queue(settings, lane=kind.lane)


def enqueue(queue: Queue, run_id: int) -> None:
    """Send a run to the workers; call it after the commit of the run's row."""
    queue.send(run_id)
