"""Browser sessions kept in the database, so that a log-out or a new password ends them for good.

The cookie of somebody who is logged in holds a random id; the row holds its hash and the
values. A stranger's few values stand signed in their cookie: looking at a page writes nothing.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, render_template, request
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from cdo_share.accounts.models import LoginSession, Person
from cdo_share.accounts.queries import find_login_session
from cdo_share.accounts.service import note_log_in
from cdo_share.accounts.tokens import token_hash
from cdo_share.core.clock import utc_now
from cdo_share.web.extensions import READING_METHODS, db

ABSOLUTE_LIFE = timedelta(hours=12)
IDLE_LIFE = timedelta(hours=3)
TOUCH_EVERY = timedelta(minutes=1)
STRANGER = "s."  # no id begins so: ids hold no full stop


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
        self.person: Person | None = None  # as they were when the session was read
        self.modified = False

    @property
    def is_stranger(self) -> bool:
        """Return whether nobody is logged in."""
        return "_user_id" not in self

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
        if session_id.startswith(STRANGER):
            return ServerSession(_read_stranger(app, session_id))
        with db.makers.reading() as reading:
            row = find_login_session(reading, token_hash(session_id))
            if row is None or row.expires_at <= utc_now():
                return ServerSession()
            session = ServerSession(dict(row.values), session_id)
            session.created_at, session.last_seen_at = row.created_at, row.last_seen_at
            session.person = row.person
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
        if not session.is_stranger or session.session_id or session.old_id:
            db.close()  # an uncommitted write of the page would hold the lock that we need
            try:
                is_alive = self._store(session, now)
            except OperationalError as error:
                app.logger.warning("browser session not stored: %s", error.orig)
                _refuse(response)
                return
            if not is_alive:
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
        value = _write_stranger(app, session) if session.is_stranger else session.session_id
        response.set_cookie(
            name,
            value or "",
            path=path,
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite="Lax",
        )


def _signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="stranger's session")


def _write_stranger(app: Flask, session: ServerSession) -> str:
    return STRANGER + _signer(app).dumps(dict(session))


def _read_stranger(app: Flask, value: str) -> dict[str, Any]:
    try:
        seconds = IDLE_LIFE // timedelta(seconds=1)
        values = _signer(app).loads(value.removeprefix(STRANGER), max_age=seconds)
    except BadData:
        return {}
    return {name: one for name, one in values.items() if name != "_user_id"}


def _refuse(response: Response) -> None:
    """Turn the answer to an act into “try again”; a page that was only read is shown as it is."""
    if request.method in READING_METHODS:
        return
    response.status_code = 503
    response.headers.pop("Location", None)
    response.headers["Retry-After"] = "5"
    response.set_data(render_template("errors/503.html", message="", status=503, form_url=""))


def _is_sessionless(app: Flask, endpoint: str | None) -> bool:
    room = (endpoint or "").split(".", 1)[0]
    return (
        endpoint in app.config["SESSIONLESS_ENDPOINTS"]
        or room in app.config["SESSIONLESS_BLUEPRINTS"]
    )


def _forget(writing: Session, session_id: str) -> None:
    writing.execute(delete(LoginSession).where(LoginSession.id_sha256 == token_hash(session_id)))


def _write(writing: Session, session: ServerSession, now: datetime) -> bool:
    """Insert or update the row, or remove a stranger's; False when it is gone already.

    Whoever logs out while another answer is on its way must not find the session alive again.
    """
    if session.is_stranger:
        if session.session_id:
            _forget(writing, session.session_id)
        return True
    if session.session_id is None:
        session.session_id = secrets.token_urlsafe(32)
        note_log_in(writing, int(session["_user_id"]), now)
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
    return {
        "person_id": int(session["_user_id"]),
        "values": dict(session),
        "created_at": created_at,
        "last_seen_at": now,
        "expires_at": min(now + idle, created_at + ABSOLUTE_LIFE),
    }
