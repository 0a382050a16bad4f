"""Reports: when somebody is busy."""

from datetime import time
from typing import Protocol

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.bookings.models import Booking
from cdo_share.calendars.dav import visits as dav_visits
from cdo_share.calendars.models import HalfdayEvents
from cdo_share.calendars.settings import change_settings
from cdo_share.core.grid import HALF_DAYS
from cdo_share.publishing.models import Visit
from tests.web.dav.conftest import Device, condition, entry, rebuild
from tests.web.dav.reports import WEEKLY, in_time
from tests.web.two_groupements import Tenant


def busy_lines(answer: TestResponse) -> list[str]:
    """Return the busy times of a free-busy answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/calendar")
    return [line for line in answer.text.splitlines() if line.startswith("FREEBUSY")]


def free_busy(device: Device, path: str) -> TestResponse:
    """Return when somebody is busy in January 2027."""
    body = f"<C:free-busy-query>{in_time('20270101T000000Z', '20270201T000000Z')}"
    return device.report(path, f"{body}</C:free-busy-query>")


Place = tuple[int, int]  # the first slot of the visit, and how many


class PlanHalfdays(Protocol):
    """Lets the CDO be planned by the half-day, and the visit last these."""

    def __call__(
        self, shown: HalfdayEvents, place: Place, agreed: tuple[time, time] | None = None
    ) -> None: ...


@pytest.fixture
def halfdays(session: Session, tenant: Tenant) -> PlanHalfdays:
    """Return a function that plans the visit without clock times, or with those agreed."""

    def plan(shown: HalfdayEvents, place: Place, agreed: tuple[time, time] | None = None) -> None:
        session.delete(session.get_one(Booking, tenant.addresses["booking_id"]))
        session.get_one(Engagement, tenant.addresses["engagement_id"]).regime = Regime.FORFAIT_JOURS
        session.flush()
        visit = session.get_one(Visit, tenant.addresses["visit_id"])
        visit.slot, visit.length = place
        visit.starts_at, visit.ends_at = HALF_DAYS.instants(visit.day, *place, zone="Europe/Paris")
        visit.agreed_start, visit.agreed_end = agreed or (None, None)
        change_settings(session, tenant.groupement.id, halfdays=shown, blocks_members=False)
        rebuild(session, tenant)

    return plan


def test_free_busy_merges_visits_and_blocked_time(phone: Device, visits: str) -> None:
    phone.put("a.ics", entry())
    phone.put("b.ics", entry("b", DTSTART="20270112T100000Z", DTEND="20270112T120000Z"))
    phone.put("c.ics", entry("c", DTSTART="20270113T100000Z", DTEND="20270113T120000Z", **WEEKLY))
    phone.put("d.ics", entry("d", TRANSP="TRANSPARENT", DTSTART="20270111T100000Z"))
    phone.put("e.ics", entry("e", STATUS="TENTATIVE"))

    blocked = busy_lines(free_busy(phone, f"{phone.home}busy/"))
    taken = busy_lines(free_busy(phone, visits))

    assert blocked == [
        "FREEBUSY;FBTYPE=BUSY:20270112T080000Z/20270112T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270113T100000Z/20270113T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270120T100000Z/20270120T120000Z",
        "FREEBUSY;FBTYPE=BUSY:20270127T100000Z/20270127T120000Z",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270112T080000Z/20270112T110000Z",
    ]
    assert len(taken) == 1
    assert "20270129T" in taken[0]
    assert sorted(busy_lines(free_busy(phone, phone.home))) == sorted(blocked + taken)


@pytest.mark.parametrize("shown", HalfdayEvents)
@pytest.mark.parametrize(
    ("place", "taken"),
    [
        ((0, 1), "20270129T080000Z/20270129T113000Z"),
        ((1, 1), "20270129T123000Z/20270129T160000Z"),
        ((0, 2), "20270129T080000Z/20270129T160000Z"),
    ],
)
def test_halfday_without_clock_times_takes_the_halfday_and_not_the_day(
    halfdays: PlanHalfdays,
    phone: Device,
    visits: str,
    shown: HalfdayEvents,
    place: Place,
    taken: str,
) -> None:
    halfdays(shown, place)

    assert busy_lines(free_busy(phone, visits)) == [f"FREEBUSY;FBTYPE=BUSY:{taken}"]


def test_time_agreed_within_a_halfday_is_what_it_takes(
    halfdays: PlanHalfdays, phone: Device, visits: str
) -> None:
    halfdays(HalfdayEvents.DAY, (0, 1), agreed=(time(9, 15), time(11)))

    taken = "20270129T081500Z/20270129T100000Z"
    assert busy_lines(free_busy(phone, visits)) == [f"FREEBUSY;FBTYPE=BUSY:{taken}"]


def test_halfday_would_take_the_day_where_only_the_event_is_read(
    halfdays: PlanHalfdays, phone: Device, visits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dav_visits, "_halfdays", lambda *_: {})
    halfdays(HalfdayEvents.DAY, (0, 1))

    taken = "20270128T230000Z/20270129T230000Z"
    assert busy_lines(free_busy(phone, visits)) == [f"FREEBUSY;FBTYPE=BUSY:{taken}"]


def test_free_busy_tells_nothing_but_times(phone: Device) -> None:
    phone.put("a.ics", entry())

    assert "Dentiste" not in free_busy(phone, phone.home).text


@pytest.mark.parametrize(("end", "status"), [("20290311T000000Z", 200), ("20290312T000000Z", 403)])
def test_free_busy_of_years_is_refused(phone: Device, end: str, status: int) -> None:
    asked = in_time("20270101T000000Z", end)

    answer = phone.report(phone.home, f"<C:free-busy-query>{asked}</C:free-busy-query>")

    assert answer.status_code == status
    if status == 403:
        assert condition(answer) == "D:number-of-matches-within-limits"
