"""What goes over the line for each answer of a feed; knows no request and no database.

Headers stand ready as a list: a phone that asks whether something is new gets hardly anything else.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from werkzeug.http import http_date, quote_etag

from cdo_share.calendars.queries import FeedAnswer
from cdo_share.web.headers import HEADERS, UNLISTED

MIMETYPE = "text/calendar; charset=utf-8"
ALLOWED = "GET, HEAD, OPTIONS"
ALWAYS = list((HEADERS | UNLISTED).items())


Errand = Callable[[], None]


class Answer(NamedTuple):
    """Status, headers beside those of every answer, bytes, and errands for once they are sent."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes = b""
    afterwards: tuple[Errand, ...] = ()


def sentence(status: str, text: str, *headers: tuple[str, str]) -> Answer:
    """Return an answer for somebody who reads it, not for a program."""
    body = f"{text}\n".encode()
    usual = ("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))
    return Answer(status, [*usual, *headers], body)


UNKNOWN = sentence("404 NOT FOUND", "There is no such calendar.")
GONE = sentence("410 GONE", "This calendar link was taken back.")
LATER = sentence("503 SERVICE UNAVAILABLE", "Please try again later.", ("Retry-After", "600"))
SLOWER = sentence("429 TOO MANY REQUESTS", "Please ask more slowly.", ("Retry-After", "60"))
FOREIGN = sentence("400 BAD REQUEST", "This site does not answer at this address.")
# A program may read a feed; whoever would change one is refused, whether they hold its secret or
# not.
TOLD = Answer("204 NO CONTENT", [("Allow", ALLOWED)])
REFUSED = sentence(
    "405 METHOD NOT ALLOWED", "A calendar feed can only be read.", ("Allow", ALLOWED)
)


def unchanged(answer: FeedAnswer) -> Answer:
    """Return 304: the program holds these bytes already."""
    return Answer("304 NOT MODIFIED", _marks(answer.etag, answer.last_modified_at))


def whole(answer: FeedAnswer, *, is_download: bool) -> Answer:
    """Return the bytes of a feed, to subscribe to or to keep as a file."""
    body = answer.body or b""
    place = "attachment" if is_download else "inline"
    headers = [
        ("Content-Type", MIMETYPE),
        ("Content-Length", str(len(body))),
        ("Content-Disposition", f'{place}; filename="{answer.slug}.ics"'),
    ]
    return Answer("200 OK", [*headers, *_marks(answer.etag, answer.last_modified_at)], body)


@lru_cache(maxsize=1024)  # written once for all who hold the same bytes
def _marks(etag: str | None, at: datetime | None) -> list[tuple[str, str]]:
    date = [] if at is None else [("Last-Modified", http_date(at))]
    return [("ETag", quote_etag(etag or "")), *date]
