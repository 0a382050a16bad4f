"""A pool of processes that works on pieces: cut, solve, merge, again and again until time is up."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from solver.instance import Instance
from solver.pieces.cutting import cut
from solver.pieces.merging import merge
from solver.pieces.shapes import Limit
from solver.pieces.solving import solve_piece
from solver.plan import Plan

POLL_SECONDS = 0.05
LEAST_SECONDS = 0.2
LATE_SECONDS = 1.0
# The rest of a round goes to starting, cutting and judging.
WORKING_SHARE = 0.8
Json = dict[str, Any]


@dataclass(frozen=True)
class Rounds:
    """How a pool works: parts per round, processes, seconds in all and for one piece, seed."""

    parts: int = 4
    workers: int = 2
    seconds: float = 60.0
    piece_seconds: float = 10.0
    seed: int = 0


def improve(
    instance: Instance,
    plan: Plan,
    rounds: Rounds,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """Improve a plan piece by piece until the time is up; never dearer than before.

    Each round cuts elsewhere; its pieces get so much time that they fit into what is left. A
    process that fails costs the gain of its piece and no more. Told to stop, it gives what the
    pieces that were ready had gained.
    """
    ends = time.perf_counter() + rounds.seconds

    def is_over() -> bool:
        is_late = time.perf_counter() >= ends + LATE_SECONDS
        return is_late or (should_stop is not None and should_stop())

    turn = 0
    while (left := ends - time.perf_counter()) > LEAST_SECONDS and not is_over():
        each = min(rounds.piece_seconds, WORKING_SHARE * left * rounds.workers / rounds.parts)
        pieces = cut(instance, plan, rounds.parts, rounds.seed + turn, Limit(seconds=each))
        results = solve_pieces(pieces, rounds.workers, is_over)
        plan = merge(instance, plan, results).plan
        turn += 1
    return plan


def solve_pieces(pieces: list[Json], workers: int, should_stop: Callable[[], bool]) -> list[Json]:
    """Solve pieces in processes; give the results that came in before the wish to stop.

    The processes are not asked to share anything: each gets JSON and gives JSON.
    """
    pool = ProcessPoolExecutor(workers)
    try:
        futures = [pool.submit(solve_piece, piece) for piece in pieces]
        _await(futures, should_stop)
        return [result for future in futures if (result := _result(future)) is not None]
    finally:
        _end(pool)


def _await(futures: list[Future[Json]], should_stop: Callable[[], bool]) -> None:
    waiting = set(futures)
    while waiting and not should_stop():
        _, waiting = wait(waiting, POLL_SECONDS)


def _result(future: Future[Json]) -> Json | None:
    if not future.done():
        return None
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _end(pool: ProcessPoolExecutor) -> None:
    """End the pool at once; its processes by their ids, whatever they are at."""
    processes = list(pool._processes.values()) if pool._processes else []
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
