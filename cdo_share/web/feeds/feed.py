"""One calendar feed for whoever holds its secret: stored bytes, 304, empty, gone, or unknown."""

from contextlib import closing
from datetime import datetime
from functools import partial
from typing import NamedTuple

import structlog
from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import is_resource_modified, quote_etag

from cdo_share.calendars.queries import AnswerKind, FeedAnswer, Reading, look_up, with_body
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import error_words
from cdo_share.web.extensions import csrf, db, limiter
from cdo_share.web.feeds.last_answers import LastAnswers
from cdo_share.web.feeds.notebook import Notebook

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
PATH = "/cal/<token>/<name>.ics"
ALLOWED = "GET, HEAD, OPTIONS"
# What programs try that take a calendar for one they may write, or for a folder.
REFUSED = (
    *("POST", "PUT", "PATCH", "DELETE", "COPY", "MOVE", "LOCK", "UNLOCK", "ACL"),
    *("PROPFIND", "PROPPATCH", "MKCOL", "MKCALENDAR", "REPORT", "SEARCH"),
)


class Memory(NamedTuple):
    """What a process remembers between requests."""

    answers: LastAnswers
    notebook: Notebook


@blueprint.record_once
def _remember(state: BlueprintSetupState) -> None:
    state.app.extensions["feeds"] = Memory(LastAnswers(), Notebook())


@blueprint.after_request
def _add_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


@blueprint.get(PATH, provide_automatic_options=False)
def show(token: str, name: str) -> Response:
    """Answer a calendar program; `name` only makes the address readable."""
    now, memory = utc_now(), _memory()
    try:
        with closing(db.makers.glance()) as reading:
            response, answer = _respond(reading, look_up(reading, token, now))
    except SQLAlchemyError as error:
        return _respond_from_memory(token, now, error)
    memory.answers.note(token, answer, now)
    if answer.is_reading_due:
        client = request.headers.get("User-Agent", "")
        # After the answer is sent: no phone waits for a writer.
        note = partial(memory.notebook.note, db.makers, answer.token_id or 0, client, now)
        response.call_on_close(note)
    return response


@blueprint.route(PATH, methods=["OPTIONS"])
def tell(token: str, name: str) -> Response:
    """Tell a program what it may do with a feed: read it."""
    return Response(status=204, headers={"Allow": ALLOWED})


@blueprint.route(PATH, methods=REFUSED, provide_automatic_options=False)
def refuse(token: str, name: str) -> Response:
    """Refuse whoever would change a feed; nothing is read, not even who holds the secret."""
    answer = Response("A calendar feed can only be read.\n", 405, mimetype="text/plain")
    answer.headers["Allow"] = ALLOWED
    return answer


@blueprint.get("/cal/<path:rest>")
def nothing(rest: str) -> Response:
    """Answer an address that was mistyped; it may hold a secret, so no page is made of it."""
    return _unknown()


def _memory() -> Memory:
    memory: Memory = current_app.extensions["feeds"]
    return memory


def _unknown() -> Response:
    return Response("There is no such calendar.\n", 404, mimetype="text/plain")


def _respond(reading: Reading, answer: FeedAnswer) -> tuple[Response, FeedAnswer]:
    """Return the response, and the answer with the bytes of the feed if they were needed."""
    if answer.kind is AnswerKind.UNKNOWN:
        return _unknown(), answer
    if answer.kind is AnswerKind.GONE:
        return Response("This calendar link was taken back.\n", 410, mimetype="text/plain"), answer
    if _is_known(answer):
        response = Response(status=304)
        del response.headers["Content-Type"]
    else:
        answer = answer if answer.body is not None else with_body(reading, answer)
        response = Response(answer.body, content_type=MIMETYPE)
        place = "attachment" if request.args.get("dl") == "1" else "inline"
        response.headers["Content-Disposition"] = f'{place}; filename="{answer.slug}.ics"'
    response.headers["ETag"] = quote_etag(answer.etag or "")
    response.last_modified = answer.last_modified_at
    return response, answer


def _is_known(answer: FeedAnswer) -> bool:
    """Return whether the program that asks holds these bytes already."""
    etag = quote_etag(answer.etag or "")
    return not is_resource_modified(request.environ, etag, last_modified=answer.last_modified_at)


def _respond_from_memory(token: str, now: datetime, error: SQLAlchemyError) -> Response:
    """Answer as the last time; who was not here lately is asked to come back."""
    log.warning("feed_answered_without_database", error=error_words(error))
    kept = _memory().answers.find(token, now)
    if kept is not None:
        try:
            # A session connects only when it is asked something: what is remembered needs none.
            with closing(db.makers.reading()) as reading:
                return _respond(reading, kept)[0]
        except SQLAlchemyError:
            log.warning("feed_not_remembered")
    response = Response("Please try again later.\n", 503, mimetype="text/plain")
    response.headers["Retry-After"] = "600"
    return response
