"""One lane of the worker: its queue, its consumer, its warm child; one run at a time."""

import threading

from huey.consumer import Consumer
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Desk, Timing
from cdo_share.jobs.queue import Queue
from cdo_share.jobs.solve import execute_run
from cdo_share.planning.models import Lane
from cdo_share.settings import Settings

# The longest that a message waits when idle.
POLL_SECONDS = {Lane.LONG: 0.5, Lane.STUDY: 0.25, Lane.QUICK: 0.1}


class RunConsumer(Consumer):  # type: ignore[misc]
    """Huey's consumer, without its signal handlers: the worker has its own."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals to the worker."""


class Station:
    """Takes the runs of one lane from their queue, one after the other."""

    def __init__(
        self,
        settings: Settings,
        sessions: sessionmaker[Session],
        lane: Lane,
        *,
        child: WarmChild,
        timing: Timing,
        stopping: threading.Event,
    ) -> None:
        self._lane = lane
        self.queue = Queue(settings, work=self._work, lane=lane)
        self._desk = Desk(
            sessions=sessions,
            child=child,
            send=self.queue.send,
            timing=timing,
            stopping=stopping,
        )
        self._consumer = RunConsumer(
            self.queue.huey,
            workers=1,
            periodic=False,
            max_delay=POLL_SECONDS[lane],
            scheduler_interval=60,
        )

    def _work(self, run_id: int) -> None:
        execute_run(self._desk, run_id)

    def start(self) -> None:
        """Warm the child before the first run comes, then take runs.

        That of studies takes no memory before it is needed: a second more does not matter there.
        """
        if self._lane is not Lane.STUDY:
            self._desk.child.get()
        self._consumer.start()

    def look_after(self) -> None:
        """Start threads of the consumer anew that have died."""
        self._consumer.check_worker_health()

    def stop(self) -> None:
        """Wait for the run under way to be given back, and end the child."""
        self._consumer.stop(graceful=True)
        self._desk.child.drop()
        self.queue.close()
