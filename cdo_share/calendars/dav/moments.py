"""When an event takes place, from its lines; an event that does not repeat; pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cdo_share.calendars.dav.lines import Part, Property

Span = tuple[datetime, datetime]
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?\Z")
DAY = timedelta(days=1)


def read_stamp(text: str, zone: ZoneInfo) -> datetime:
    """Return the instant of a date or time as calendars write it, `zone` where it names none.

    Raises ValueError.

    >>> read_stamp("20270105T080000Z", ZoneInfo("Europe/Paris")).isoformat()
    '2027-01-05T08:00:00+00:00'
    """
    found = _STAMP.match(text)
    if found is None:
        raise ValueError(f"no date or time: {text!r}")
    year, month, day, *clock = found.groups()
    days = date(int(year), int(month), int(day))
    if clock[0] is None:
        return datetime.combine(days, time(), zone).astimezone(UTC)
    hour, minute, second = map(int, clock[:3])
    moment = datetime.combine(days, time(hour, minute, second))
    return moment.replace(tzinfo=UTC if clock[3] else zone).astimezone(UTC)


def span_of(event: Part, zone: str) -> Span:
    """Return [starts_at, ends_at) of an event that we wrote ourselves; raises ValueError.

    `zone` is read for times that name none, and for whole days.
    """
    starts = next(iter(event.all_of("DTSTART")), None)
    if starts is None:
        raise ValueError("an event without a start")
    starts_at = _instant(starts, zone)
    ends = next(iter(event.all_of("DTEND")), None)
    return starts_at, _instant(ends, zone) if ends else starts_at


def _instant(line: Property, zone: str) -> datetime:
    return read_stamp(line.value, ZoneInfo(line.parameters.get("TZID") or zone))


def touches(span: Span, first: datetime, after: datetime) -> bool:
    """Return whether a span lies at least partly in [first, after); an instant by its place."""
    starts_at, ends_at = span
    if starts_at == ends_at:
        return first <= starts_at < after
    return starts_at < after and first < ends_at
