"""The site, and beside it an empty Flask route that answers 304: the measure of a feed's answer.

The route is that of a Flask application of its own, which knows nothing of what the site does
before and after a request: no route of Flask's is cheaper.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response

from cdo_share.wsgi import app as site

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PATH = "/empty/calendar/planning.ics"

bare = Flask("empty")


@bare.get(PATH)
def empty() -> Response:
    """Answer that nothing has changed, without looking."""
    response = Response(status=304, headers={"Cache-Control": "private, no-cache"})
    del response.headers["Content-Type"]
    return response


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer at the address of the empty route, and leave everything else to the site."""
    chosen = bare if environ["PATH_INFO"] == PATH else site
    return chosen(environ, start_response)
