"""Acts that start at the same moment, each on a connection of its own that really commits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic, sleep

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction

Act = Callable[[Session], object]


def race(engine: Engine, acts: Sequence[Act]) -> list[str]:
    """Return how each act ended, sorted: "done" or the name of what it raised."""
    barrier = Barrier(len(acts))

    def run(act: Act) -> str:
        with Session(engine) as session:
            barrier.wait(timeout=20)
            try:
                with transaction(session):
                    act(session)
            except Exception as error:  # noqa: BLE001 – whatever it is, the test compares it
                return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


WAITING = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def overtake(engine: Engine, first: Act, second: Act) -> str:
    """Return how `second` ends that begins while `first` has acted and not committed yet.

    On PostgreSQL only. The first commits once the second waits for it, or has ended.
    """

    def run() -> str:
        with Session(engine) as session:
            try:
                with transaction(session):
                    second(session)
            except Exception as error:  # noqa: BLE001 – whatever it is, the test compares it
                return type(error).__name__
        return "done"

    with ThreadPoolExecutor(1) as pool, Session(engine) as session:
        with transaction(session):
            first(session)
            session.flush()
            ending = pool.submit(run)
            with engine.connect() as watch:
                end = monotonic() + 20
                while not ending.done() and not watch.scalar(WAITING) and monotonic() < end:
                    watch.rollback()
                    sleep(0.01)
        return ending.result(timeout=20)
