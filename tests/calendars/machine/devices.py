"""A device that polls a feed as calendar programs do, and shows what it took over."""

from dataclasses import dataclass, field
from enum import StrEnum

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.calendars.machine.reading import SeenEvent, events_by_uid


class Asking(StrEnum):
    """How a device asks: with what it remembers of the answer before."""

    ETAG = "etag"  # Thunderbird
    BOTH = "both"  # ICSx⁵
    NOTHING = "nothing"  # Nextcloud


@dataclass
class Device:
    """A subscription as one device has it; `shown_*`: what two kinds of programs show.

    The first takes an event over only when its LAST-MODIFIED is later (ICSx⁵), the second
    only when its SEQUENCE is greater. Both drop what is no longer in the feed.
    """

    path: str
    asking: Asking
    body: bytes | None = None
    etag: str = ""
    modified_at: str = ""
    shown_by_time: dict[str, SeenEvent] = field(default_factory=dict)
    shown_by_number: dict[str, SeenEvent] = field(default_factory=dict)

    def poll(self, client: FlaskClient) -> int:
        """Ask once, take over what is new, and return the status."""
        answer = client.get(self.path, headers=self._headers())
        if answer.status_code == 200:
            self._take(answer)
        return answer.status_code

    def _headers(self) -> dict[str, str]:
        if self.body is None or self.asking is Asking.NOTHING:
            return {}
        etag = {"If-None-Match": self.etag}
        return (
            etag if self.asking is Asking.ETAG else etag | {"If-Modified-Since": self.modified_at}
        )

    def _take(self, answer: TestResponse) -> None:
        self.body = answer.data
        self.etag, self.modified_at = answer.headers["ETag"], answer.headers["Last-Modified"]
        found = events_by_uid(self.body)
        self.shown_by_time = {
            uid: newer(self.shown_by_time.get(uid), event, "modified")
            for uid, event in found.items()
        }
        self.shown_by_number = {
            uid: newer(self.shown_by_number.get(uid), event, "sequence")
            for uid, event in found.items()
        }


def newer(shown: SeenEvent | None, event: SeenEvent, mark: str) -> SeenEvent:
    """Return the event if its mark is greater than that of the one shown, else that one."""
    if shown is None or getattr(event, mark) > getattr(shown, mark):
        return event
    return shown
