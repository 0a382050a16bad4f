"""The edge of feeds: a small application of its own under /cal, before the site.

Whoever holds the secret in an address gets stored bytes, 304, an empty calendar, gone, or unknown.
Phones ask all day, mostly whether something is new: nothing of the site's pages reaches them.
"""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import structlog
from flask import Flask
from werkzeug.http import is_resource_modified, quote_etag
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wsgi import ClosingIterator

from cdo_share.calendars.queries import AnswerKind, FeedAnswer, Reading, look_up, with_body
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import failure_words
from cdo_share.settings import Settings
from cdo_share.web.extensions import SessionMakers
from cdo_share.web.feed_paths import PREFIX, read_secret
from cdo_share.web.feeds import answers
from cdo_share.web.feeds.answers import Answer, Errand
from cdo_share.web.feeds.brake import Brake
from cdo_share.web.feeds.learning import Learner
from cdo_share.web.feeds.memory import Memory
from cdo_share.web.feeds.notebook import Notebook
from cdo_share.web.headers import SECURE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()


class FeedServer:
    """Answers calendar programs under /cal, and leaves everything else to the site."""

    def __init__(self, app: Flask, site: "WSGIApplication", settings: Settings) -> None:
        self._app, self._site = app, site
        self._trusted_hosts = tuple(settings.trusted_hosts)
        self._always = [*answers.ALWAYS, *([SECURE] if settings.is_secure else [])]
        self._memory, self._notebook = Memory(), Notebook()
        self._learner = Learner(self._memory)
        self._brake = Brake()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self._site(environ, start_response)
        answer = self._answer(environ)
        start_response(answer.status, [*answer.headers, *self._always])
        body = () if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)
        if not answer.afterwards:
            return body
        # No phone waits for a writer.
        return ClosingIterator(body, partial(_do, answer.afterwards))

    def learn(self, makers: SessionMakers) -> None:
        """Learn which links there are before the first request, on connections of the start."""
        self._learner.learn(makers, utc_now())

    @property
    def _makers(self) -> SessionMakers:
        makers: SessionMakers = self._app.extensions["database"]
        return makers

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        host = environ.get("HTTP_HOST", environ["SERVER_NAME"])
        if not _is_ours(host, self._trusted_hosts):
            return answers.FOREIGN
        if environ["REQUEST_METHOD"] == "OPTIONS":
            return answers.TOLD
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return answers.REFUSED
        secret = read_secret(environ["PATH_INFO"])
        answer = answers.UNKNOWN if secret is None else self._show(environ, secret)
        return self._slowed(environ, answer) if answer.status == answers.UNKNOWN.status else answer

    def _slowed(self, environ: "WSGIEnvironment", unknown: Answer) -> Answer:
        asker = environ.get("REMOTE_ADDR", "")
        if self._brake.is_on(asker):
            return answers.SLOWER
        self._brake.note(asker)
        return unknown

    def _show(self, environ: "WSGIEnvironment", secret: str) -> Answer:
        now = utc_now()
        try:
            with closing(self._makers.glance()) as reading:
                answer, found = _respond(environ, reading, look_up(reading, secret, now))
        except Exception as error:  # noqa: BLE001 - the server would log it with the address
            log.warning("feed_answered_without_database", error=failure_words(error))
            return self._show_from_memory(environ, secret, now)
        self._memory.note(secret, found, now)
        afterwards = self._errands(environ, found, now)
        return answer._replace(afterwards=afterwards) if afterwards else answer

    def _show_from_memory(self, environ: "WSGIEnvironment", secret: str, now: datetime) -> Answer:
        """Answer as things were when the database last answered; else ask to come back."""
        kept = self._memory.find(secret, now)
        if kept is None:
            return answers.LATER
        if _is_known(environ, kept):
            return answers.unchanged(kept)
        return answers.LATER if kept.body is None else _whole(environ, kept)

    def _errands(
        self, environ: "WSGIEnvironment", found: FeedAnswer, now: datetime
    ) -> tuple[Errand, ...]:
        """Return what is due once the answer is sent."""
        errands: tuple[Errand, ...] = ()
        if found.is_reading_due:
            client = environ.get("HTTP_USER_AGENT", "")
            errands = (
                partial(self._notebook.note, self._makers, found.token_id or 0, client, now),
            )
        if self._learner.is_due(now):
            errands += (partial(self._learner.learn, self._makers, now),)
        return errands


def _do(errands: Iterable[Errand]) -> None:
    for errand in errands:
        try:
            errand()
        except Exception as error:  # noqa: BLE001 - the server might log it with the address
            log.warning("errand_of_feed_failed", error=failure_words(error))


@lru_cache(maxsize=64)  # phones know one name of the site
def _is_ours(host: str, trusted_hosts: tuple[str, ...]) -> bool:
    return host_is_trusted(host, trusted_hosts)


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
    return _whole(environ, found), found


def _whole(environ: "WSGIEnvironment", found: FeedAnswer) -> Answer:
    is_download = parse_qs(environ.get("QUERY_STRING", "")).get("dl") == ["1"]
    return answers.whole(found, is_download=is_download)


def _is_known(environ: "WSGIEnvironment", found: FeedAnswer) -> bool:
    """Return whether the program that asks holds these bytes already."""
    etag = quote_etag(found.etag or "")
    if environ.get("HTTP_IF_NONE_MATCH") == etag:  # what nearly all ask
        return True
    return not is_resource_modified(environ, etag, last_modified=found.last_modified_at)
