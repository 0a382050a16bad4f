"""Files that break readers of calendars, each with what has to come of it.

Most hold one hostile event beside one that is in order: the good one has to be read.
"""

import gzip
import random
from collections.abc import Callable

from cdo_share.availability.models import ReadingFailure
from tests.availability.reading.files import GOOD, HOUR, beside_a_good_one, calendar, event, series

Outcome = tuple[int, int] | ReadingFailure  # (busy times, events skipped), or why not
NOT_A_CALENDAR = ReadingFailure.NOT_A_CALENDAR
TOO_MANY = ReadingFailure.TOO_MANY_EVENTS
TOO_LARGE = ReadingFailure.TOO_LARGE
SKIPPED: Outcome = (1, 1)  # the good one is read, the hostile one counted
HARMLESS: Outcome = (1, 0)
MANY = 100_000


def _rule(rule: str, *, start: str = "20270105T090000Z") -> bytes:
    return beside_a_good_one(series(f"RRULE:{rule}", start=start))


def _dates(name: str, count: int) -> bytes:
    return beside_a_good_one(series(f"{name}:" + ",".join(["20270106T090000Z"] * count)))


def _many(count: int, *lines: str, start: str = "20270105T090000Z") -> bytes:
    return calendar(*(series(*lines, start=start, uid=str(number)) for number in range(count)))


def _history() -> bytes:
    past = (
        event(
            f"DTSTART:{2015 + number % 11}0105T090000Z",
            f"DTEND:{2015 + number % 11}0105T100000Z",
            "DESCRIPTION:" + "x" * 600,
            uid=str(number),
        )
        for number in range(13_300)
    )
    return calendar(*past, GOOD)


def _inside(*lines: str) -> bytes:
    return calendar(event(*HOUR, *lines))


