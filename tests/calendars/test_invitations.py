"""An invitation: the feed's event as a message to one person, read as such by foreign programs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from cdo_share.accounts.models import Groupement, Regime
from cdo_share.calendars.invitations import Envelope, method_for, wording_of, write_invitation
from cdo_share.calendars.models import FeedSettings, HalfdayEvents
from cdo_share.publishing.models import CancelledBy, VisitState
from tests.calendars.readers import NAMES, reader_named
from tests.calendars.samples import BASE_URL, HOSTILE_NAMES, STAMP, ZONE, a_view, events_of

FIRST = date(2027, 3, 22)
SENT = STAMP + timedelta(hours=1)
ORGANIZER = f"reponses+17.{'5' * 24}@partage.example"
ENVELOPE = Envelope(
    groupement=Groupement(
        id=1, name="GE de l’Océan, « Ouest »", timezone=ZONE, contact_email="bureau@ge.example"
    ),
    settings=FeedSettings(groupement_id=1, halfdays=HalfdayEvents.DAY, blocks_members=False),
    organizer=ORGANIZER,
    name='Annick "Nick"\r\nLe Goff; adhérente',
    email="annick@biscuits.example",
    language="fr",
    now=SENT,
    base_url=BASE_URL,
)


def message(view: Any, sequence: int = 3, envelope: Envelope = ENVELOPE) -> bytes:
    text = write_invitation(
        view, envelope, method=method_for(view), sequence=sequence, is_cdo=False
    )
    return text.encode()


def is_one_message(text: bytes, method: bytes, sequence: int) -> bool:
    """Return whether a text is one event from our organizer to one attendee, under this number."""
    lines = text.replace(b"\r\n ", b"").split(b"\r\n")
    wanted = (
        b"METHOD:" + method,
        b"SEQUENCE:%d" % sequence,
        f"DTSTAMP:{SENT:%Y%m%dT%H%M%SZ}".encode(),
        b"BEGIN:VEVENT",
        b"BEGIN:VTIMEZONE",
    )
    addressed = {
        name: [line for line in lines if line.startswith(name)]
        for name in (b"ORGANIZER", b"ATTENDEE")
    }
    (organizer,), (attendee,) = addressed.values()
    asks = b"PARTSTAT=NEEDS-ACTION" in attendee and b"RSVP=TRUE" in attendee
    return (
        all(len(line) <= 75 and b"\n" not in line for line in text.split(b"\r\n"))
        and [lines.count(one) for one in wanted] == [1] * len(wanted)
        and organizer.endswith(f":mailto:{ORGANIZER}".encode())
        and attendee.endswith(b":mailto:annick@biscuits.example")
        and asks is (method == b"REQUEST")
        and (b"STATUS:CANCELLED" in lines) is (method == b"CANCEL")
        and not any(line.startswith((b"X-WR-", b"NAME", b"REFRESH")) for line in lines)
    )


@pytest.mark.parametrize("title", HOSTILE_NAMES)
def test_invitation_is_one_request_whatever_the_names(title: str) -> None:
    view = a_view(FIRST, title=title)

    text = message(view)

    assert is_one_message(text, b"REQUEST", 3)
    assert [event["UID"] for event in events_of(text)] == [str(view.id)]


def test_end_of_an_invitation_cancels_the_event() -> None:
    view = a_view(FIRST, state=VisitState.CANCELLED, cancelled_by=CancelledBy.MEMBER)

    assert is_one_message(message(view), b"CANCEL", 3)


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text.replace(b"METHOD:REQUEST\r\n", b""),
        lambda text: text.replace(b"METHOD:REQUEST", b"METHOD:PUBLISH"),
        lambda text: text.replace(b"SEQUENCE:3", b"SEQUENCE:2"),
        lambda text: text.replace(b"+17.555", b"+17.444"),
        lambda text: text.replace(b";RSVP=TRUE", b""),
        lambda text: text.replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED"),
        lambda text: text.replace(f"{SENT:%Y%m%dT%H%M%SZ}".encode(), b"20200101T000000Z"),
    ],
)
def test_planted_fault_in_an_invitation_is_noticed(harm: Any) -> None:
    text = message(a_view(FIRST)).replace(b"\r\n ", b"")
    harmed = harm(text)

    assert harmed != text
    assert not is_one_message(Calendar.from_ical(harmed).to_ical(), b"REQUEST", 3)


VIEWS = [
    a_view(FIRST),
    a_view(FIRST, regime=Regime.FORFAIT_JOURS),
    a_view(FIRST, state=VisitState.CANCELLED, cancelled_by=CancelledBy.RELEASE),
    a_view(date(2027, 3, 28), title=HOSTILE_NAMES[1]),
]


@pytest.mark.parametrize("name", NAMES)
def test_invitation_read_by_foreign_programs_is_the_visit(
    name: str, request: pytest.FixtureRequest
) -> None:
    reader = reader_named(name, request)

    read = [reader(message(view)) for view in VIEWS]

    assert [[one["uid"] for one in each["events"]] for each in read] == [
        [str(view.id)] for view in VIEWS
    ]
    complaints = ({"errors": 0, "is_valid": True}, {"remarks": []})
    found = [
        {one: each[one] for one in none if one in each} for none in complaints for each in read
    ]
    assert [one for one in found if one and one not in complaints] == []


def test_invitation_shows_half_days_as_the_feed_does() -> None:
    view = a_view(FIRST, regime=Regime.FORFAIT_JOURS)
    timed = replace(
        ENVELOPE,
        settings=FeedSettings(groupement_id=1, halfdays=HalfdayEvents.TIMED, blocks_members=False),
    )

    days, times = (
        events_of(message(view, envelope=one))[0]["DTSTART"] for one in (ENVELOPE, timed)
    )

    assert days.dt == FIRST
    assert times.params["TZID"] == ZONE


SETTINGS = ENVELOPE.settings
ON_SITE = a_view(FIRST, is_on_site=True, lat=47.66, lon=-2.76)


@pytest.mark.parametrize("moved", [{"lat": 47.67}, {"lon": -2.77}, {"address": "1 rue du Port"}])
def test_place_that_moves_reads_otherwise_on_site_only(moved: dict[str, Any]) -> None:
    remote = replace(ON_SITE, is_on_site=False)

    changed = [
        wording_of(view, SETTINGS, is_cdo=False)
        != wording_of(replace(view, **moved), SETTINGS, is_cdo=False)
        for view in (ON_SITE, remote)
    ]

    assert changed == [True, False]


@pytest.mark.parametrize(("is_cdo", "reads_otherwise"), [(False, True), (True, False)])
def test_time_that_blocks_reads_otherwise_for_members_only(
    *, is_cdo: bool, reads_otherwise: bool
) -> None:
    blocking = FeedSettings(groupement_id=1, halfdays=SETTINGS.halfdays, blocks_members=True)
    free, taken = (wording_of(ON_SITE, one, is_cdo=is_cdo) for one in (SETTINGS, blocking))

    assert (free != taken) is reads_otherwise
