"""The site with one route more that answers 304 and does nothing: the measure of a feed's answer.

It passes through all that the site does before and after every request, and opens no session.
"""

from flask import Response

from cdo_share.wsgi import app

PATH = "/empty/calendar/planning.ics"


@app.get(PATH)
def empty() -> Response:
    """Answer that nothing has changed, without looking."""
    response = Response(status=304, headers={"Cache-Control": "private, no-cache"})
    del response.headers["Content-Type"]
    return response


app.config["SESSIONLESS_ENDPOINTS"] |= {"empty"}
