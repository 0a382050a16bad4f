"""The calendar file of a mail: the feed's events, as a message that foreign readers take."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from cdo_share.accounts.models import Groupement, Regime
from cdo_share.calendars import enclosure
from cdo_share.calendars.enclosure import enclose_visits
from cdo_share.calendars.models import FeedSettings, HalfdayEvents
from tests.calendars.readers import NAMES, reader_named
from tests.calendars.samples import BASE_URL, HOSTILE_NAMES, STAMP, ZONE, a_view, events_of

FIRST = date(2027, 3, 22)
GROUPEMENT = Groupement(
    id=1, name="GE de l’Océan, « Ouest »", timezone=ZONE, contact_email="bureau@ge.example"
)


def enclose(*views: Any, halfdays: HalfdayEvents = HalfdayEvents.DAY) -> bytes:
    settings = FeedSettings(groupement_id=1, halfdays=halfdays, blocks_members=False)
    text = enclose_visits(
        [(view, False) for view in views],
        GROUPEMENT,
        settings=settings,
        language="fr",
        now=STAMP + timedelta(hours=1),
        base_url=BASE_URL,
    )
    return text.encode()


VIEWS = [
    a_view(FIRST + timedelta(days=number), title=name) for number, name in enumerate(HOSTILE_NAMES)
]


def is_one_publication(file: bytes) -> bool:
    """Return whether a file is well written, published by one who can be reached, and no feed."""
    lines = file.replace(b"\r\n ", b"").split(b"\r\n")
    return (
        all(len(line) <= 75 and b"\n" not in line for line in file.split(b"\r\n"))
        and lines.count(b"METHOD:PUBLISH") == lines.count(b"BEGIN:VTIMEZONE") == 1
        and not any(line.startswith((b"X-WR-", b"NAME", b"REFRESH", b"ATTENDEE")) for line in lines)
        and sum(b":mailto:bureau@ge.example" in line for line in lines) == len(events_of(file))
    )


def test_file_is_a_publication_whatever_the_names() -> None:
    file = enclose(*VIEWS)

    assert is_one_publication(file)
    assert [event["UID"] for event in events_of(file)] == [str(view.id) for view in VIEWS]
    assert {event["DTSTAMP"].dt for event in events_of(file)} == {STAMP + timedelta(hours=1)}


@pytest.mark.parametrize("name", ["METHOD", "X-WR-CALNAME"])
def test_planted_feed_in_place_of_a_message_is_noticed(name: str) -> None:
    calendar = Calendar.from_ical(enclose(*VIEWS[:1]))
    calendar[name] = "x"

    assert not is_one_publication(calendar.to_ical())


@pytest.mark.parametrize("name", NAMES)
def test_file_read_by_foreign_programs_has_the_visits(
    name: str, request: pytest.FixtureRequest
) -> None:
    reader = reader_named(name, request)

    read = reader(enclose(*VIEWS))

    assert sorted(one["uid"] for one in read["events"]) == sorted(str(view.id) for view in VIEWS)
    complaints = ({"errors": 0, "is_valid": True}, {"remarks": []})
    found = [{one: read[one] for one in none if one in read} for none in complaints]
    assert [one for one in found if one and one not in complaints] == []


def test_file_shows_half_days_as_the_groupement_wants_them_in_feeds() -> None:
    view = a_view(FIRST, regime=Regime.FORFAIT_JOURS)

    days, timed = (events_of(enclose(view, halfdays=one))[0]["DTSTART"] for one in HalfdayEvents)

    assert days.dt == FIRST
    assert timed.params["TZID"] == ZONE


def test_file_that_would_be_too_large_leaves_the_latest_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enclosure, "MAX_BYTES", 4_000)

    file = enclose(*VIEWS)

    kept = [event["UID"] for event in events_of(file)]
    assert 2_000 < len(file) <= 4_000
    assert kept == [str(view.id) for view in VIEWS][: len(kept)]
