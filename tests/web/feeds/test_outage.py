"""A feed is served whatever happens: a writer at work, connections lost, no database at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.models import FeedToken
from cdo_share.calendars.subscriptions import create_token
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from tests.web.feeds.conftest import Installation
from tests.web.feeds.server import Server


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
    """The planted fault of the tests above and below: a process that knows nothing."""
    browser = installation.browser()
    lose(installation)

    answer = browser.get(installation.path)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def another_link(installation: Installation) -> str:
    """Return the address of one link more to the same feed, made for another device."""
    with Session(installation.engine) as session, transaction(session):
        token = session.get_one(FeedToken, installation.token_id)
        _, secret = create_token(
            session,
            groupement_id=installation.world.groupement.id,
            feed_id=token.feed_id,
            person_id=token.person_id,
            label="Tablette",
            now=utc_now(),
        )
    return f"/cal/{secret}/planning.ics"


def test_feed_of_a_link_that_a_process_never_served_is_served_without_a_database(
    installation: Installation,
) -> None:
    """One link is asked for; what else there is was learnt after that answer."""
    other_path, browser = another_link(installation), installation.browser()
    before = browser.get(installation.path, buffered=True)

    lose(installation)
    other = browser.get(other_path)
    known = browser.get(other_path, headers={"If-None-Match": before.headers["ETag"]})
    unknown = browser.get("/cal/cf_unknown/planning.ics")

    assert (other.status_code, other.data) == (200, before.data)
    assert (known.status_code, unknown.status_code) == (304, 503)


def test_link_that_ended_before_is_not_served_without_a_database(
    installation: Installation,
) -> None:
    """Of three links one ends before the process learns, one after that, seen by it."""
    early, late = another_link(installation), another_link(installation)
    revoke(installation, early)
    browser = installation.browser()
    browser.get(installation.path, buffered=True)
    revoke(installation, late)
    browser.get(late, buffered=True)

    lose(installation)

    assert [browser.get(path).status_code for path in (early, late)] == [503, 503]
    assert browser.get(installation.path).status_code == 200


def revoke(installation: Installation, path: str) -> None:
    """Take one link back."""
    key = token_hash(path.split("/")[2])
    with Session(installation.engine) as session, transaction(session):
        session.execute(
            update(FeedToken).where(FeedToken.token_sha256 == key).values(revoked_at=utc_now())
        )


@pytest.mark.skipif(os.name == "nt", reason="gunicorn does not run on Windows")
@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_server_that_nobody_asked_yet_serves_feeds_without_a_database(
    installation: Installation, folder: Path
) -> None:
    server = Server(installation, folder)

    lose(installation)
    status, text_of_feed = server.ask(installation.path)
    server.end()

    assert (status, text_of_feed.startswith("BEGIN:VCALENDAR")) == (200, True)


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_feed_is_served_from_memory_where_a_row_is_broken(installation: Installation) -> None:
    """What nobody foresaw is no reason for an error: programs would switch the calendar off."""
    browser = installation.browser()
    before = browser.get(installation.path, buffered=True)

    with installation.engine.connect() as other:
        other.execute(text("UPDATE feed SET last_modified_at = 'never'"))
        other.commit()
    answer = browser.get(installation.path, buffered=True)

    assert (answer.status_code, answer.data) == (200, before.data)
