"""The lines of a calendar file that count, as they were before they were folded; on bytes.

One regular expression walks over the file: what does not count costs next to nothing, however
many lines it has. Its repetitions are possessive, so that it never goes back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdo_share.availability.reading.limits import MOST_LINE_BYTES, NotACalendar

STRUCTURE = (b"BEGIN", b"END")
LISTS = (b"RDATE", b"EXDATE", b"FREEBUSY")
VALUES = (
    *(b"UID", b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"RECURRENCE-ID", b"SEQUENCE"),
    *(b"STATUS", b"TRANSP", b"X-MICROSOFT-CDO-BUSYSTATUS", b"URL"),
)
ANSWERS = (b"ATTENDEE",)
ZONES = (b"TZID", b"TZOFFSETFROM", b"TZOFFSETTO")
_NAMES = b"|".join(STRUCTURE + LISTS + VALUES + ANSWERS + ZONES)
_LINES = re.compile(rb"\n(%b)([:;][^\n]*+(?:\n[ \t][^\n]*+)*+)" % _NAMES, re.IGNORECASE)
_EMPTY = re.compile(rb"\n{2,}+")
_FOLD = re.compile(rb"\n[ \t]")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded line; `is_whole` is False when it is longer than is read."""

    name: bytes  # upper case
    text: bytes
    is_whole: bool

    @property
    def value(self) -> bytes:
        """Return what stands after the first colon, in upper case: enough for BEGIN and END."""
        return self.text.partition(b":")[2].strip().upper()


def read_lines(data: bytes) -> Iterator[Line]:
    r"""Yield the lines that count; raises NotACalendar when the file does not begin as one.

    >>> [line.text for line in read_lines(b"BEGIN:VCALENDAR\r\nX-A:b\r\nUID:c\r\n d\r\n")]
    [b'BEGIN:VCALENDAR', b'UID:cd']
    """
    text = data.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not text[:1_000].lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        raise NotACalendar
    for found in _LINES.finditer(_EMPTY.sub(b"\n", b"\n" + text.lstrip())):
        is_whole = found.end() - found.start() <= MOST_LINE_BYTES
        unfolded = _FOLD.sub(b"", found.group(2)) if is_whole else b""
        yield Line(found.group(1).upper(), found.group(1) + unfolded, is_whole)
