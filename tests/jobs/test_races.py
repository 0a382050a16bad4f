"""Many at once: one run is asked for, and one worker has it."""

import threading
from concurrent.futures import ThreadPoolExecutor

from cdo_share.core.errors import Conflict
from tests.jobs.office import Office


def test_claim_by_two_workers_at_once_is_had_by_one(office: Office) -> None:
    run_id = office.ask()
    start = threading.Barrier(8)

    def claim() -> str | None:
        start.wait()
        return office.claim(run_id)

    with ThreadPoolExecutor(8) as pool:
        tokens = [future.result() for future in [pool.submit(claim) for _ in range(8)]]

    assert len([token for token in tokens if token]) == 1
    assert office.run(run_id).attempts == 1


def test_request_by_many_at_once_makes_one_run(office: Office) -> None:
    start = threading.Barrier(8)

    def ask() -> int | None:
        start.wait()
        try:
            return office.ask()
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as pool:
        ids = [future.result() for future in [pool.submit(ask) for _ in range(8)]]

    assert len([run_id for run_id in ids if run_id]) == 1
