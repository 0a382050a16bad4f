"""Reports: entries in another shape, their repetitions told one by one."""

from tests.web.dav.conftest import Device, condition, entry
from tests.web.dav.reports import MOVED, WEEKLY, ask, data_of, in_time


def shaped(device: Device, shape: str, start: str, end: str) -> list[str]:
    """Return the calendars of a query that wants them in a shape for a stretch of time."""
    said = f'start="{start}" end="{end}"'
    prop = f"<D:prop><C:calendar-data><C:{shape} {said}/></C:calendar-data></D:prop>"
    return data_of(ask(device, f"{device.home}busy/", in_time(start, end), prop))


def test_expand_tells_each_repetition_on_its_own_in_utc(phone: Device) -> None:
    series = entry(**WEEKLY).replace("END:VCALENDAR", MOVED + "END:VCALENDAR")
    assert phone.put("a.ics", series).status_code == 201

    (told,) = shaped(phone, "expand", "20270112T000000Z", "20270127T000000Z")

    assert told.count("BEGIN:VEVENT") == 3
    starts = sorted(line for line in told.splitlines() if line.startswith("DTSTART"))
    assert starts == [f"DTSTART:202701{day}T080000Z" for day in ("12", "20", "26")]
    names = sorted(line for line in told.splitlines() if line.startswith("RECURRENCE-ID"))
    assert names == [f"RECURRENCE-ID:202701{day}T080000Z" for day in ("12", "19", "26")]
    assert "RRULE" not in told


def test_expand_of_a_visit_is_in_utc(phone: Device, visits: str) -> None:
    said = 'start="20270101T000000Z" end="20270301T000000Z"'
    prop = f"<D:prop><C:calendar-data><C:expand {said}/></C:calendar-data></D:prop>"

    (told,) = data_of(ask(phone, visits, "", prop))

    assert "DTSTART:20270129T0" in told
    assert "TZID" not in told
    assert "RECURRENCE-ID" not in told


def test_limit_leaves_out_moved_repetitions_of_other_times(phone: Device) -> None:
    series = entry(**WEEKLY).replace("END:VCALENDAR", MOVED + "END:VCALENDAR")
    phone.put("a.ics", series)

    (near,) = shaped(phone, "limit-recurrence-set", "20270119T000000Z", "20270121T000000Z")
    (far,) = shaped(phone, "limit-recurrence-set", "20270126T000000Z", "20270127T000000Z")

    assert (near.count("BEGIN:VEVENT"), far.count("BEGIN:VEVENT")) == (2, 1)
    assert "RRULE:FREQ=WEEKLY;COUNT=4" in far


def test_more_repetitions_than_are_told_are_refused(phone: Device) -> None:
    phone.put("a.ics", entry(RRULE="FREQ=DAILY"))
    said = 'start="20270101T000000Z" end="20990101T000000Z"'
    prop = f"<D:prop><C:calendar-data><C:expand {said}/></C:calendar-data></D:prop>"

    answer = ask(phone, f"{phone.home}busy/", "", prop)

    assert condition(answer) == "D:number-of-matches-within-limits"
