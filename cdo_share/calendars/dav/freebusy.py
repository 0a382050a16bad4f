"""The answer to a free-busy-query: a VFREEBUSY of merged times, nothing else; pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

from cdo_share.availability.kinds import BusyKind
from cdo_share.calendars.dav.filters import Stretch, merged

Times = Iterable[tuple[datetime, datetime, BusyKind]]
_TYPES = {BusyKind.BUSY: "BUSY", BusyKind.TENTATIVE: "BUSY-TENTATIVE"}


def write_free_busy(times: Times, stretch: Stretch, now: datetime) -> bytes:
    """Return a calendar that says when somebody is busy within a stretch."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CDO Share//CDO Share//FR",
        "BEGIN:VFREEBUSY",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(stretch.first)}",
        f"DTEND:{_stamp(stretch.after)}",
        *_busy_lines(list(times), stretch),
        "END:VFREEBUSY",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines).encode()


def _busy_lines(times: list[tuple[datetime, datetime, BusyKind]], stretch: Stretch) -> list[str]:
    lines = []
    for kind, name in _TYPES.items():
        inside = [
            (max(start, stretch.first), min(end, stretch.after))
            for start, end, one in times
            if one is kind and start < stretch.after and stretch.first < end
        ]
        lines += [
            f"FREEBUSY;FBTYPE={name}:{_stamp(start)}/{_stamp(end)}" for start, end in merged(inside)
        ]
    return lines


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
