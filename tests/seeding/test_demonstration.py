"""What the shipped demonstration must show: a shortage of about 15 %, every cadence, exports."""

import math
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import holidays
import icalendar
import pytest
import recurring_ical_events

from cdo_share.accounts.models import Regime
from cdo_share.availability.models import ExceptionKind
from cdo_share.core.grid import HALF_DAYS, GridKind, Half
from cdo_share.demands.models import Cadence, DeclineReason, Urgency
from cdo_share.demands.windows import windows
from cdo_share.seeding import seed as vocabulary
from cdo_share.seeding.files import read_seed
from cdo_share.seeding.seed import Seed, SeedCdo, SeedDemand, weekday_and_half

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
PARIS = ZoneInfo("Europe/Paris")
Halfday = tuple[date, Half]


@pytest.fixture(scope="module")
def seed() -> Seed:
    """Return the shipped seed."""
    return read_seed(SEEDS / "morbihan")


def working_days(seed: Seed) -> list[date]:
    """Return the days of the period without weekends and public holidays."""
    length = (seed.period.ends_on - seed.period.starts_on).days + 1
    days = [seed.period.starts_on + timedelta(days=n) for n in range(length)]
    closed = {holiday.day for holiday in seed.holidays}
    return [day for day in days if day.weekday() < 5 and day not in closed]


