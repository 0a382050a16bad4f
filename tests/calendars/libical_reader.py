"""Reads a calendar from standard input with libical and prints its events as JSON.

Run with the system's Python, which knows the GObject bindings (gir1.2-ical-3.0, python3-gi).
With the argument `offsets FIRST_YEAR LAST_YEAR` it prints instead the UTC offset in seconds,
in the zone of the calendar, of every hour of these years at which it changes.
"""

import json
import sys
from datetime import UTC, datetime

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 – the version must be chosen first

GREENWICH = ICalGLib.Timezone.get_utc_timezone()


def instant(time, zone):
    """Return a date as text, a moment as seconds since 1970."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    return time.as_timet_with_zone(zone)


def events(calendar, zone):
    """Return the events in order; raises when libical finds an error or a broken rule."""
    found = []
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        start, end = event.get_dtstart(), event.get_dtend()
        found.append(
            {
                "uid": event.get_uid(),
                "summary": event.get_summary(),
                "start": instant(start, zone),
                "end": instant(end, zone),
            }
        )
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    return found


def offsets(zone, first_year, last_year):
    """Return [hours since 1970, offset in seconds] of every hour at which the offset changes."""
    first, last = (
        int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) // 3600
        for year in (first_year, last_year + 1)
    )
    changes = []
    for hour in range(first, last):
        local = ICalGLib.Time.new_from_timet_with_zone(hour * 3600, 0, GREENWICH).convert_to_zone(
            zone
        )
        offset = local.as_timet() - hour * 3600
        if not changes or changes[-1][1] != offset:
            changes.append([hour, offset])
    return changes


def main():
    """Read, check, print."""
    calendar = ICalGLib.Component.new_from_string(sys.stdin.read())
    block = calendar.get_first_component(ICalGLib.ComponentKind.VTIMEZONE_COMPONENT)
    zone = ICalGLib.Timezone.new()
    zone.set_component(block.clone())
    if sys.argv[1:2] == ["offsets"]:
        print(json.dumps(offsets(zone, int(sys.argv[2]), int(sys.argv[3]))))
        return
    print(
        json.dumps(
            {
                "events": events(calendar, zone),
                "errors": calendar.count_errors(),
                "is_valid": bool(calendar.check_restrictions()),
            }
        )
    )


main()
