"""The site on a SQLite file of its own, which really commits and really locks."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from cdo_share.accounts.models import LoginSession, Person
from cdo_share.accounts.tokens import new_token, token_hash
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers
from tests.migrated import make_sqlite


@dataclass
class Site:
    """A database and the application on it; `held`: how long each lock for writing was.

    In seconds of the processor: how busy the machine is else does not count.
    """

    engine: Engine
    app: Flask
    held: list[float] = field(default_factory=list)

    def is_locked(self) -> bool:
        """Return whether somebody holds the only lock for writing."""
        with closing(sqlite3.connect(str(self.engine.url.database), timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False

    def browser_of(self, session: Session, person: Person) -> FlaskClient:
        """Return a browser in which the person is logged in as soon as the session commits."""
        browser = self.app.test_client()
        browser.set_cookie("session", logged_in(session, person.id), domain="localhost")
        return browser


def logged_in(session: Session, person_id: int) -> str:
    """Return the secret of a new browser session of the person."""
    secret, now = new_token(""), utc_now()
    session.add(
        LoginSession(
            id_sha256=token_hash(secret),
            person_id=person_id,
            values={"_user_id": str(person_id), "_fresh": True, "language": "fr"},
            created_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=1),
        )
    )
    return secret


@contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """Yield the site on a new database in the folder."""
    settings = Settings(
        data_dir=folder,
        database_url="sqlite://",
        secret_key="only-for-tests-" * 4,
        base_url="http://localhost",
    )
    engine = make_sqlite(folder / "site.sqlite3")
    app = create_app(settings, SessionMakers.of(engine))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    site = Site(engine, app)
    _time_locks(site)
    yield site
    engine.dispose()


def _time_locks(site: Site) -> None:
    began: dict[int, float] = {}

    def begin(connection: Any) -> None:
        if connection.get_execution_options().get("sqlite_begin") is None:
            began[id(connection.connection.dbapi_connection)] = process_time()

    def end(connection: Any) -> None:
        start = began.pop(id(connection.connection.dbapi_connection), None)
        if start is not None:
            site.held.append(process_time() - start)

    # Listens after the engine's own BEGIN: waiting for the lock does not count.
    event.listen(site.engine, "begin", begin)
    for name in ("commit", "rollback"):
        event.listen(site.engine, name, end)
