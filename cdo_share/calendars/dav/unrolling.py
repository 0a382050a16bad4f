"""The repetitions of an entry within a stretch of time; only within `child`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from cdo_share.availability.reading.limits import LAST_YEAR
from cdo_share.availability.repetitions import Repetition, list_repetitions
from cdo_share.calendars.dav.guard import MOST_REPETITIONS
from cdo_share.calendars.dav.looking import aware, span_of
from cdo_share.calendars.dav.moments import touches
from cdo_share.calendars.dav.texts import Texts

DAY = timedelta(days=1)
FIRST_PIECE = timedelta(days=100)
END = "END:VCALENDAR\r\n"
Json = dict[str, Any]


class TooMuch(Exception):
    """More repetitions than are told."""


def touch(body: bytes, question: Json) -> bool:
    """Return whether any repetition lies in the stretch that is asked about.

    It may be without an end, and so may be the repetitions: they are looked at piece by piece,
    as far as calendars are read at all. Some rules never come.
    """
    calendar, zone = Calendar.from_ical(body), ZoneInfo(question["zone"])
    first, after = _stretch(question)
    begins_at = min(span_of(event, zone)[0] for event in calendar.walk("VEVENT"))
    pieces = _pieces(
        max(first, begins_at - DAY), min(after, datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))
    )
    return any(next(_inside(calendar, zone, *piece), None) is not None for piece in pieces)


def _pieces(first: datetime, after: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield a stretch in pieces, each twice as long as the one before: most series are found in
    the first, and one that ended long ago is done with after a few."""
    length = FIRST_PIECE
    while first < after:
        until = first + min(length, after - first)
        yield first, until
        first, length = until, length * 2


def unroll(body: bytes, question: Json) -> str:
    """Return the entry with its repetitions in the stretch, each on its own in UTC, or as it is
    without the moved repetitions that lie elsewhere."""
    calendar = Calendar.from_ical(body)
    made = Calendar()
    for name, value in calendar.property_items(recursive=False):
        if name not in ("BEGIN", "END"):
            made.add(name, value, encode=False)
    if question["expand"]:
        head = made.to_ical().decode().removesuffix(END)
        return "".join((head, *_expanded(calendar, question), END))
    for part in _limited(calendar, question):
        made.add_component(part)
    text: str = made.to_ical().decode()
    return text


def _expanded(calendar: Any, question: Json) -> Iterator[str]:
    zone = ZoneInfo(question["zone"])
    texts = Texts(zone, is_series=_repeats(calendar))
    for one in _few_inside(calendar, zone, question):
        yield texts.of(one)


def _repeats(calendar: Any) -> bool:
    return any(name in event for event in calendar.walk("VEVENT") for name in ("RRULE", "RDATE"))


def _limited(calendar: Any, question: Json) -> Iterator[Any]:
    zone, stretch = ZoneInfo(question["zone"]), _stretch(question)
    for part in calendar.subcomponents:
        moved = part.get("RECURRENCE-ID")
        if moved is None:
            yield part
            continue
        place = aware(moved.dt, zone)
        if touches((place, place), *stretch) or touches(span_of(part, zone), *stretch):
            yield part


def _few_inside(calendar: Any, zone: ZoneInfo, question: Json) -> list[Repetition]:
    """Return the repetitions that lie in the stretch; raises TooMuch."""
    found = list(islice(_inside(calendar, zone, *_stretch(question)), MOST_REPETITIONS + 1))
    if len(found) > MOST_REPETITIONS:
        raise TooMuch
    return found


def _inside(
    calendar: Any, zone: ZoneInfo, first: datetime, after: datetime
) -> Iterator[Repetition]:
    # A time without a zone may lie in another day.
    for one in list_repetitions(calendar, first - DAY, after + DAY):
        if touches((aware(one.start, zone), aware(one.end, zone)), first, after):
            yield one


def _stretch(question: Json) -> tuple[datetime, datetime]:
    return (
        datetime.fromtimestamp(question["first"], UTC),
        datetime.fromtimestamp(question["after"], UTC),
    )
