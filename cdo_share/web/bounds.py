"""What no request may contain, so that no page has to think of it."""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

GREATEST_ROW_NUMBER = 2**31 - 1
# Forms that send more than the usual 3 MB: an exported calendar, and room for what goes with it.
GREATER_BODIES = {"cdo.busy_files.create": 11 * 1024 * 1024}


class RowNumber(IntegerConverter):
    """`<int:…>` in an address; a number that no row can have is a page that does not exist."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=GREATEST_ROW_NUMBER)


def add_bounds(app: Flask) -> None:
    """Bound numbers in addresses and lengths of forms; refuse what PostgreSQL cannot store."""
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def _allow_greater_bodies() -> None:
        if request.endpoint in GREATER_BODIES:
            request.max_content_length = GREATER_BODIES[request.endpoint]

    @app.before_request
    def _refuse_null_characters() -> None:
        texts = [request.path, *request.args.values()]
        if request.method == "POST":
            texts += [value for _, value in request.form.items(multi=True)]
        if any("\x00" in text for text in texts):
            abort(400)
