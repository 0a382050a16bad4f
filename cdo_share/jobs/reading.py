"""The worker's reader of calendars: fetches what is due, in a thread of its own.

No transaction is open while a server answers or a file is read. Two workers never read one
host at once; a worker that dies while reading loses nothing.
"""

import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.availability.external import forget_old_previews
from cdo_share.availability.keeping import Reading
from cdo_share.availability.meaning import Own
from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading.fetch import Fetcher
from cdo_share.availability.reading.guard import (
    CalendarUnreadable,
    Question,
    days_to_read,
    is_guarded,
    read_guarded,
)
from cdo_share.availability.readings import (
    Claim,
    claim_due,
    record_failure,
    record_reading,
    record_unchanged,
)
from cdo_share.availability.sealing import ENTRIES, Seal, Unsealable
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.jobs.blocked import extend_blocked
from cdo_share.jobs.keeping_on import keep_on
from cdo_share.publishing.queries import list_visit_ids_of
from cdo_share.settings import Settings

PAUSE_SECONDS = 3.0
FORGET_SECONDS = 600.0
SHARES = 1000

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Library:
    """What reading needs: the rows, the key of the addresses, the way out, our own host, and the
    key of what phones sent."""

    sessions: sessionmaker[Session]
    seal: Seal
    fetcher: Fetcher
    own_host: str
    entries: Seal


def make_library(settings: Settings, sessions: sessionmaker[Session]) -> Library:
    """Return what an installation reads with: public machines only."""
    own_host = urlsplit(settings.base_url).netloc
    key = settings.secret_key
    entries = Seal(key, purpose=ENTRIES)
    return Library(sessions, Seal(key), Fetcher(), own_host, entries)


def read_next(library: Library, *, now: datetime) -> bool:
    """Read the address that waits longest; return whether there was one.

    Opens and commits short transactions of its own.
    """
    with library.sessions() as session, transaction(session):
        claim = claim_due(session, now)
        uids = list_visit_ids_of(session, claim.person_id) if claim else []
    if claim is None:
        return False
    own = Own(
        emails=(claim.email,),
        uids=[str(uid) for uid in uids],
        host=library.own_host,
        elsewhere_is_busy=claim.elsewhere_is_busy,
    )
    failure = _read(library, claim, own)
    log.info("calendar_read", address_id=claim.address_id, failure=failure)
    return True


def _read(library: Library, claim: Claim, own: Own) -> ReadingFailure | None:
    """Fetch, read and record one claimed address; return why it failed."""
    share = secrets.randbelow(SHARES) / SHARES
    first, last = days_to_read(claim.claimed_at.astimezone(ZoneInfo(claim.zone)).date())
    try:
        fetched = library.fetcher.fetch(_address(library, claim), claim.known)
        if fetched.body is None:
            with library.sessions() as session, transaction(session):
                record_unchanged(session, claim, now=utc_now(), share=share)
            return None
        question = Question(zone=claim.zone, first=first, last=last, own=own)
        read = read_guarded(fetched.body, question)
    except CalendarUnreadable as error:
        with library.sessions() as session, transaction(session):
            return record_failure(session, claim, error.failure, now=utc_now(), share=share)
    reading = Reading(read=read, first_on=first, last_on=last, read_at=utc_now())
    with library.sessions() as session, transaction(session):
        return record_reading(session, claim, reading, fetched.validators, share=share)


def _address(library: Library, claim: Claim) -> str:
    try:
        return library.seal.open(claim.sealed)
    except Unsealable:  # the installation has another key now
        raise CalendarUnreadable(ReadingFailure.REFUSED_ADDRESS) from None


class CalendarReader(threading.Thread):
    """Reads what is due until `stopping` is set; the process may end without waiting for it."""

    def __init__(self, library: Library, stopping: threading.Event) -> None:
        super().__init__(name="calendar-reader", daemon=True)
        self._library = library
        self._stopping = stopping
        self._forgot_at = -FORGET_SECONDS

    @property
    def is_needed(self) -> bool:
        """Return whether calendars can be read here; if not, the thread ends at once."""
        return is_guarded()

    def run(self) -> None:
        """Read, pause, read again; where no process can be limited, say so and end."""
        if not self.is_needed:
            log.warning("calendars_not_read", reason="this system cannot limit a process")
            return
        keep_on(self._work, self._stopping, pause=PAUSE_SECONDS, trouble="calendars_not_read")

    def _work(self) -> bool:
        if time.monotonic() - self._forgot_at >= FORGET_SECONDS:
            self._forget()
            self._extend()
            self._forgot_at = time.monotonic()
        return read_next(self._library, now=utc_now())

    def _forget(self) -> None:
        with self._library.sessions() as session, transaction(session):
            count = forget_old_previews(session, utc_now())
        if count:
            log.info("previews_forgotten", count=count)

    def _extend(self) -> None:
        library = self._library
        count = extend_blocked(
            library.sessions, seal=library.entries, own_host=library.own_host, now=utc_now()
        )
        if count:
            log.info("blocked_time_extended", count=count)