def _zone(*lines: str, name: str = "Own/Zone") -> list[str]:
    standard = ["BEGIN:STANDARD", *lines, "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "END:STANDARD"]
    return ["BEGIN:VTIMEZONE", f"TZID:{name}", *standard, "END:VTIMEZONE"]


def _in_own_zone(*zone: str) -> bytes:
    own = event("DTSTART;TZID=Own/Zone:20270106T090000", "DURATION:PT1H")
    return calendar(_zone(*zone), own, GOOD)


def _nested(depth: int) -> bytes:
    return calendar(["BEGIN:VEVENT"] * depth + ["END:VEVENT"] * depth, GOOD)


def _listed(*lines: str) -> bytes:
    return calendar(["BEGIN:VFREEBUSY", "UID:list", *lines, "END:VFREEBUSY"], GOOD)


RULES: dict[str, tuple[str, Outcome]] = {
    "every second": ("FREQ=SECONDLY", SKIPPED),
    "every second, a thousand million times": ("FREQ=SECONDLY;COUNT=1000000000", SKIPPED),
    "every minute": ("FREQ=MINUTELY", SKIPPED),
    "every hour": ("FREQ=HOURLY", SKIPPED),
    "every second of 30 February": ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", SKIPPED),
    "every hour of 30 February": ("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", SKIPPED),
    "daily on 30 February": ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", SKIPPED),
    "daily, a thousand million times": ("FREQ=DAILY;COUNT=1000000000", SKIPPED),
    "interval of zero": ("FREQ=DAILY;INTERVAL=0", SKIPPED),
    "negative interval": ("FREQ=DAILY;INTERVAL=-1", SKIPPED),
    "interval of a million million": ("FREQ=DAILY;INTERVAL=1000000000000", SKIPPED),
    "count of zero": ("FREQ=DAILY;COUNT=0", SKIPPED),
    "negative count": ("FREQ=DAILY;COUNT=-5", SKIPPED),
    "no frequency": ("COUNT=3", SKIPPED),
    "unknown frequency": ("FREQ=NEVER", SKIPPED),
    "all hours of a day": ("FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))), SKIPPED),
    "all seconds of a minute": ("FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))), SKIPPED),
    "megabyte of days of the month": ("FREQ=DAILY;BYMONTHDAY=" + "1," * 500_000 + "1", SKIPPED),
    "hundred days of the month": ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 100), SKIPPED),
    "impossible weekday": ("FREQ=MONTHLY;BYDAY=99MO", SKIPPED),
    "end that is no date": ("FREQ=DAILY;UNTIL=garbage", SKIPPED),
    "rule that is no rule": ("=;=;;==", SKIPPED),
}
FILES: dict[str, tuple[Callable[[], bytes], Outcome]] = {
    **{name: (lambda rule=rule: _rule(rule), out) for name, (rule, out) in RULES.items()},
    "every second since 1970": (lambda: _rule("FREQ=SECONDLY", start="19700101T000000Z"), SKIPPED),
    "every minute since 2020": (lambda: _rule("FREQ=MINUTELY", start="20200101T000000Z"), SKIPPED),
    "daily since the year 1": (lambda: _rule("FREQ=DAILY", start="00010101T000000Z"), SKIPPED),
    "daily from the year 9999": (lambda: _rule("FREQ=DAILY", start="99990101T000000Z"), SKIPPED),
    "daily since 1970": (lambda: _rule("FREQ=DAILY", start="19700101T090000Z"), (409, 0)),
    "three rules": (lambda: beside_a_good_one(series(*["RRULE:FREQ=DAILY"] * 3)), SKIPPED),
    "two hundred daily series since 2000": (
        lambda: _many(200, "RRULE:FREQ=DAILY", start="20000105T090000Z"),
        TOO_MANY,
    ),
    "301 rules": (lambda: _many(301, "RRULE:FREQ=YEARLY"), TOO_MANY),
    "twenty daily series": (lambda: _many(20, "RRULE:FREQ=DAILY"), TOO_MANY),
    "hundred thousand dates": (lambda: _dates("RDATE", MANY), SKIPPED),
    "hundred thousand exceptions": (lambda: _dates("EXDATE", MANY), SKIPPED),
    "dates line by line": (
        lambda: beside_a_good_one(series(*["RDATE:20270106T090000Z"] * 3_000)),
        SKIPPED,
    ),
    "1200 dates of one event": (
        lambda: beside_a_good_one(
            series(
                "RDATE:"
                + ",".join(
                    f"2027{1 + n % 12:02}{1 + n // 12 % 28:02}T{n // 336:02}0000Z"
                    for n in range(1_200)
                )
            )
        ),
        SKIPPED,
    ),
    "date that is a period": (
        lambda: beside_a_good_one(series("RDATE;VALUE=PERIOD:20270106T090000Z/PT9999999H")),
        SKIPPED,
    ),
    "zone with hundred thousand dates": (
        lambda: _in_own_zone("DTSTART:19700101T000000", *["RDATE:19710101T000000"] * MANY),
        (2, 0),
    ),
    "zone that changes every second": (
        lambda: _in_own_zone("DTSTART:19700101T000000", "RRULE:FREQ=SECONDLY"),
        (2, 0),
    ),
    "zone without a beginning": (lambda: _in_own_zone("RRULE:FREQ=YEARLY"), (2, 0)),
    "zone that lies about Paris": (
        lambda: calendar(_zone("DTSTART:19700101T000000", name="Europe/Paris"), GOOD),
        HARMLESS,
    ),
    "fifty thousand alarms": (
        lambda: _inside(*["BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM"] * 50_000),
        HARMLESS,
    ),
    "alarm that repeats for ever": (
        lambda: _inside("BEGIN:VALARM", "REPEAT:999999999", "DURATION:PT1S", "END:VALARM"),
        HARMLESS,
    ),
    "two hundred thousand lines of one's own": (lambda: _inside(*["X-A:b"] * 200_000), HARMLESS),
    "hundred thousand states": (
        lambda: beside_a_good_one(series(*["STATUS:CONFIRMED"] * MANY)),
        SKIPPED,
    ),
    "hundred thousand answers": (
        lambda: _inside(*["ATTENDEE;PARTSTAT=ACCEPTED:mailto:claire@cdo.example"] * MANY),
        HARMLESS,
    ),
    "history of ten megabytes": (_history, HARMLESS),
    "eleven megabytes": (lambda: _inside("DESCRIPTION:" + "x" * 11_000_000), TOO_LARGE),
    "50,001 events": (lambda: _many(50_001), TOO_MANY),
    "5,001 events": (lambda: _many(5_001), TOO_MANY),
    "megabyte of categories": (lambda: _inside("CATEGORIES:" + "a," * 500_000), HARMLESS),
    "megabyte of a name": (
        lambda: calendar(event(*HOUR, uid="u" * 1_000_000), GOOD),
        SKIPPED,
    ),
    "a thousand events in each other": (lambda: _nested(1_000), SKIPPED),
    "hundred thousand events in each other": (lambda: _nested(MANY), SKIPPED),
    "megabyte of a zone's name": (
        lambda: beside_a_good_one(event(f"DTSTART;TZID={'a' * 1_000_000}:20270106T090000")),
        SKIPPED,
    ),
    "zone's name too long for a file": (
        lambda: beside_a_good_one(event(f"DTSTART;TZID={'a' * 1_500}:20270106T090000")),
        SKIPPED,
    ),
    "zone's name that is a path": (
        lambda: beside_a_good_one(
            event("DTSTART;TZID=../../../etc/passwd:20270106T090000", "DURATION:PT1H")
        ),
        (2, 0),
    ),
    "no beginning": (lambda: beside_a_good_one(event("DURATION:PT1H")), SKIPPED),
    "beginning that is no date": (lambda: beside_a_good_one(event("DTSTART:soon")), SKIPPED),
    "two beginnings": (lambda: beside_a_good_one(event(HOUR[0], *HOUR)), SKIPPED),
    "length that is no length": (
        lambda: beside_a_good_one(event(HOUR[0], "DURATION:long")),
        SKIPPED,
    ),
    "nine thousand years": (
        lambda: beside_a_good_one(event(HOUR[0], "DTEND:99990105T090000Z")),
        SKIPPED,
    ),
    "401 days, every year": (
        lambda: beside_a_good_one(event(HOUR[0], "DURATION:P401D", "RRULE:FREQ=YEARLY")),
        (3, 0),
    ),
    "ends before it begins": (
        lambda: beside_a_good_one(event(HOUR[0], "DTEND:20270104T090000Z")),
        SKIPPED,
    ),
    "negative length": (lambda: beside_a_good_one(event(HOUR[0], "DURATION:-PT1H")), SKIPPED),
    "moved from nowhere": (
        lambda: beside_a_good_one(event(*HOUR, "RECURRENCE-ID:garbage")),
        SKIPPED,
    ),
    "address that is none": (lambda: _inside("URL:http://[::1"), HARMLESS),
    "hundred thousand periods": (
        lambda: _listed("FREEBUSY:" + ",".join(["20270106T090000Z/PT1H"] * MANY)),
        SKIPPED,
    ),
    "periods that are none": (lambda: _listed("FREEBUSY:garbage/garbage"), SKIPPED),
    "ten million empty lines": (
        lambda: b"BEGIN:VCALENDAR\r\n" + b"\n" * 10_000_000 + b"END:VCALENDAR",
        (0, 0),
    ),
    "one line folded three million times": (
        lambda: b"BEGIN:VCALENDAR\r\nX:a" + b"\n a" * 3_300_000 + b"\nEND:VCALENDAR",
        (0, 0),
    ),
    "ten megabytes in one line": (
        lambda: b"BEGIN:VCALENDAR\r\nX:" + b"a" * 10_000_000 + b"\nEND:VCALENDAR",
        (0, 0),
    ),
    "three million short lines": (
        lambda: b"BEGIN:VCALENDAR\r\nX:a" + b"\nab" * 3_300_000 + b"\nEND:VCALENDAR",
        (0, 0),
    ),
    "UTF-16": (lambda: calendar(GOOD).decode().encode("utf-16"), NOT_A_CALENDAR),
    "page of a web site": (lambda: b"<html><body>Please log in</body></html>", NOT_A_CALENDAR),
    "empty file": (lambda: b"", NOT_A_CALENDAR),
    "blank lines": (lambda: b"\r\n\r\n", NOT_A_CALENDAR),
    "breaks off": (lambda: calendar(GOOD)[:120], NOT_A_CALENDAR),
    "event outside a calendar": (lambda: "\r\n".join(GOOD).encode(), NOT_A_CALENDAR),
    "ends what did not begin": (lambda: b"END:VCALENDAR\r\n", NOT_A_CALENDAR),
    "ends something else": (
        lambda: calendar(GOOD).replace(b"END:VEVENT", b"END:VTODO"),
        NOT_A_CALENDAR,
    ),
    "megabyte of chance": (lambda: random.Random(7).randbytes(1_000_000), NOT_A_CALENDAR),  # noqa: S311
    "packed file": (lambda: gzip.compress(calendar(GOOD)), NOT_A_CALENDAR),
    "carriage returns only": (lambda: calendar(GOOD, newline="\r"), HARMLESS),
    "line feeds only": (lambda: calendar(GOOD, newline="\n"), HARMLESS),
    "two calendars": (
        lambda: calendar(GOOD) + calendar(event("DTSTART:20270106T090000Z", "DURATION:PT1H")),
        (2, 0),
    ),
    "byte order mark": (lambda: b"\xef\xbb\xbf" + calendar(GOOD), HARMLESS),
    "bytes that are no text": (
        lambda: _inside("SUMMARY:?").replace(b"?", b"\xff\xfe\xc3\x28"),
        HARMLESS,
    ),
    "Latin-1": (lambda: calendar(event(*HOUR, uid="?")).replace(b"?", b"\xe9"), HARMLESS),
    "null characters": (lambda: _inside("STATUS:\x00\x00", "SUMMARY:\x00"), HARMLESS),
}
