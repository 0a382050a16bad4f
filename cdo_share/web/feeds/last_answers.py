"""What this process last answered to each secret, for when the database does not answer.

Most calendar programs switch a calendar off that answers with an error; the bytes of an hour ago do
no harm. Only what was served is kept, under the hash of the secret, and not for long.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.queries import AnswerKind, FeedAnswer

MOST_BYTES = 16 * 1024 * 1024
MOST_ANSWERS = 2_000
KEPT_FOR = timedelta(hours=12)


class LastAnswers:
    """The answers of one process, the oldest forgotten first; safe between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[bytes, tuple[FeedAnswer, datetime]] = OrderedDict()
        self._lock = Lock()

    def note(self, secret: str, answer: FeedAnswer, now: datetime) -> None:
        """Remember an answer; one without body (304) keeps the bytes of the same ETag."""
        key = token_hash(secret)
        with self._lock:
            old = self._drop(key)
            if answer.kind is not AnswerKind.SERVE:
                return
            if answer.body is None and old is not None and old.etag == answer.etag:
                answer = replace(answer, body=old.body)
            self._kept[key] = answer, now
            self._bytes += len(answer.body or b"")
            while self._bytes > self._most_bytes or len(self._kept) > MOST_ANSWERS:
                self._drop(next(iter(self._kept)))

    def find(self, secret: str, now: datetime) -> FeedAnswer | None:
        """Return the last answer to a secret unless it is too old."""
        with self._lock:
            answer, at = self._kept.get(token_hash(secret), (None, now))
        return answer if now - at <= KEPT_FOR else None

    def _drop(self, key: bytes) -> FeedAnswer | None:
        old, _ = self._kept.pop(key, (None, None))
        self._bytes -= len(old.body or b"") if old is not None else 0
        return old
