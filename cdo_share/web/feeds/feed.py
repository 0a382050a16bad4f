"""One calendar feed for whoever holds its secret: stored bytes, 304, empty, gone, or unknown."""

from datetime import datetime
from functools import partial

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.http import is_resource_modified, quote_etag

from cdo_share.calendars.queries import AnswerKind, FeedAnswer, load_body, look_up
from cdo_share.calendars.subscriptions import note_read
from cdo_share.core.clock import utc_now
from cdo_share.web.extensions import SessionMakers, csrf, db, limiter

blueprint = Blueprint("feeds", __name__)
csrf.exempt(blueprint)
limiter.exempt(blueprint)

log = structlog.get_logger()

HEADERS = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
MIMETYPE = "text/calendar; charset=utf-8"


@blueprint.get("/cal/<token>/<name>.ics")
def show(token: str, name: str) -> Response:
    """Answer a calendar program; `name` only makes the address readable."""
    now = utc_now()
    answer = look_up(db.session, token, now)
    response = _respond(answer)
    response.headers.update(HEADERS)
    db.close()
    if answer.is_reading_due:
        client = request.headers.get("User-Agent", "")
        response.call_on_close(partial(_note, db.makers, answer.token_id or 0, client, now))
    return response


def _respond(answer: FeedAnswer) -> Response:
    if answer.kind is AnswerKind.UNKNOWN:
        return Response("There is no such calendar.\n", 404, mimetype="text/plain")
    if answer.kind is AnswerKind.GONE:
        return Response("This calendar link was taken back.\n", 410, mimetype="text/plain")
    etag = quote_etag(answer.etag or "")
    if not is_resource_modified(request.environ, etag, last_modified=answer.last_modified_at):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        response = Response(_body(answer), content_type=MIMETYPE)
        place = "attachment" if request.args.get("dl") == "1" else "inline"
        response.headers["Content-Disposition"] = f'{place}; filename="{answer.slug}.ics"'
    response.headers["ETag"] = etag
    response.last_modified = answer.last_modified_at
    return response


def _body(answer: FeedAnswer) -> bytes:
    if answer.body is not None:
        return answer.body
    return load_body(db.session, answer.feed_id or 0)


def _note(makers: SessionMakers, token_id: int, client: str, now: datetime) -> None:
    """Remember that the feed was read, after the answer is sent: no phone waits for a writer."""
    try:
        with makers.writing() as writing:
            note_read(writing, token_id=token_id, client=client, now=now)
            writing.commit()
    except OperationalError as error:
        log.warning("reading_of_feed_not_noted", error=str(error.orig))
