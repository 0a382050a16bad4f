"""The one place where a refusal becomes a page with a status."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from cdo_share.core.errors import AppError
from cdo_share.web.api.problems import is_api, problem, refusal
from cdo_share.web.extensions import READING_METHODS
from cdo_share.web.languages import translate

PAGES = {400, 403, 404, 409, 429, 500, 503}


def _page(status: int, message: str = "") -> Any:
    if is_api():
        return problem(status, message)
    name = status if status in PAGES else (500 if status >= 500 else 400)
    page = render_template(
        f"errors/{name}.html", message=message, status=status, form_url=_form_url()
    )
    return page, status


def _form_url() -> str:
    """Return the page of this site from which a refused form came; "" when nothing was sent."""
    if request.method in READING_METHODS:
        return ""
    came_from = urlsplit(request.referrer or "")
    is_ours = came_from.netloc == request.host and not came_from.path.startswith(("//", "/\\"))
    return urlunsplit(("", "", came_from.path, came_from.query, "")) if is_ours else ""


def _page_above() -> str:
    """Return the nearest page above an address that only takes forms; "" when there is none.

    A phone that opens its pages anew asks for the address a form was sent to.
    """
    path = request.path if request.method in READING_METHODS else ""
    adapter = current_app.create_url_adapter(request)
    while adapter is not None and path.strip("/"):
        path = path.rpartition("/")[0]
        if adapter.test(path or "/", method="GET"):
            return path or "/"
    return ""


def _sentence(code: int) -> str:
    if code != 413:
        return ""
    return str(gettext("What you sent is larger than this page accepts; send a smaller file."))


def _constraint(error: IntegrityError) -> str:
    """Return which constraint refused, without the values that it refused."""
    told = getattr(error.orig, "diag", None)  # PostgreSQL; SQLite names columns only
    return str(told.constraint_name if told else error.orig)


def add_error_pages(app: Flask) -> None:
    """Show every refusal and every failure as a page in plain words."""

    @app.errorhandler(AppError)
    def _refused(error: AppError) -> Any:
        return refusal(error) if is_api() else _page(error.status, translate(error.message))

    @app.errorhandler(CSRFError)
    def _forged(_error: CSRFError) -> Any:
        return _page(400, str(gettext("The page was open for too long, or you are logged out.")))

    @app.errorhandler(500)
    def _failed(_error: Exception) -> Any:
        return _page(500)

    _add_database(app)
    _add_http(app)


def _add_database(app: Flask) -> None:
    @app.errorhandler(StaleDataError)
    def _stale(_error: StaleDataError) -> Any:
        return _page(409)

    @app.errorhandler(IntegrityError)
    def _collided(error: IntegrityError) -> Any:
        # Two acts met that nobody foresaw: nothing was stored. Values stay out of the log.
        app.logger.error("not foreseen at %s: %s", request.endpoint, _constraint(error))
        return _page(409)

    @app.errorhandler(OperationalError)
    def _busy(error: OperationalError) -> Any:
        app.logger.warning("database not available: %s", error.orig)
        return _page(503)


def _add_http(app: Flask) -> None:
    @app.errorhandler(MethodNotAllowed)
    def _wrong_method(error: MethodNotAllowed) -> Any:
        above = "" if is_api() else _page_above()
        return redirect(above) if above else _http(error)

    @app.errorhandler(SecurityError)
    def _foreign_host(_error: SecurityError) -> Response:
        # No page: without a host that is ours, no address can be written.
        return Response("This site does not answer at this address.\n", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        answer = make_response(_page(error.code, _sentence(error.code)))
        kept = ("Allow", "Retry-After")
        answer.headers.extend((n, value) for n, value in error.get_headers() if n in kept)
        return answer
