"""A feed is served whatever happens: a writer at work, connections lost, no database at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, text

from cdo_share.calendars.queries import AnswerKind, FeedAnswer
from cdo_share.core.clock import utc_now
from cdo_share.web.feeds.last_answers import KEPT_FOR, LastAnswers
from tests.web.feeds.conftest import Installation

NOW = utc_now()


@contextmanager
def a_long_publication(engine: Engine) -> Iterator[None]:
    """Hold what a publication holds: the only lock of SQLite, the rows of PostgreSQL."""
    if engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(engine.url.database))) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.rollback()
        return
    with engine.connect() as other:
        other.execute(text("SELECT id FROM groupement FOR NO KEY UPDATE"))
        other.execute(text("UPDATE feed SET slug = 'autre'"))
        yield
        other.rollback()


def test_feed_is_served_while_a_publication_holds_the_database(installation: Installation) -> None:
    browser = installation.browser()
    before = browser.get(installation.path).data

    with a_long_publication(installation.engine):
        began = monotonic()
        answer = browser.get(installation.path, buffered=True)
        seconds = monotonic() - began

    assert (answer.status_code, answer.data) == (200, before)
    assert seconds < 5


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_reading_that_cannot_be_noted_is_noted_at_the_next(installation: Installation) -> None:
    browser = installation.browser()
    with a_long_publication(installation.engine):
        answer = browser.get(installation.path, buffered=True)
    missed = installation.read_at()

    browser.get(installation.path, buffered=True)

    assert (answer.status_code, missed) == (200, None)
    assert installation.read_at() is not None


@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
def test_feed_is_served_after_all_connections_were_cut(installation: Installation) -> None:
    browser = installation.browser()
    browser.get(installation.path)
    with installation.engine.connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert browser.get(installation.path).status_code == 200


def lose(installation: Installation) -> None:
    """Take away what feeds are read from."""
    cascade = " CASCADE" if installation.engine.dialect.name == "postgresql" else ""
    with installation.engine.connect() as other:
        if not cascade:
            other.execute(text("PRAGMA defer_foreign_keys=ON"))
        other.execute(text("ALTER TABLE feed_token RENAME TO lost"))
        other.commit()


def test_feed_is_served_from_memory_without_a_database(installation: Installation) -> None:
    browser = installation.browser()
    before = browser.get(installation.path)

    lose(installation)
    again = browser.get(installation.path)
    known = browser.get(installation.path, headers={"If-None-Match": before.headers["ETag"]})
    head = browser.head(installation.path)

    assert (again.status_code, again.data) == (200, before.data)
    assert again.headers["ETag"] == before.headers["ETag"]
    assert (known.status_code, known.data, head.status_code) == (304, b"", 200)


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_feed_is_served_from_memory_where_no_connection_can_be_opened(
    installation: Installation,
) -> None:
    browser = installation.browser()
    before = browser.get(installation.path, buffered=True)

    installation.engine.dispose()
    file = Path(str(installation.engine.url.database))
    file.rename(file.with_suffix(".away"))
    file.mkdir()  # SQLite cannot open a folder
    again = browser.get(installation.path)
    known = browser.get(installation.path, headers={"If-None-Match": before.headers["ETag"]})

    assert (again.status_code, again.data, known.status_code) == (200, before.data, 304)


def test_feed_asked_for_by_a_stranger_without_a_database_is_to_come_back(
    installation: Installation,
) -> None:
    """The planted fault of the test above: a process that remembers nothing."""
    browser = installation.browser()
    lose(installation)

    answer = browser.get(installation.path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def served(etag: str, body: bytes | None) -> FeedAnswer:
    return FeedAnswer(kind=AnswerKind.SERVE, etag=etag, body=body)


def test_last_answers_keep_the_bytes_of_the_same_etag_only() -> None:
    answers = LastAnswers()
    answers.note("a", served("1", b"one"), NOW)
    answers.note("a", served("1", None), NOW)
    same = answers.find("a", NOW)
    answers.note("a", served("2", None), NOW)
    other = answers.find("a", NOW)

    assert [one.body for one in (same, other) if one] == [b"one", None]


def test_last_answers_forget_what_is_revoked_old_or_too_much() -> None:
    answers = LastAnswers(most_bytes=10)
    for secret in "abc":
        answers.note(secret, served("1", b"12345"), NOW)
    oldest_first = [answers.find(secret, NOW) is not None for secret in "abc"]
    answers.note("c", FeedAnswer(kind=AnswerKind.EMPTY, body=b""), NOW)
    late = NOW + KEPT_FOR + timedelta(seconds=1)

    assert oldest_first == [False, True, True]
    assert answers.find("c", NOW) is None
    assert [answers.find("b", one) is not None for one in (NOW + KEPT_FOR, late)] == [True, False]
