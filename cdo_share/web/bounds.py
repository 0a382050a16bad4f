"""What no request may contain, so that no page has to think of it."""

from flask import Flask, abort, request
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

GREATEST_ROW_NUMBER = 2**31 - 1
FORM_BYTES = 64 * 1024  # what a form adds to the file it carries
# The pages that take more than any form holds, from people who are logged in.
MOST_BYTES = {
    "coordinator.imports.create": 10 * 1024 * 1024 + FORM_BYTES,
    "cdo.busy_files.create": 10 * 1024 * 1024 + FORM_BYTES,
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
        if request.endpoint in MOST_BYTES and current_user.is_authenticated:
            request.max_content_length = MOST_BYTES[request.endpoint]

    @app.before_request
    def _refuse_null_characters() -> None:
        texts = [request.path, *request.args.values()]
        if request.method == "POST":
            texts += [value for _, value in request.form.items(multi=True)]
        if any("\x00" in text for text in texts):
            abort(400)
