"""Work of one CDO, written as people say it: local days and clock times in Paris."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import Half
from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.findings import Finding
from cdo_share.legal.parameters import LAW, Parameters
from cdo_share.legal.places import Place
from cdo_share.legal.workday import Piece, WorkDay

ZONE = "Europe/Paris"
VANNES = Place(47.66, -2.7568, "56260")
AURAY = Place(47.6674, -2.9905, "56007")  # 30 minutes from Vannes
LOCMINE = Place(47.8801, -2.8374, "56117")  # 41 minutes from Vannes
STRASBOURG = Place(48.5734, 7.7521, "67482")
MONDAY = date(2027, 1, 4)
ONE_DAY = timedelta(days=1)
YEAR = (date(2027, 1, 1), date(2027, 12, 31))


def at(clock: str) -> time:
    """Return “9:00” as a time."""
    hour, minute = clock.split(":")
    return time(int(hour), int(minute))


def piece(day: date, start: str, end: str, place: Place | None = VANNES, **values: Any) -> Piece:
    """Return work from one local clock time to another of the same day, or up to the next one."""
    until = day if at(end) > at(start) else day + ONE_DAY
    half = Half.AM if at(start) < time(13) else Half.PM
    defaults = {"insee": place.insee if place else "", "half": half}
    return Piece(
        starts_at=local_instant(day, at(start), ZONE),
        ends_at=local_instant(until, at(end), ZONE),
        place=place,
        **(defaults | values),
    )


def elsewhere(day: date, start: str, end: str) -> Piece:
    """Return work for another groupement."""
    return piece(day, start, end, None, half=None, is_own=False)


def morning(day: date, place: Place | None = VANNES) -> Piece:
    """Return a morning of the half-day grid."""
    return piece(day, "9:00", "12:30", place)


def afternoon(day: date, place: Place | None = VANNES) -> Piece:
    """Return an afternoon of the half-day grid."""
    return piece(day, "13:30", "17:00", place)


def whole_days(first: date, count: int) -> list[Piece]:
    """Return so many whole days in a row, seven hours each."""
    days = [first + number * ONE_DAY for number in range(count)]
    return [part(day) for day in days for part in (morning, afternoon)]


def facts(
    pieces: Iterable[Piece],
    regime: Regime = Regime.HOURS,
    *,
    first: date = YEAR[0],
    last: date = YEAR[1],
    holidays: dict[str, dict[date, str]] | None = None,
    **contract: Any,
) -> CdoFacts:
    """Return the facts of one CDO, based in Vannes, judged over 2027 unless said otherwise."""
    by_day: dict[date, list[Piece]] = {}
    for one in sorted(pieces, key=lambda piece: piece.starts_at):
        by_day.setdefault(one.starts_at.astimezone(ZoneInfo(ZONE)).date(), []).append(one)
    return CdoFacts(
        contract=Contract(engagement_id=1, regime=regime, base=VANNES, **contract),
        first=first,
        last=last,
        zone=ZONE,
        days=tuple(WorkDay(day, tuple(found)) for day, found in by_day.items()),
        holidays=holidays or {},
    )


def findings(one: CdoFacts, rule: str, law: Parameters = LAW) -> list[Finding]:
    """Return what one rule finds."""
    return [finding for finding in check_visits([one], law) if finding.rule == rule]
