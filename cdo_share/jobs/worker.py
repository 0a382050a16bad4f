"""The worker process: takes runs from the queue, sweeps, shows that it is alive.

`main` blocks until SIGTERM or SIGINT; a run under way then goes back to the queue.
"""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

import structlog
from sqlalchemy.orm import sessionmaker

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import failure_words, make_engine
from cdo_share.jobs.children import WarmChild
from cdo_share.jobs.desk import Timing
from cdo_share.jobs.health import show_worker
from cdo_share.jobs.mail import Mailman
from cdo_share.jobs.reading import CalendarReader, make_library
from cdo_share.jobs.reminding import remind_due
from cdo_share.jobs.station import Station
from cdo_share.jobs.sweep import sweep
from cdo_share.jobs.tidying import free_held, renew_feeds, tidy
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.service import Render
from cdo_share.planning.models import Lane
from cdo_share.publication import Surroundings
from cdo_share.settings import Settings

HEARTBEAT_SECONDS = 1.0
PATIENCE_SECONDS = 5.0  # for a mail or a calendar that is on its way when the worker ends
TIDY_SECONDS = 6 * 3600.0
REMIND_SECONDS = 1800.0
FREE_SECONDS = 30.0  # and to look whether feeds are due

log = structlog.get_logger()


class WorkerBroken(RuntimeError):
    """A thread of the worker died: the process ends, to be started anew."""


class Helper(Protocol):
    """A thread of the worker; one that is not needed may have ended."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def is_needed(self) -> bool:
        """Whether the worker is broken without it."""

    def is_alive(self) -> bool:
        """Whether it still works."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it ends, so many seconds at most."""


class Worker:
    """One worker: in each lane one run at a time. Start more processes for more."""

    def __init__(
        self,
        settings: Settings,
        *,
        timing: Timing | None = None,
        child: WarmChild | None = None,
        render: Render | None = None,
    ) -> None:
        self._settings = settings
        self._render = render
        self._dead: list[str] = []
        self._engine = make_engine(settings.database_url)
        self._sessions = sessionmaker(self._engine)
        self._stopping = threading.Event()
        self._timing = timing or Timing()
        first = child or WarmChild()
        self._stations = {lane: self._station(lane, first.another()) for lane in Lane}

    def _station(self, lane: Lane, child: WarmChild) -> Station:
        return Station(
            self._settings,
            self._sessions,
            lane,
            child=child,
            timing=self._timing,
            stopping=self._stopping,
        )

    def stop(self) -> None:
        """Ask the worker to end; may be called from a signal handler or another thread."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop` is called; raises WorkerBroken when one of its threads dies."""
        for station in self._stations.values():
            station.start()
        mailman = Mailman(self._settings, self._sessions, self._stopping, self._render)
        mailman.start()
        library = make_library(self._settings, self._sessions)
        reader = CalendarReader(library, self._stopping)
        reader.start()
        log.info("worker_started")
        try:
            self._look_around((mailman, reader))
        finally:  # whatever ends it: runs under way go back to the queue
            self._end((mailman, reader))
        if self._dead:
            raise WorkerBroken(", ".join(self._dead))

    def _end(self, helpers: Sequence[Helper]) -> None:
        self.stop()
        for station in self._stations.values():
            station.stop()
        for helper in helpers:
            helper.join(PATIENCE_SECONDS)
        self._engine.dispose()
        log.info("worker_stopped")

    def _look_around(self, helpers: Sequence[Helper]) -> None:
        """Show a sign of life and sweep, again and again, as long as all helpers live."""
        swept_at = -self._timing.sweep_seconds
        tidied_at = -TIDY_SECONDS
        reminded_at = -REMIND_SECONDS
        freed_at = -FREE_SECONDS
        while not self._stopping.is_set():
            if self._miss(helpers):
                return
            show_worker(self._settings)
            if time.monotonic() - swept_at >= self._timing.sweep_seconds:
                swept_at = time.monotonic()
                self._sweep()
            if time.monotonic() - tidied_at >= TIDY_SECONDS:
                tidied_at = time.monotonic()
                self._tidy()
            if time.monotonic() - reminded_at >= REMIND_SECONDS:
                reminded_at = time.monotonic()
                self._remind()
            if time.monotonic() - freed_at >= FREE_SECONDS:
                freed_at = time.monotonic()
                self._free()
                self._renew()
            self._stopping.wait(HEARTBEAT_SECONDS)

    def _miss(self, helpers: Sequence[Helper]) -> bool:
        """Return whether a helper that is needed has died; then the worker ends."""
        self._dead = [one.name for one in helpers if one.is_needed and not one.is_alive()]
        if self._dead:
            log.error("worker_broken", dead=self._dead)
            self.stop()
        return bool(self._dead)

    def _sweep(self) -> None:
        for station in self._stations.values():
            station.look_after()
        with _surviving("sweep_failed"):
            again = self._send_again()
            if again:
                log.warning("runs_sent_again", run_ids=again)

    def _send_again(self) -> list[int]:
        queues = {lane: station.queue for lane, station in self._stations.items()}
        seconds = self._timing.lost_after_seconds
        return sweep(self._sessions, queues, now=utc_now(), lost_after_seconds=seconds)

    def _tidy(self) -> None:
        with _surviving("tidying_failed"):
            base_url = self._settings.base_url
            tidy(self._sessions, now=utc_now(), base_url=base_url, sending=self._sending())

    def _sending(self) -> Sending | None:
        """Return how mails are written now; None without templates."""
        if self._render is None:
            return None
        settings = self._settings
        return Sending(utc_now(), settings.base_url, self._render, settings.replies)

    def _renew(self) -> None:
        with _surviving("renewing_feeds_failed"):
            base_url, sending = self._settings.base_url, self._sending()
            renewed = renew_feeds(self._engine, now=utc_now(), base_url=base_url, sending=sending)
            if renewed:
                log.info("feeds_renewed", groupement_ids=renewed)

    def _remind(self) -> None:
        """Remind where a round is about to end; without templates nobody is written to."""
        if (sending := self._sending()) is None:
            return
        with _surviving("reminding_failed"):
            if count := remind_due(self._sessions, sending):
                log.info("reminders_written", count=count)

    def _free(self) -> None:
        """Free half-days that were booked and not confirmed; without templates they stay held."""
        if self._render is None:
            return
        site = Surroundings(self._settings.base_url, self._render, self._settings.replies)
        with _surviving("freeing_failed"):
            if count := free_held(self._sessions, now=utc_now(), around=site):
                log.info("bookings_expired", count=count)


@contextmanager
def _surviving(event: str) -> Iterator[None]:
    """Log any error of an errand instead of ending the worker: the next time may go better."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - runs and mails must not wait for an errand
        log.warning(event, error=failure_words(error))


def main(settings: Settings, render: Render) -> None:
    """Work until the process is told to end (SIGTERM, SIGINT); `render` fills mail templates."""
    run_until_signal(settings, render=render)


def run_until_signal(
    settings: Settings,
    *,
    timing: Timing | None = None,
    child: WarmChild | None = None,
    render: Render | None = None,
) -> None:
    """Work with other seconds or another child until the process is told to end."""
    worker = Worker(settings, timing=timing, child=child, render=render)

    def end(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    worker.run()