def requested_halfdays(demand: SeedDemand, days: list[date]) -> int:
    """Return the half-days asked for; a window without a working day does not count."""
    if demand.halfdays is not None:
        return demand.halfdays
    monday = demand.earliest - timedelta(days=demand.earliest.weekday())
    inside = [day for day in days if demand.earliest <= day <= demand.latest]
    windows = {
        "weekly": {(day - monday).days // 7 for day in inside},
        "fortnightly": {(day - monday).days // 14 for day in inside},
        "monthly": {day.month for day in inside},
    }[demand.cadence]
    return len(windows) * demand.visits_per_window * demand.visit_halfdays


def is_blocking(event: Any) -> bool:
    """Return whether a calendar event leaves no time to work."""
    is_free = event.get("TRANSP") == "TRANSPARENT" or event.get("STATUS") == "CANCELLED"
    status = event.get("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY")
    return not is_free and status in ("BUSY", "OOF")


def instant(moment: date) -> datetime:
    """Return a date or time of an event as an instant."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time(0), PARIS).astimezone(UTC)


def busy_halfdays(data: bytes, seed: Seed) -> set[Halfday]:
    """Return the half-days that an exported calendar blocks."""
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        seed.period.starts_on, seed.period.ends_on + timedelta(days=1)
    )
    spans = [(instant(e.start), instant(e.end)) for e in events if is_blocking(e)]
    busy = set()
    for day in working_days(seed):
        for number, slot in enumerate(HALF_DAYS.slots):
            start, end = HALF_DAYS.instants(day, number, 1, zone="Europe/Paris")
            if any(first < end and start < last for first, last in spans):
                busy.add((day, slot.half))
    return busy


def available_halfdays(cdo: SeedCdo, seed: Seed) -> set[Halfday]:
    """Return the half-days on which a CDO can really work."""
    pattern = {weekday_and_half(name) for name in cdo.weekly}
    every = {(day, half) for day in working_days(seed) for half in Half}
    free = {(day, half) for day, half in every if (day.weekday(), half) in pattern}
    for stretch in cdo.exception:
        first = (stretch.starts_on, Half(stretch.starts_half))
        last = (stretch.ends_on, Half(stretch.ends_half))
        inside = {halfday for halfday in every if first <= halfday <= last}
        free = free | inside if stretch.kind == "extra" else free - inside
    for calendar in seed.calendars:
        if calendar.cdo == cdo.id:
            free -= busy_halfdays(calendar.data, seed)
    return free


def km(demand: SeedDemand, cdo: SeedCdo, seed: Seed) -> float:
    """Return the road kilometres from a CDO's base to the member of a demand."""
    site = next(m for m in seed.members if m.id == demand.member)
    p, q = math.radians(cdo.base.lat), math.radians(site.lat)
    east = math.radians(site.lon - cdo.base.lon)
    h = math.sin((q - p) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
    return 1.3 * 2 * 6371 * math.asin(math.sqrt(h))


def able_cdos(demand: SeedDemand, seed: Seed) -> set[str]:
    """Return the CDOs who could serve a demand: skill, distance, not excluded."""
    excluded = {e.cdo for e in demand.excluded}
    return {
        cdo.id
        for cdo in seed.cdos
        if cdo.skills.get(demand.skill, 0) >= demand.level
        and cdo.id not in excluded
        and not (demand.on_site and km(demand, cdo, seed) > cdo.max_km)
    }


def test_demand_exceeds_supply_by_about_fifteen_percent(seed: Seed) -> None:
    days = working_days(seed)
    asked = sum(requested_halfdays(demand, days) for demand in seed.demands)
    supply = sum(min(c.period_cap, len(available_halfdays(c, seed))) for c in seed.cdos)
    assert 1.13 <= asked / supply <= 1.17


def test_windows_of_the_form_ask_for_as_many_visits(seed: Seed) -> None:
    days = working_days(seed)
    for d in seed.demands:
        if d.cadence != "once":
            count = len(windows(Cadence(d.cadence), days, d.earliest, d.latest))
            halfdays = count * d.visits_per_window * d.visit_halfdays
            assert (d.id, halfdays) == (d.id, requested_halfdays(d, days))


def test_period_cap_is_below_what_each_cdo_has(seed: Seed) -> None:
    short = [c.id for c in seed.cdos if c.period_cap > len(available_halfdays(c, seed))]
    assert short == []


def test_one_demand_has_no_able_cdo_and_scarce_skills_have_one(seed: Seed) -> None:
    able = {demand.id: able_cdos(demand, seed) for demand in seed.demands}
    assert [demand for demand, cdos in able.items() if not cdos] == ["reservation-accessible"]
    scarce = {d.skill: able[d.id] for d in seed.demands if d.skill in ("EXP-INT", "PROD-IND")}
    assert scarce == {"EXP-INT": {"malo-kervadec"}, "PROD-IND": {"karim-benali"}}


def test_previous_cdo_is_able(seed: Seed) -> None:
    wrong = [
        d.id for d in seed.demands if d.previous_cdo and d.previous_cdo not in able_cdos(d, seed)
    ]
    assert wrong == []


def test_every_member_asks_for_something(seed: Seed) -> None:
    assert {m.id for m in seed.members} == {d.member for d in seed.demands}


def test_demands_show_every_choice_of_the_form(seed: Seed) -> None:
    demands = seed.demands
    assert {d.cadence for d in demands} == set(get_args(vocabulary.CadenceName))
    assert {d.visit for d in demands} == set(get_args(vocabulary.VisitName))
    assert {d.urgency for d in demands} == set(get_args(vocabulary.UrgencyName))
    assert {d.on_site for d in demands} == {True, False}
    assert {d.max_cdos for d in demands} == {1, 2}
    assert {d.level for d in demands} == {1, 2, 3}
    assert max(d.visits_per_window for d in demands) == 2


def test_regimes_are_those_promised(seed: Seed) -> None:
    assert sorted(cdo.regime for cdo in seed.cdos) == [
        *("forfait_jours", "forfait_jours", "hours", "part_time", "volunteer")
    ]


def test_public_holidays_are_those_of_france(seed: Seed) -> None:
    official = holidays.country_holidays("FR", years=2027, language="fr")
    assert {h.day: h.name for h in seed.holidays} == dict(official)


def test_addresses_are_invented(seed: Seed) -> None:
    people = [*seed.coordinators, *seed.members, *seed.cdos]
    emails = [seed.groupement.contact_email, *(person.email for person in people)]
    assert [email for email in emails if not email.endswith(".example")] == []
    assert len(set(emails)) == len(emails)


@pytest.mark.parametrize("name", ["anne-le-bihan", "soizic-tanguy"])
def test_calendar_is_folded_with_crlf_like_a_real_export(name: str) -> None:
    data = (SEEDS / "morbihan" / "calendars" / f"{name}.ics").read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert b"\r\n " in data
    assert max(len(line) for line in data.split(b"\r\n")) == 75


def test_google_calendar_blocks_the_halfdays_it_should(seed: Seed) -> None:
    thursdays = [date(2027, 1, 7) + timedelta(days=7 * week) for week in range(13)]
    skipped = {date(2027, 2, 25), date(2027, 3, 4)}
    expected = {(day, Half.PM) for day in thursdays if day not in skipped}
    expected |= {(date(2027, 2, 4), Half.AM), (date(2027, 1, 19), Half.PM)}
    assert busy_halfdays(seed.calendars[0].data, seed) == expected


def test_outlook_calendar_blocks_the_halfdays_it_should(seed: Seed) -> None:
    week = [date(2027, 2, 8) + timedelta(days=n) for n in range(5)]
    expected = {(day, half) for day in week for half in Half}
    expected |= {(date(2027, 1, 14), Half.AM), (date(2027, 3, 11), Half.AM)}
    assert busy_halfdays(seed.calendars[1].data, seed) == expected


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (vocabulary.RegimeName, Regime),
        (vocabulary.ExceptionName, ExceptionKind),
        (vocabulary.CadenceName, Cadence),
        (vocabulary.UrgencyName, Urgency),
        (vocabulary.DeclineName, DeclineReason),
        (vocabulary.GridName, GridKind),
        (vocabulary.HalfName, Half),
    ],
)
def test_words_of_the_files_are_those_of_the_rows(words: Any, kind: Any) -> None:
    assert set(get_args(words)) == {member.value for member in kind}


def test_reading_files_needs_neither_flask_nor_sqlalchemy() -> None:
    code = (
        "import sys, cdo_share.seeding.files;"
        "print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
