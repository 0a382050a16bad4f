"""The edge of feeds: a small application of its own under /cal, before the site.

Whoever holds the secret in an address gets stored bytes, 304, an empty calendar, gone, or unknown.
Phones ask all day, mostly whether something is new: nothing of the site's pages reaches them.
"""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import SecurityError
from werkzeug.http import is_resource_modified, quote_etag
from werkzeug.wsgi import ClosingIterator, get_host

from cdo_share.calendars.queries import AnswerKind, FeedAnswer, Reading, look_up, with_body
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import failure_words
from cdo_share.settings import Settings
from cdo_share.web.extensions import SessionMakers
from cdo_share.web.feed_paths import PREFIX, read_secret
from cdo_share.web.feeds import answers
from cdo_share.web.feeds.answers import Answer
from cdo_share.web.feeds.last_answers import LastAnswers
from cdo_share.web.feeds.notebook import Notebook
from cdo_share.web.headers import SECURE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()


class FeedServer:
    """Answers calendar programs under /cal, and leaves everything else to the site."""

    def __init__(self, app: Flask, site: "WSGIApplication") -> None:
        self._app, self._site = app, site
        self._last_answers, self._notebook = LastAnswers(), Notebook()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self._site(environ, start_response)
        settings: Settings = self._app.config["SETTINGS"]
        answer = self._answer(environ, settings)
        secure = [SECURE] if settings.is_secure else []
        start_response(answer.status, [*answer.headers, *answers.ALWAYS, *secure])
        body = () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)
        return ClosingIterator(body, answer.afterwards) if answer.afterwards else body

    def _answer(self, environ: "WSGIEnvironment", settings: Settings) -> Answer:
        try:
            get_host(environ, settings.trusted_hosts)
        except SecurityError:
            return answers.FOREIGN
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return answers.TOLD
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answers.REFUSED
        secret = read_secret(environ["PATH_INFO"])
        return answers.UNKNOWN if secret is None else self._show(environ, secret)

    def _show(self, environ: "WSGIEnvironment", secret: str) -> Answer:
        now = utc_now()
        makers: SessionMakers = self._app.extensions["database"]
        try:
            with closing(makers.glance()) as reading:
                answer, found = _respond(environ, reading, look_up(reading, secret, now))
        except Exception as error:  # noqa: BLE001 - the server would log it with the address
            log.warning("feed_answered_without_database", error=failure_words(error))
            return self._show_from_memory(environ, secret, now)
        self._last_answers.note(secret, found, now)
        if not found.is_reading_due:
            return answer
        client = environ.get("HTTP_USER_AGENT", "")
        # After the answer is sent: no phone waits for a writer.
        note = partial(self._notebook.note, makers, found.token_id or 0, client, now)
        return answer._replace(afterwards=note)

    def _show_from_memory(self, environ: "WSGIEnvironment", secret: str, now: datetime) -> Answer:
        """Answer as the last time; who was not here lately is asked to come back."""
        kept = self._last_answers.find(secret, now)
        if kept is None:
            return answers.LATER
        makers: SessionMakers = self._app.extensions["database"]
        try:
            # A session connects only when it is asked something: what is remembered needs none.
            with closing(makers.reading()) as reading:
                return _respond(environ, reading, kept)[0]
        except SQLAlchemyError:
            log.warning("feed_not_remembered")
        return answers.LATER


def _respond(
    environ: "WSGIEnvironment", reading: Reading, found: FeedAnswer
) -> tuple[Answer, FeedAnswer]:
    """Return the answer, and what was found with the bytes of the feed if they were needed."""
    if found.kind is AnswerKind.UNKNOWN:
        return answers.UNKNOWN, found
    if found.kind is AnswerKind.GONE:
        return answers.GONE, found
    if _is_known(environ, found):
        return answers.unchanged(found), found
    found = found if found.body is not None else with_body(reading, found)
    is_download = parse_qs(environ.get("QUERY_STRING", "")).get("dl") == ["1"]
    return answers.whole(found, is_download=is_download), found


def _is_known(environ: "WSGIEnvironment", found: FeedAnswer) -> bool:
    """Return whether the program that asks holds these bytes already."""
    etag = quote_etag(found.etag or "")
    return not is_resource_modified(environ, etag, last_modified=found.last_modified_at)
