"""What a process remembers of links and feeds: enough for an outage, and never too much."""

import gc
import sys
from datetime import datetime, timedelta

import pytest
from flask import Flask

from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.queries import AnswerKind, FeedAnswer, LiveLink, StoredFeed
from cdo_share.core.clock import utc_now
from cdo_share.web.feeds.learning import Learner
from cdo_share.web.feeds.memory import KEPT_FOR, Memory
from tests.web.feeds.conftest import Installation

NOW = utc_now()
MINUTE = timedelta(minutes=1)  # a link made just before an outage is served after it
SECOND = timedelta(seconds=1)
MOST_BLOCKS = 1_000


def served(feed_id: int, etag: str, body: bytes | None) -> FeedAnswer:
    return FeedAnswer(
        kind=AnswerKind.SERVE, feed_id=feed_id, etag=etag, last_modified_at=NOW, body=body
    )


def stored(feed_id: int, etag: str, body: bytes) -> StoredFeed:
    return StoredFeed(feed_id, "planning", etag, NOW, body)


def link(secret: str, feed_id: int, etag: str = "1") -> LiveLink:
    return LiveLink(token_hash(secret), feed_id, etag)


def bodies(memory: Memory, secrets: str) -> list[bytes | None]:
    """Return the bytes that each secret would be served."""
    found = [memory.find(secret, NOW) for secret in secrets]
    return [one.body if one else None for one in found]


def test_memory_keeps_the_bytes_of_the_same_etag_only() -> None:
    memory = Memory()
    memory.note("a", served(1, "1", b"one"), NOW)
    memory.note("a", served(1, "1", None), NOW)
    same = memory.find("a", NOW)
    memory.note("a", served(1, "2", None), NOW)
    other = memory.find("a", NOW)

    assert [(one.etag, one.body) for one in (same, other) if one] == [("1", b"one"), ("2", None)]


def test_memory_forgets_what_ended_or_is_old() -> None:
    memory = Memory()
    for secret in "ab":
        memory.note(secret, served(1, "1", b"one"), NOW)
    memory.note("a", FeedAnswer(kind=AnswerKind.EMPTY, body=b""), NOW)

    assert bodies(memory, "ab") == [None, b"one"]
    assert memory.find("b", NOW + KEPT_FOR) is not None
    assert memory.find("b", NOW + KEPT_FOR + SECOND) is None


def test_memory_learns_all_links_and_forgets_those_that_are_gone() -> None:
    memory = Memory()
    memory.note("a", served(1, "1", b"one"), NOW - SECOND)

    lacking = memory.learn([link("b", 2), link("c", 2)], NOW)
    memory.keep([stored(2, "1", b"two")])

    assert lacking == [2]
    assert bodies(memory, "abc") == [None, b"two", b"two"]
    assert memory.learn([link("b", 2)], NOW) == []
    assert memory.learn([link("b", 2, "2")], NOW) == [2]


def test_memory_never_learns_back_what_it_saw_end_meanwhile() -> None:
    """The links were read a second before one of them ended, and arrive after that."""
    memory = Memory()
    memory.note("a", served(1, "1", b"one"), NOW - SECOND)
    memory.note("a", FeedAnswer(kind=AnswerKind.GONE), NOW)

    memory.learn([link("a", 1)], NOW - SECOND)

    assert bodies(memory, "a") == [None]


def test_memory_holds_so_many_links_and_bytes_and_no_more() -> None:
    """The oldest go first; strangers who guess leave nothing."""
    memory = Memory(most_bytes=25, most_links=3)
    for number, secret in enumerate("abcd"):
        memory.note(secret, served(number, "1", secret.encode() * 9), NOW)
    memory.note("guess", FeedAnswer(kind=AnswerKind.UNKNOWN), NOW)

    assert memory.find("a", NOW) is None
    assert memory.find("d", NOW) is not None
    assert bodies(memory, "bcd") == [None, b"c" * 9, b"d" * 9]
    assert memory.find("guess", NOW) is None


def growth(installation: Installation, etags: list[str]) -> int:
    """Return how many blocks of memory are held more after polls with these ETags."""
    browser = installation.browser()
    path = installation.path

    def poll() -> None:
        for etag in etags:
            browser.get(path, headers={"If-None-Match": etag}, buffered=True)
            browser.get("/cal/cf_guess/planning.ics", buffered=True)
        gc.collect()

    for _ in range(3):
        poll()
    before = sys.getallocatedblocks()
    for _ in range(5):
        poll()
    grown = sys.getallocatedblocks() - before
    print(f"blocks left behind by {10 * len(etags)} polls: {grown}")
    return grown


def test_guess_of_a_stranger_leaves_nothing_in_memory() -> None:
    memory = Memory()

    memory.note("guess", FeedAnswer(kind=AnswerKind.UNKNOWN), NOW)

    assert memory._links == {}


def test_links_are_learnt_again_when_what_was_learnt_is_old(app: Flask) -> None:
    learner, makers = Learner(Memory()), app.extensions["database"]
    due = [learner.is_due(NOW)]
    learner.learn(makers, NOW)
    due += [learner.is_due(NOW + MINUTE - SECOND), learner.is_due(NOW + MINUTE)]

    assert due == [True, False, True]


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_polls_leave_nothing_behind(installation: Installation) -> None:
    etag = installation.browser().get(installation.path, buffered=True).headers["ETag"]

    assert growth(installation, [etag, '"other"'] * 100) < MOST_BLOCKS


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_polls_that_leave_something_behind_are_noticed(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: each answer is kept, as it would be without a bound."""
    heap: list[FeedAnswer] = []
    note = Memory.note

    def hoard(memory: Memory, secret: str, answer: FeedAnswer, now: datetime) -> None:
        heap.append(answer)
        note(memory, secret, answer, now)

    monkeypatch.setattr(Memory, "note", hoard)

    assert growth(installation, ['"other"'] * 200) >= MOST_BLOCKS
