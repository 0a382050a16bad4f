"""What the next round may look like: name, days, grid and last day to answer; pure.

Quarters and half-years are those of the ISO weeks: weeks 1, 14, 27 and 40 begin a quarter. A
period runs from a Monday to a Friday. The proposals are values of a form, to be changed at will.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cdo_share.core.grid import GridKind
from cdo_share.core.i18n import N_, Message
from cdo_share.rounds.days import working_days
from cdo_share.rounds.holidays import national_holidays

FOUR_WEEKS = 4
WEEKS_PER_QUARTER = 13
LAST_WEEK = 40  # a quarter that begins here ends with the year, in week 52 or 53
TO_FRIDAY = timedelta(days=4)
WEEK = timedelta(weeks=1)
# Three working days to share the time out and to publish, then the seven of notice that the law
# gives part-timers.
WORKING_DAYS_BEFORE = 10
SEARCHED_BEFORE = timedelta(weeks=4)  # the ten lie within it, holidays or not
SHORTEST_ROUND = timedelta(weeks=1)


class TemplateKind(StrEnum):
    """From what a new round begins."""

    QUARTER = "quarter"
    FOUR_WEEKS = "four_weeks"
    HALF_YEAR = "half_year"
    LIKE_LAST = "like_last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The latest period there is; both ends are included."""

    starts_on: date
    ends_on: date
    grid_kind: GridKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The values of a round; both ends are included, as is the last day to answer."""

    name: Message
    starts_on: date
    ends_on: date
    grid_kind: GridKind
    closes_on: date


def propose(kind: TemplateKind, *, today: date, last: Last | None) -> Proposal:
    """Return the first stretch of a kind after `today` and after the last period.

    Without a last period, “like the last one” proposes a quarter.
    """
    earliest = today + timedelta(days=1)
    if last is not None:
        earliest = max(earliest, last.ends_on + timedelta(days=1))
    monday = _monday_from(earliest)
    if kind is TemplateKind.LIKE_LAST and last is not None:
        return _like(last, earliest, today)
    if kind is TemplateKind.FOUR_WEEKS:
        return _weeks(monday, monday + FOUR_WEEKS * WEEK, last, today)
    if kind is TemplateKind.HALF_YEAR:
        return _half_year(monday, last, today)
    return _quarter(monday, last, today)


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _starts_quarter(monday: date) -> bool:
    week = monday.isocalendar().week
    return week <= LAST_WEEK and week % WEEKS_PER_QUARTER == 1


def _next_quarter(monday: date) -> date:
    while not _starts_quarter(monday):
        monday += WEEK
    return monday


def _quarter(monday: date, last: Last | None, today: date) -> Proposal:
    start = _next_quarter(monday)
    year, week, _ = start.isocalendar()
    values = {"number": week // WEEKS_PER_QUARTER + 1, "year": year}
    name = Message(N_("Quarter %(number)d of %(year)d"), values)
    return _proposal(name, start, _next_quarter(start + WEEK), last, today)


def _half_year(monday: date, last: Last | None, today: date) -> Proposal:
    start = _next_quarter(monday)
    while start.isocalendar().week not in (1, 2 * WEEKS_PER_QUARTER + 1):
        start = _next_quarter(start + WEEK)
    year, week, _ = start.isocalendar()
    values = {"number": 1 if week == 1 else 2, "year": year}
    name = Message(N_("Half-year %(number)d of %(year)d"), values)
    end = _next_quarter(_next_quarter(start + WEEK) + WEEK)
    return _proposal(name, start, end, last, today)


def _weeks(start: date, end: date, last: Last | None, today: date) -> Proposal:
    return _proposal(_weeks_name(start, end - timedelta(days=1)), start, end, last, today)


def _weeks_name(first: date, ends_on: date) -> Message:
    year, week, _ = first.isocalendar()
    values = {"first": week, "last": ends_on.isocalendar().week, "year": year}
    return Message(N_("Weeks %(first)d to %(last)d, %(year)d"), values)


def _proposal(
    name: Message, start: date, next_monday: date, last: Last | None, today: date
) -> Proposal:
    return Proposal(
        name=name,
        starts_on=start,
        ends_on=next_monday - WEEK + TO_FRIDAY,
        grid_kind=last.grid_kind if last else GridKind.HALF_DAY,
        closes_on=_closes_on(start, today),
    )


def _like(last: Last, earliest: date, today: date) -> Proposal:
    """Return as many days as the last period has, from the first working day after it on."""
    start = _monday_from(earliest) if earliest.weekday() > TO_FRIDAY.days else earliest
    ends_on = start + (last.ends_on - last.starts_on)
    return Proposal(
        name=_weeks_name(start, ends_on),
        starts_on=start,
        ends_on=ends_on,
        grid_kind=last.grid_kind,
        closes_on=_closes_on(start, today),
    )


def _day_before_working_days(start: date) -> date:
    """Return the last working day before the ten that precede `start`; holidays do not count."""
    first, last = start - SEARCHED_BEFORE, start - timedelta(days=1)
    days = working_days(first, last, national_holidays(first, last).keys())
    return days[-WORKING_DAYS_BEFORE - 1]


def unplanned_before(start: date, last: Last | None, today: date) -> tuple[date, date] | None:
    """Return the first and last working day that a period from `start` on leaves to no period.

    What lies before the last period, or behind us, is left out; None when nothing is.
    """
    if last is None:
        return None
    first, until = max(last.ends_on, today) + timedelta(days=1), start - timedelta(days=1)
    if until < first:
        return None
    days = working_days(first, until, national_holidays(first, until).keys())
    return (days[0], days[-1]) if days else None


def _closes_on(start: date, today: date) -> date:
    """Return the last day to answer; a round that opens late still collects for some days."""
    wished = max(_day_before_working_days(start), today + SHORTEST_ROUND)
    return max(today, min(wished, start - timedelta(days=1)))
