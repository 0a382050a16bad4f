"""The edge of CalDAV: a small application of its own under /dav, before the site.

Nothing of the site's pages reaches it: no session, no cookie, no form. It answers only where the
installation has it switched on.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError
from werkzeug import Request, Response
from werkzeug.exceptions import SecurityError
from werkzeug.utils import redirect

from cdo_share.calendars.dav.passwords import note_use
from cdo_share.calendars.dav.refusal import Refusal
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.settings import Settings
from cdo_share.web.dav import objects
from cdo_share.web.dav.answers import refused
from cdo_share.web.dav.call import Call
from cdo_share.web.dav.door import Door
from cdo_share.web.dav.paths import PREFIX
from cdo_share.web.dav.propfind import propfind, proppatch
from cdo_share.web.dav.reports import report
from cdo_share.web.extensions import SessionMakers
from cdo_share.web.headers import HEADERS, SECURE, UNLISTED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WELL_KNOWN = "/.well-known/caldav"
OWN_HEADERS = {
    **HEADERS,
    **UNLISTED,
    "DAV": "1, 3, access-control, calendar-access",
}
Act = Callable[[Call], Response]

log = structlog.get_logger()


def _options(_call: Call) -> Response:
    return Response(status=200, headers={"Allow": ALLOWED})


ACTS: dict[str, Act] = {
    "OPTIONS": _options,
    "GET": objects.show,
    "HEAD": objects.show,
    "PUT": objects.put,
    "DELETE": objects.delete,
    "PROPFIND": propfind,
    "PROPPATCH": proppatch,
    "REPORT": report,
}
ALLOWED = ", ".join(ACTS)
# A person's calendars follow from their roles: none is made, moved or shared by a program.
FORBIDDEN = frozenset(("MKCALENDAR", "MKCOL", "COPY", "MOVE", "ACL"))


class DavServer:
    """Answers programs under /dav, and leaves everything else to the site."""

    def __init__(self, app: Flask, site: "WSGIApplication") -> None:
        self._app = app
        self._site = site
        self._door = Door()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        settings: Settings = self._app.config["SETTINGS"]
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        is_ours = path == PREFIX or path.startswith(f"{PREFIX}/")
        # Some programs ask at the name of the site alone, and follow no redirect from there.
        is_beginning = path == "/" and method == "PROPFIND"
        if not settings.caldav or not (is_ours or is_beginning or path == WELL_KNOWN):
            return self._site(environ, start_response)
        if path == WELL_KNOWN:
            return redirect(f"{PREFIX}/", 301)(environ, start_response)
        response = self._answer(Request(environ), settings)
        for name, value in OWN_HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.is_secure:
            response.headers.setdefault(*SECURE)
        return response(environ, start_response)

    def _answer(self, request: Request, settings: Settings) -> Response:
        request.trusted_hosts = settings.trusted_hosts
        makers: SessionMakers = self._app.extensions["database"]
        now = utc_now()
        try:
            _ = request.host  # one that is not ours is refused here
            with makers.reading() as session:
                asker = self._door.admit(request, session, now)
                if isinstance(asker, Response):
                    return asker
                call = Call(request, asker, makers, settings, now, session)
                response = _act(call)
        except SecurityError:
            return Response("This site does not answer at this address.\n", 400)
        except OperationalError as error:
            log.warning("database_not_available", error=str(error.orig))
            return refused(Refusal(503), {"Retry-After": "30"})
        if asker.is_note_due:
            response.call_on_close(partial(_note, call))
        return response


def _act(call: Call) -> Response:
    """Return what becomes of a request; the place of somebody else is always a 403."""
    method = call.request.method
    try:
        if not _is_own(call) or method in FORBIDDEN:
            raise Refusal(403)
        act = ACTS.get(method)
        if act is None:
            raise Refusal(405)
        return act(call)
    except Refusal as refusal:
        return refused(refusal, {"Allow": ALLOWED} if refusal.status == 405 else None)
    except NotFound:
        return refused(Refusal(404))


def _is_own(call: Call) -> bool:
    return call.place.key in (None, call.asker.key)


def _note(call: Call) -> None:
    """Remember the use after the answer is sent: no device waits for a writer."""
    client = call.header("User-Agent")
    try:
        with call.makers.writing() as writing:
            note_use(writing, password_id=call.asker.password_id, client=client, now=call.now)
            writing.commit()
    except OperationalError as error:
        log.warning("use_of_password_not_noted", error=str(error.orig))
