"""What this process knows of links and their feeds, for when the database does not answer.

Most calendar programs switch a calendar off that answers with an error; the bytes of an hour ago do
no harm. A link stands here under the hash of its secret, the bytes of a feed once, packed.
"""

import zlib
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.queries import AnswerKind, FeedAnswer, LiveLink, StoredFeed

MOST_BYTES = 16 * 1024 * 1024  # packed; a feed of sixty events takes about five kilobytes
MOST_LINKS = 20_000
KEPT_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Kept:
    """A feed as it was; `packed` is None where its bytes were not seen, or took too much room."""

    slug: str
    etag: str
    last_modified_at: datetime
    packed: bytes | None


class Memory:
    """The links and feeds that one process knows, the oldest forgotten first; safe between threads.

    `_links` says of a secret which feed it opened and when that was so; no feed (None) is a link
    that was found to have ended, which nothing learnt from before may bring back.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, most_links: int = MOST_LINKS) -> None:
        self._most_bytes, self._bytes, self.most_links = most_bytes, 0, most_links
        self._links: OrderedDict[bytes, tuple[int | None, datetime]] = OrderedDict()
        self._feeds: OrderedDict[int, Kept] = OrderedDict()
        self._lock = Lock()

    def note(self, secret: str, answer: FeedAnswer, now: datetime) -> None:
        """Remember an answer; one without body (304) keeps the bytes of the same ETag."""
        key = token_hash(secret)
        with self._lock:
            if answer.kind is AnswerKind.SERVE:
                self._link(key, answer.feed_id, now)
                self._keep_answer(answer)
            elif answer.kind is not AnswerKind.UNKNOWN or key in self._links:
                self._link(key, None, now)  # strangers who guess leave nothing here

    def learn(self, links: Sequence[LiveLink], read_at: datetime) -> list[int]:
        """Take over which links there are; return the feeds whose bytes are not those kept.

        What was noted since the links were read is truer than they are.
        """
        live = {one.token_sha256: one.feed_id for one in links}
        etags = {one.feed_id: one.etag for one in links}
        with self._lock:
            newer = {key: link for key, link in self._links.items() if link[1] > read_at}
            self._links.clear()
            # The first is read the most: it goes in last, to be forgotten last.
            self._links.update((key, (live[key], read_at)) for key in reversed(live))
            self._links.update(newer)
            linked = {feed_id for feed_id, _ in self._links.values()}
            for feed_id in [one for one in self._feeds if one not in linked]:
                self._drop(feed_id)
            return [one for one, etag in etags.items() if not self._holds(one, etag)]

    def keep(self, feeds: Iterable[StoredFeed]) -> bool:
        """Keep the bytes of feeds; return whether there is room for more."""
        with self._lock:
            for one in feeds:
                kept = Kept(one.slug, one.etag, one.last_modified_at, zlib.compress(one.body, 1))
                self._keep(one.id, kept)
            return self._bytes < self._most_bytes

    def find(self, secret: str, now: datetime) -> FeedAnswer | None:
        """Return what to answer to a secret unless what is known of it is too old."""
        with self._lock:
            feed_id, at = self._links.get(token_hash(secret), (None, now))
            kept = self._feeds.get(feed_id) if feed_id is not None else None
        if kept is None or now - at > KEPT_FOR:
            return None
        return FeedAnswer(
            kind=AnswerKind.SERVE,
            feed_id=feed_id,
            slug=kept.slug,
            etag=kept.etag,
            last_modified_at=kept.last_modified_at,
            body=zlib.decompress(kept.packed) if kept.packed is not None else None,
        )

    def _link(self, key: bytes, feed_id: int | None, at: datetime) -> None:
        self._links[key] = feed_id, at
        self._links.move_to_end(key)
        if len(self._links) > self.most_links:
            self._links.popitem(last=False)

    def _holds(self, feed_id: int, etag: str | None) -> bool:
        kept = self._feeds.get(feed_id)
        return kept is not None and kept.etag == etag and kept.packed is not None

    def _keep_answer(self, answer: FeedAnswer) -> None:
        feed_id, at = answer.feed_id, answer.last_modified_at
        if feed_id is None or at is None or self._holds(feed_id, answer.etag):
            return
        packed = None if answer.body is None else zlib.compress(answer.body, 1)
        self._keep(feed_id, Kept(answer.slug or "", answer.etag or "", at, packed))

    def _keep(self, feed_id: int, kept: Kept) -> None:
        self._drop(feed_id)
        self._feeds[feed_id] = kept
        self._bytes += len(kept.packed or b"")
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._feeds)))

    def _drop(self, feed_id: int) -> None:
        old = self._feeds.pop(feed_id, None)
        self._bytes -= len(old.packed or b"") if old is not None else 0
