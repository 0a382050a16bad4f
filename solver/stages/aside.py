"""Run a long call beside the caller, who stays able to stop."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

POLL_SECONDS = 0.05

Value = TypeVar("Value")


def run_aside(
    task: Callable[[], Value],
    should_stop: Callable[[], bool],
    on_stop: Callable[[], None] | None = None,
) -> Value | None:
    """Run a task in a thread and give its value; exceptions pass through.

    When told to stop: with `on_stop`, call it and wait for the task to end, which it then does at
    once; without, leave the task to its own time limit and give None.
    """
    pool = ThreadPoolExecutor(1)
    future = pool.submit(task)
    pool.shutdown(wait=False)
    while not wait([future], POLL_SECONDS).done:
        if should_stop():
            if on_stop is None:
                return None
            on_stop()
            break
    return future.result()
