"""Acts that start at the same moment, each on a connection of its own that really commits."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine
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
