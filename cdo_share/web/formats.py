"""How dates, half-days and figures read on a page, in the language of the page."""

from datetime import date, datetime, time
from math import ceil

from flask import Flask
from flask_babel import format_date, format_decimal, get_timezone, gettext, ngettext

from cdo_share.accounts.models import Regime
from cdo_share.accounts.skills import skill_label
from cdo_share.core.clock import utc_now
from cdo_share.core.dates import clock_words, day_words, moment_words
from cdo_share.core.grid import Grid, Half
from cdo_share.legal.findings import duration_words
from cdo_share.planning.models import Plan
from cdo_share.web.amounts import exact_text, factor_text, halfdays_text, halfdays_unit, signed_text
from cdo_share.web.languages import MANY, language

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUTES = 60


def day_text(day: date) -> str:
    """Return “lundi 4 janvier” or “Monday 4 January”."""
    return day_words(day, "EEEE d MMMM", language())


def deadline_text(day: date) -> str:
    """Return “lundi 4 janvier”, with the year where it is not the present one."""
    this_year = utc_now().astimezone(get_timezone()).year
    pattern = "EEEE d MMMM" if day.year == this_year else "EEEE d MMMM y"
    return day_words(day, pattern, language())


def short_day(day: date) -> str:
    """Return “lun. 4 janv.”."""
    return day_words(day, "EEE d MMM", language())


def brief_day(day: date) -> str:
    """Return “4 janv.”."""
    return day_words(day, "d MMM", language())


def full_day(day: date) -> str:
    """Return “4 janvier 2027”."""
    return day_words(day, "d MMMM y", language())


def moment_text(instant: datetime) -> str:
    """Return an instant as local day and time."""
    return moment_words(instant, "EEE d MMM y, HH:mm", language(), get_timezone())


def clock_text(clock: time) -> str:
    """Return “9 h 15” or “9:15”."""
    return clock_words(clock, language())


def half_text(half: Half | str) -> str:
    """Return “matin” or “après-midi”."""
    return str(gettext("morning") if Half(half) is Half.AM else gettext("afternoon"))


def weekday_text(weekday: int) -> str:
    """Return the name of a weekday, 0 is Monday."""
    return str(format_date(date(2024, 1, 1 + weekday), "EEEE"))


def visit_time(grid: Grid, slot: int, length: int, regime: Regime) -> str:
    """Return when in the day a visit is: half-days in words, clock times on an hour grid.

    A CDO on forfait-jours is never given clock times.
    """
    halves = {grid.half_of(slot), grid.half_of(slot + length - 1)}
    if len(halves) == 2 and length == len(grid.slots):
        return str(gettext("whole day"))
    if regime is Regime.FORFAIT_JOURS or grid.slots_per_half == 1:
        return half_text(grid.half_of(slot)) if len(halves) == 1 else str(gettext("whole day"))
    first, last = grid.slots[slot], grid.slots[slot + length - 1]
    return f"{first.start:%H:%M}–{last.end:%H:%M}"


def amount_text(slots: int, grid: Grid) -> str:
    """Return an amount of slots as half-days or hours."""
    number = whole_text(slots)
    if grid.slots_per_half == 1:
        return str(ngettext("%(number)s half-day", "%(number)s half-days", slots, number=number))
    return str(ngettext("%(number)s hour", "%(number)s hours", slots, number=number))


def hours_text(slots: int, grid: Grid) -> str:
    """Return an amount of slots in hours: “7 h”, “3 h 30” for a half-day."""
    hours, minutes = divmod(abs(slots) * grid.slot_minutes, MINUTES)
    text = f"{'−' if slots < 0 else ''}{whole_text(hours)}{NO_BREAK}h"
    return f"{text}{NO_BREAK}{minutes:02d}" if minutes else text


def whole_text(number: int) -> str:
    """Return a whole number; from 10,000 on its digits are set in groups."""
    return str(format_decimal(number)) if abs(number) >= MANY else str(number)


def decimal_text(value: float, digits: int = 1) -> str:
    """Return a number as it is written in the language of the page."""
    return str(format_decimal(round(value, digits)))


def percent_text(share: float, digits: int = 0) -> str:
    """Return a share (0–1) in percent, with the space French puts before the sign."""
    number = format_decimal(round(100 * share, digits))
    return f"{number}{NO_BREAK}%" if language() == "fr" else f"{number}%"


def share_text(part: int, whole: int) -> str:
    """Return a part of a whole in percent with one decimal, rounded once; all of nothing is all."""
    return percent_text(part / whole if whole else 1, 1)


def gap_text(gap: float, digits: int = 1) -> str:
    """Return how far a plan may be from the best one, rounded up: it is never told as less."""
    steps = 10 ** (digits + 2)
    return percent_text(ceil(round(gap * steps, 6)) / steps, digits)


def skill_text(code: str) -> str:
    """Return the name of a skill."""
    return skill_label(code, language())


def regime_text(regime: Regime | str) -> str:
    """Return the legal regime of a CDO's work in words."""
    texts = {
        Regime.FORFAIT_JOURS: gettext("Annual days (forfait-jours)"),
        Regime.PART_TIME: gettext("Part-time"),
        Regime.HOURS: gettext("Hours"),
        Regime.VOLUNTEER: gettext("Volunteer"),
    }
    return str(texts[Regime(regime)])


def unit_text(grid: Grid, slots: int = 2) -> str:
    """Return the unit of the grid's slots, as it reads after a number of them."""
    if grid.slots_per_half == 1:
        return str(ngettext("half-day", "half-days", slots))
    return str(ngettext("hour", "hours", slots))


def seconds_text(seconds: int) -> str:
    """Return a duration as “40 s” or “2 min 05 s”."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest}{NO_BREAK}s"
    return f"{minutes}{NO_BREAK}min" + (f" {rest:02d}{NO_BREAK}s" if rest else "")


def duration_text(minutes: int) -> str:
    """Return minutes as “10 h 30”."""
    return duration_words(minutes)


def plan_title(plan: Plan) -> str:
    """Return what the coordinator calls a plan, else the number of its allocation."""
    return plan.run.name or str(gettext("Plan of allocation %(number)d", number=plan.run_id))


FILTERS = (
    plan_title,
    day_text,
    deadline_text,
    short_day,
    brief_day,
    full_day,
    moment_text,
    clock_text,
    half_text,
    weekday_text,
    amount_text,
    hours_text,
    whole_text,
    decimal_text,
    percent_text,
    share_text,
    gap_text,
    skill_text,
    regime_text,
    unit_text,
    seconds_text,
    duration_text,
    exact_text,
    signed_text,
    factor_text,
    halfdays_text,
    halfdays_unit,
)


def add_filters(app: Flask) -> None:
    """Make the texts available to templates, as filters and as functions."""
    for function in FILTERS:
        app.add_template_filter(function)
    app.add_template_global(visit_time)
