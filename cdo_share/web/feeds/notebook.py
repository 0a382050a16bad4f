"""Remembering who read a feed without making anybody wait: one writer at a time in a process."""

from datetime import datetime
from threading import Lock

import structlog
from sqlalchemy.exc import SQLAlchemyError

from cdo_share.calendars.subscriptions import note_read
from cdo_share.core.orm import error_words
from cdo_share.web.extensions import SessionMakers

MOST_WAITING = 5_000

log = structlog.get_logger()


class Notebook:
    """Readings to be noted; whoever finds nobody writing writes them all down.

    A writer may have to wait for a publication: the threads of a server must not all wait with it.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[str, datetime]] = {}
        self._writing, self._adding = Lock(), Lock()

    def note(self, makers: SessionMakers, token_id: int, client: str, now: datetime) -> None:
        """Note one reading, and those that wait, unless somebody writes just now."""
        with self._adding:
            if len(self._waiting) < MOST_WAITING:
                self._waiting[token_id] = client, now
        if not self._writing.acquire(blocking=False):
            return
        try:
            self._write(makers)
        finally:
            self._writing.release()

    def _write(self, makers: SessionMakers) -> None:
        with self._adding:
            some, self._waiting = self._waiting, {}
        try:
            with makers.writing() as session:
                for token_id, (client, now) in sorted(some.items()):
                    note_read(session, token_id=token_id, client=client, now=now)
                session.commit()
        except SQLAlchemyError as error:  # they are due again the next time they read
            log.warning("reading_of_feed_not_noted", count=len(some), error=error_words(error))
