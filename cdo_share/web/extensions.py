"""What the pages share; made here, bound to an application in app.py, imports nothing of ours
but the ground."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass

from flask import Flask, current_app, g, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.core.orm import glancer, reader

READING_METHODS = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class SessionMakers:
    """How to open a session that may write, and one that only reads.

    `glancing` opens what takes single statements that only read, and costs least; without it a
    session does.
    """

    writing: Callable[[], Session]
    reading: Callable[[], Session]
    glancing: Callable[[], Session | Connection] | None = None

    @classmethod
    def of(cls, engine: Engine) -> "SessionMakers":
        """Return the makers for an engine."""
        return cls(sessionmaker(engine), sessionmaker(reader(engine)), glancer(engine).connect)

    def glance(self) -> Session | Connection:
        """Return what single statements that only read go to; to be closed by who asked."""
        return (self.glancing or self.reading)()


class Database:
    """One session per request, closed at its end; requests that only read never lock."""

    def init_app(self, app: Flask, makers: SessionMakers) -> None:
        """Bind to an application."""
        app.extensions["database"] = makers
        app.teardown_appcontext(lambda _error: self.close())

    @property
    def makers(self) -> SessionMakers:
        """Return the session makers of the current application."""
        makers: SessionMakers = current_app.extensions["database"]
        return makers

    @property
    def session(self) -> Session:
        """Return the session of this request."""
        if "database_session" not in g:
            is_reading = request.method in READING_METHODS
            g.database_session = self.makers.reading() if is_reading else self.makers.writing()
        session: Session = g.database_session
        return session

    def read_only(self) -> None:
        """Only read from here on, until `close`: nothing is locked, whatever the method."""
        self.close()
        g.database_session = self.makers.reading()

    def trial(self) -> AbstractContextManager[Session]:
        """Return a session beside that of the request; what is tried in it is undone at its end.

        A session that began by reading cannot write on SQLite once somebody else has written.
        """
        return closing(self.makers.writing())

    @staticmethod
    def close() -> None:
        """Close the session of this request; what it did not commit is undone."""
        session: Session | None = g.pop("database_session", None)
        if session is not None:
            session.close()


db = Database()
login_manager = LoginManager()
csrf = CSRFProtect()
babel = Babel()
limiter = Limiter(get_remote_address, storage_uri="memory://")
