"""What must hold of every stored feed after each step, whatever happened before."""

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from cdo_share.calendars.models import DetailLevel, FeedOwner
from tests.calendars.machine.reading import SeenEvent, events_by_uid
from tests.calendars.machine.stage import Stage
from tests.calendars.machine.truth import expected, visit_states
from tests.calendars.samples import property_counts

HEAD_ONLY = ("METHOD", "ORGANIZER", "ATTENDEE", "VALARM", "ATTACH", "SOURCE", "CLASS")
OF_DETAILS = {"DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES"}
Marks = tuple[int, str]


@dataclass
class Watcher:
    """What every feed said when it was last looked at, and the highest marks of each visit."""

    bodies: dict[int, bytes] = field(default_factory=dict)
    stamps: dict[int, Any] = field(default_factory=dict)
    events: dict[tuple[int, str], SeenEvent] = field(default_factory=dict)
    marks: dict[str, Marks] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    def look(self, stage: Stage) -> None:
        """Check every stored feed and compare it with what was stored before."""
        said: dict[str, dict[int, tuple[str, ...]]] = {}
        marks: dict[str, set[Marks]] = {}
        for feed in stage.feeds():
            events = events_by_uid(feed.body)
            self._check_shown(stage, feed, events)
            self._check_silence(stage, feed)
            self._check_stored(feed)
            for uid, event in events.items():
                self._check_marks(feed.id, event)
                said.setdefault(uid, {})[feed.id] = event.lines
                marks.setdefault(uid, set()).add((event.sequence, event.modified))
        self._check_reasons(stage, said, marks)

    def _check_shown(self, stage: Stage, feed: Any, events: dict[str, SeenEvent]) -> None:
        meant = expected(stage.session, feed, stage.now)
        shown = {
            uid: (event.value("DTSTART"), event.value("SUMMARY")) for uid, event in events.items()
        }
        assert shown == {uid: (one.start, one.title) for uid, one in meant.items()}

    def _check_silence(self, stage: Stage, feed: Any) -> None:
        """A feed has nothing that makes programs answer, and names nobody whom it must not."""
        counts = property_counts(feed.body)
        assert {name for name in HEAD_ONLY if counts[name]} == set()
        assert counts["UID"] == counts["SEQUENCE"]
        if feed.detail is DetailLevel.BUSY:
            assert OF_DETAILS.isdisjoint(counts)
        if feed.owner is FeedOwner.MEMBER:
            members = {stage.world.biscuits, stage.world.boats}
            (other,) = (one.name for one in members if one.id != feed.member_id)
            assert other not in feed.body.decode().replace("\r\n ", "")

    def _check_stored(self, feed: Any) -> None:
        """The ETag is the hash of the bytes; Last-Modified rises with them and only then."""
        assert feed.etag == hashlib.sha256(feed.body).hexdigest()
        if feed.id in self.bodies:
            is_other = self.bodies[feed.id] != feed.body
            assert (feed.last_modified_at > self.stamps[feed.id]) == is_other
        self.bodies[feed.id], self.stamps[feed.id] = feed.body, feed.last_modified_at

    def _check_marks(self, feed_id: int, event: SeenEvent) -> None:
        """An event that reads otherwise than before in this feed has both marks risen."""
        was = self.events.get((feed_id, event.uid))
        if was is not None and was.lines != event.lines:
            assert event.sequence > was.sequence
            assert event.modified > was.modified
        self.events[feed_id, event.uid] = event

    def _check_reasons(
        self, stage: Stage, said: dict[str, Any], marks: dict[str, set[Marks]]
    ) -> None:
        """Marks are the same in all feeds, never fall, and rise only with something to see."""
        states = visit_states(stage.session, stage.world.groupement.id)
        for uid in self.marks.keys() - marks.keys():
            self.said[uid] = None  # that it comes back is something to see
        for uid, found in marks.items():
            (now,) = found
            what = said[uid], states[uuid.UUID(uid)]
            if uid in self.marks:
                before = self.marks[uid]
                assert now == before or (now[0] > before[0] and now[1] > before[1])
                assert now == before or what != self.said[uid]
            self.marks[uid], self.said[uid] = now, what
