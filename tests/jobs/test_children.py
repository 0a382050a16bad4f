"""The line between worker and child."""

import os
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from cdo_share.jobs.children import Child, ChildGone, WarmChild

SOON = 10.0


@pytest.fixture
def start() -> Iterator[Callable[[str], Child]]:
    """Return a starter of children that run a line of Python; they end with the test."""
    children = []

    def make(code: str) -> Child:
        child = Child((sys.executable, "-c", code))
        children.append(child)
        return child

    yield make
    for child in children:
        child.kill()


def test_receive_returns_the_messages_in_order(start: Callable[[str], Child]) -> None:
    child = start("import sys; print('{\"n\": 1}'); print(sys.stdin.readline(), flush=True)")
    assert not child.is_ready

    child.send({"n": 2})

    assert [child.receive(SOON), child.receive(SOON)] == [{"n": 1}, {"n": 2}]
    assert child.is_ready


def test_receive_without_a_message_returns_none_in_time(start: Callable[[str], Child]) -> None:
    child = start("import time; time.sleep(60)")
    began = time.monotonic()

    assert child.receive(0.05) is None
    assert time.monotonic() - began < 1


def test_receive_from_a_child_that_aborted_tells_its_status(
    start: Callable[[str], Child],
) -> None:
    child = start("import os; os.abort()")

    with pytest.raises(ChildGone, match="status -6"):
        child.receive(SOON)


def test_receive_of_nonsense_ends_the_child(start: Callable[[str], Child]) -> None:
    child = start("import time; print('hello', flush=True); time.sleep(60)")

    with pytest.raises(ChildGone, match="hello"):
        child.receive(SOON)
    assert not child.is_alive()


def test_send_to_a_child_that_ended_is_refused(start: Callable[[str], Child]) -> None:
    child = start("pass")
    with pytest.raises(ChildGone):
        child.receive(SOON)

    with pytest.raises(ChildGone):
        child.send({"n": 1})


def test_warm_child_is_kept_until_it_is_gone() -> None:
    warm = WarmChild((sys.executable, "-c", "import time; time.sleep(60)"))
    first = warm.get()

    assert warm.get() is first
    os.kill(first.pid, 9)
    while first.is_alive():
        time.sleep(0.01)
    second = warm.get()
    assert second.pid != first.pid
    warm.drop()
    assert not second.is_alive()
