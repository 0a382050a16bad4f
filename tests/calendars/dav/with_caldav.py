"""What the `caldav` library sees and does on a server: told as JSON. Runs in its own environment.

Arguments: the address where it begins, the name, the password; where another person's calendar is.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import caldav
from caldav.elements import ical
from caldav.lib import error

JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
APRIL = datetime(2027, 4, 1, tzinfo=UTC)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def event(uid: str, day: int, more: str = "") -> str:
    """Return an entry of a morning in February 2027."""
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//FR\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261214T090000Z\r\nDTSTART:202702{day:02}T080000Z\r\n"
        f"DTEND:202702{day:02}T110000Z\r\nSUMMARY:Dentiste\r\n{more}END:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def refused(act: Any) -> str:
    """Return what an act is refused with."""
    try:
        act()
    except error.DAVError as refusal:
        return type(refusal).__name__
    return "nothing"


def main(url: str, user: str, password: str, other: str) -> dict[str, Any]:
    """Return what was seen, step by step."""
    client = caldav.DAVClient(url=url, username=user, password=password)
    calendars = client.principal().calendars()
    visits = next(one for one in calendars if "/visits-" in str(one.url))
    busy = next(one for one in calendars if str(one.url).endswith("/busy/"))
    found: dict[str, Any] = {
        "calendars": len(calendars),
        "visits": len(visits.events()),
        "visits_in_time": len(visits.search(event=True, start=NOW, end=NOW + 60 * DAY)),
    }
    found.update(_write(busy))
    found.update(_repeat(busy))
    found["read_only"] = refused(lambda: visits.save_event(event("v", 1)))
    visit = visits.events()[0]
    found["read_only_delete"] = refused(visit.delete)
    found["visits_after"] = len(visits.events())
    found["made"] = refused(lambda: client.principal().make_calendar(name="Own"))
    found["foreign"] = refused(lambda: caldav.Calendar(client=client, url=other).get_properties())
    bad = caldav.DAVClient(url=url, username=user, password="wrong")
    found["bad_password"] = refused(lambda: bad.principal().calendars())
    found["colour"] = _colour(busy)
    return found


def _write(busy: caldav.Calendar) -> dict[str, Any]:
    known = busy.objects_by_sync_token()
    made = busy.save_event(event("one", 2))
    found: dict[str, Any] = {"seen": [str(one.icalendar_component["UID"]) for one in busy.events()]}
    made.data = event("one", 3)
    made.save()
    again = busy.event_by_url(made.url)
    found["moved_to"] = again.icalendar_component["DTSTART"].dt.isoformat()
    updated, deleted = known.sync()
    found["synced"] = len(list(updated)), len(list(deleted))
    made.delete()
    updated, deleted = known.sync()
    found["synced_again"] = len(list(updated)), len(list(deleted))
    return found


def _repeat(busy: caldav.Calendar) -> dict[str, Any]:
    busy.save_event(event("weekly", 1, "RRULE:FREQ=WEEKLY;COUNT=4\r\n"))
    expanded = busy.search(event=True, start=JANUARY, end=APRIL, expand=True)
    free_busy = busy.freebusy_request(JANUARY, APRIL)
    times = free_busy.data.count("FREEBUSY;FBTYPE=BUSY:")
    busy.event_by_uid("weekly").delete()
    return {"expanded": len(expanded), "free_busy": times, "left": len(busy.events())}


def _colour(busy: caldav.Calendar) -> str:
    busy.set_properties([ical.CalendarColor("#ff0000ff")])
    told: dict[str, str] = busy.get_properties([ical.CalendarColor()])
    return told[ical.CalendarColor.tag]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
