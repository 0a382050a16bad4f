"""Browser sessions kept in the database, so that a log-out or a new password ends them for good.

The cookie holds a random id; the row holds its hash and the values.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from cdo_share.accounts.models import LoginSession
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.web.extensions import db

ABSOLUTE_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(hours=3)
TOUCH_EVERY = timedelta(minutes=1)


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """The values of one browser session; `modified` once something was stored."""

    def __init__(self, values: dict[str, Any] | None = None, session_id: str | None = None) -> None:
        def note_change(_self: Any) -> None:
            self.modified = True

        super().__init__(values or {}, note_change)
        self.session_id = session_id
        self.old_id: str | None = None
        self.created_at: datetime | None = None
        self.last_seen_at: datetime | None = None
        self.modified = False

    def renew(self) -> None:
        """Give the session a new id, so that one known before a log-in is worth nothing after."""
        self.old_id, self.session_id = self.session_id, None
        self.created_at = None
        self.modified = True


class DatabaseSessions(SessionInterface):
    """Opens and saves browser sessions for Flask."""

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session of the cookie, or an empty one."""
        session_id = request.cookies.get(self.get_cookie_name(app))
        if not session_id or _is_sessionless(app, request.endpoint):
            return ServerSession()
        with db.makers.reading() as reading:
            row = reading.get(LoginSession, token_hash(session_id))
            if row is None or row.expires_at <= utc_now():
                return ServerSession()
            session = ServerSession(dict(row.values), session_id)
            session.created_at, session.last_seen_at = row.created_at, row.last_seen_at
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed; note at most once a minute that the session is alive."""
        if not isinstance(session, ServerSession) or _is_sessionless(app, request.endpoint):
            return
        if session.accessed:
            response.vary.add("Cookie")
        now = utc_now()
        is_stale = session.last_seen_at is not None and now - session.last_seen_at > TOUCH_EVERY
        if not session.modified and not (session.session_id and is_stale):
            return
        db.close()  # an uncommitted write of the page would hold the lock that we need
        if not self._store(session, now):
            session.clear()
        self._send_cookie(app, session, response)

    @staticmethod
    def _store(session: ServerSession, now: datetime) -> bool:
        """Write the session; return False when it was ended while this request was answered."""
        with db.makers.writing() as writing:
            if session.old_id:
                _forget(writing, session.old_id)
            is_alive = _write(writing, session, now)
            writing.commit()
        return is_alive

    def _send_cookie(self, app: Flask, session: ServerSession, response: Response) -> None:
        name, path = self.get_cookie_name(app), "/"
        if not session:
            response.delete_cookie(name, path=path, secure=self.get_cookie_secure(app))
            return
        response.set_cookie(
            name,
            session.session_id or "",
            path=path,
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite="Lax",
        )


def _is_sessionless(app: Flask, endpoint: str | None) -> bool:
    return endpoint in app.config["SESSIONLESS_ENDPOINTS"]


def _forget(writing: Session, session_id: str) -> None:
    writing.execute(delete(LoginSession).where(LoginSession.id_sha256 == token_hash(session_id)))


def _write(writing: Session, session: ServerSession, now: datetime) -> bool:
    """Insert, update or remove the row; a row that is gone stays gone and makes it False.

    Whoever logs out while another answer is on its way must not find the session alive again.
    """
    if not session:
        if session.session_id:
            _forget(writing, session.session_id)
        return True
    if session.session_id is None:
        session.session_id = secrets.token_urlsafe(32)
        writing.add(
            LoginSession(id_sha256=token_hash(session.session_id), **_columns(session, now))
        )
        return True
    known = LoginSession.id_sha256 == token_hash(session.session_id)
    change = update(LoginSession).where(known).values(**_columns(session, now))
    return writing.scalar(change.returning(LoginSession.id_sha256)) is not None


def _columns(session: ServerSession, now: datetime) -> dict[str, Any]:
    created_at = session.created_at or now
    idle = timedelta(minutes=session.get("idle_minutes", IDLE_LIFE // timedelta(minutes=1)))
    person_id = session.get("_user_id")
    return {
        "person_id": int(person_id) if person_id else None,
        "values": dict(session),
        "created_at": created_at,
        "last_seen_at": now,
        "expires_at": min(now + idle, created_at + ABSOLUTE_LIFE),
    }
