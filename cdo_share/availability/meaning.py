"""What an event of somebody's calendar means for their working time.

Calendars say "busy" in five ways (STATUS, TRANSP, Outlook's own property, FBTYPE, the
answer to an invitation); the weakest of them wins.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from icalendar import Component

from cdo_share.availability.kinds import BusyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """How to recognise the CDO, and visits of ours that came back in the CDO's own calendar.

    Without the second, a CDO who copies our feed into another calendar would be blocked by
    the very visits we gave them. `elsewhere_is_busy` says whether what Outlook calls “working
    elsewhere” takes the CDO's time.
    """

    emails: Collection[str] = ()
    uids: Collection[str] = ()
    host: str = ""
    elsewhere_is_busy: bool = False

    def has_written(self, event: Component) -> bool:
        """Return whether the event is one of our visits, by its UID or its address."""
        if str(event.get("UID", "")) in self.uids:
            return True
        host = _host_of(str(event.get("URL", "")))
        return bool(self.host) and host == self.host.casefold()

    def answer(self, event: Component) -> str:
        """Return what the CDO answered to the invitation, such as "DECLINED", or ""."""
        emails = {email.casefold() for email in self.emails}
        for attendee in all_of(event.get("ATTENDEE")):
            address = str(attendee).casefold().removeprefix("mailto:")
            if address in emails:
                return str(attendee.params.get("PARTSTAT", "")).upper()
        return ""


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.casefold()
    except ValueError:  # an address that makes no sense is not ours
        return ""


NOBODY = Own()


def kind_of(event: Component, own: Own) -> BusyKind | None:
    """Return how firmly an event takes the CDO's time; None when it takes none."""
    status = str(event.get("STATUS", "")).upper()
    transparency = str(event.get("TRANSP", "")).upper()
    outlook = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    answer = own.answer(event)
    if (
        status == "CANCELLED"
        or transparency == "TRANSPARENT"
        or outlook == "FREE"
        or answer == "DECLINED"
    ):
        return None
    if (
        status == "TENTATIVE"
        or outlook == "TENTATIVE"
        or (outlook == "WORKINGELSEWHERE" and not own.elsewhere_is_busy)
        or answer in ("TENTATIVE", "NEEDS-ACTION")
    ):
        return BusyKind.TENTATIVE
    return BusyKind.BUSY


def kind_of_period(period: Any) -> BusyKind | None:
    """Return how firmly a period of a free-busy list takes the CDO's time."""
    free_busy = str(period.params.get("FBTYPE", "BUSY")).upper()
    if free_busy == "FREE":
        return None
    return BusyKind.TENTATIVE if free_busy == "BUSY-TENTATIVE" else BusyKind.BUSY


def all_of(value: Any) -> list[Any]:
    """Return the values of a property that a component may hold never, once or often."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
