"""What no request may contain, so that no page has to think of it."""

from typing import Any

from flask import Flask, abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import IntegerConverter, Map

from cdo_share.web.extensions import READING_METHODS

GREATEST_ROW_NUMBER = 2**31 - 1
FORM_BYTES = 64 * 1024  # what a form adds to the file it carries
MOST_FILE_MEGABYTES = 10
# The pages that take more than any form holds, from people who are logged in, each with that of
# its form.
FORM_OF = {
    "coordinator.imports.create": "coordinator.tables.index",
    "cdo.busy_files.create": "cdo.busy_files.new",
}


class RowNumber(IntegerConverter):
    """`<int:…>` in an address; a number that no row can have is a page that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=GREATEST_ROW_NUMBER)


def add_bounds(app: Flask) -> None:
    """Bound the numbers in addresses and the size of files; refuse the null character, which
    PostgreSQL cannot store."""
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def _allow_files() -> None:
        if _takes_files():
            request.max_content_length = MOST_FILE_MEGABYTES * 1024 * 1024 + FORM_BYTES

    @app.before_request
    def _read_body() -> Any:
        # Before any page asks the database: acts lock it, and a body may take minutes to arrive.
        try:
            if request.method not in READING_METHODS:
                request.get_data(parse_form_data=True)
        except RequestEntityTooLarge:
            if not _takes_files():
                raise
            return _ask_for_a_smaller_file()
        return None

    @app.before_request
    def _refuse_null_characters() -> None:
        texts = [request.path, *request.args.values()]
        if request.method not in READING_METHODS:
            texts += [value for _, value in request.form.items(multi=True)]
        if any("\x00" in text for text in texts):
            abort(400)


def _takes_files() -> bool:
    return request.endpoint in FORM_OF and bool(current_user.is_authenticated)


def _ask_for_a_smaller_file() -> Response:
    """Lead back to the form, which cannot be shown as it was: what was sent is not read."""
    sentence = gettext(
        "Your file is larger than %(most)d MB and was not read; send a smaller one.",
        most=MOST_FILE_MEGABYTES,
    )
    flash(sentence, "danger")
    return redirect(url_for(FORM_OF[request.endpoint or ""], **(request.view_args or {})), 303)
