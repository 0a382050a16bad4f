"""One request of a device: who asks, what for, and how the rows are reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session
from werkzeug import Request

from cdo_share.availability.sealing import ENTRIES, Seal
from cdo_share.calendars.dav.changes import find_collection
from cdo_share.calendars.dav.collections import Calendar, list_calendars
from cdo_share.calendars.dav.models import DavCollection
from cdo_share.calendars.dav.passwords import Asker
from cdo_share.calendars.dav.refusal import Refusal
from cdo_share.calendars.dav.visits import Surroundings, catch_up, is_current
from cdo_share.core.orm import transaction
from cdo_share.settings import Settings
from cdo_share.web.dav.paths import Place, read_place
from cdo_share.web.extensions import SessionMakers

MOST_MARKUP_BYTES = 1_000_000


@dataclass
class Call:
    """A request within its own home; `session` only reads, `writing` opens one that writes."""

    request: Request
    asker: Asker
    makers: SessionMakers
    settings: Settings
    now: datetime
    session: Session

    @cached_property
    def place(self) -> Place:
        """Return what the request is about; raises Refusal (404)."""
        place = read_place(self.request.path)
        if place is None:
            raise Refusal(404)
        return place

    @property
    def home(self) -> Place:
        """Return the place of the person, and of all their calendars."""
        return Place(self.asker.key)

    @property
    def seal(self) -> Seal:
        """Return what opens the entries of this installation."""
        return Seal(self.settings.secret_key, purpose=ENTRIES)

    @cached_property
    def calendars(self) -> list[Calendar]:
        """Return the calendars of the person."""
        return list_calendars(
            self.session,
            self.asker.person_id,
            self.asker.language,
            has_invitations=self.settings.replies is not None,
        )

    def calendar(self, name: str | None = None) -> Calendar:
        """Return a calendar, by default the one the request is about; raises Refusal (404)."""
        wanted = name or self.place.calendar
        for calendar in self.calendars:
            if calendar.name == wanted:
                return calendar
        raise Refusal(404)

    def collection(self, calendar: Calendar) -> DavCollection:
        """Return the row of a calendar as it stands now, its changes numbered."""
        if not is_current(self.session, calendar):
            self.session.rollback()
            with self.writing() as writing:
                catch_up(writing, calendar, Surroundings(self.now, self.settings.base_url))
        row = find_collection(self.session, calendar.person_id, calendar.name)
        if row is None:
            raise Refusal(503)
        return row

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end, or undone; the other one ends."""
        self.session.rollback()
        with self.makers.writing() as session, transaction(session):
            yield session

    def body(self, most_bytes: int = MOST_MARKUP_BYTES) -> bytes | None:
        """Return what was sent; None when it is more than `most_bytes`, which is not read."""
        if (self.request.content_length or 0) > most_bytes:
            return None
        sent = self.request.stream.read(most_bytes + 1)
        return sent if len(sent) <= most_bytes else None

    def header(self, name: str) -> str:
        """Return a header, "" when it is missing."""
        return self.request.headers.get(name, "").strip()

    @property
    def is_brief(self) -> bool:
        """Return whether the device wants to hear nothing of properties that are missing."""
        said = self.header("Prefer").replace(" ", "").lower().split(",")
        return "return=minimal" in said or self.header("Brief").lower() == "t"
