"""The one place where a refusal becomes a page with a status."""

from typing import Any

from flask import Flask, Response, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from cdo_share.core.errors import AppError
from cdo_share.web.languages import translate

PAGES = {400, 403, 404, 409, 429, 500, 503}


def _page(status: int, message: str = "") -> tuple[str, int]:
    name = status if status in PAGES else (500 if status >= 500 else 400)
    return render_template(f"errors/{name}.html", message=message), status


def add_error_pages(app: Flask) -> None:
    """Show every refusal and every failure as a page in plain words."""

    @app.errorhandler(AppError)
    def _refused(error: AppError) -> tuple[str, int]:
        return _page(error.status, translate(error.message))

    @app.errorhandler(StaleDataError)
    def _stale(_error: StaleDataError) -> tuple[str, int]:
        return _page(409)

    @app.errorhandler(OperationalError)
    def _busy(error: OperationalError) -> Any:
        app.logger.warning("database not available: %s", error.orig)
        return _page(503)

    @app.errorhandler(CSRFError)
    def _forged(_error: CSRFError) -> tuple[str, int]:
        return _page(400, str(gettext("This page was open for too long. Load it again.")))

    @app.errorhandler(SecurityError)
    def _foreign_host(_error: SecurityError) -> Response:
        # No page: without a host that is ours, no address can be written.
        return Response("This site does not answer at this address.\n", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        page, status = _page(error.code, _advice(error.code))
        headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
        return page, status, headers

    @app.errorhandler(500)
    def _failed(_error: Exception) -> tuple[str, int]:
        return _page(500)


def _advice(status: int) -> str:
    too_large = gettext("What you sent is larger than this page takes. Send a smaller file.")
    return str(too_large) if status == 413 else ""
