"""How a stretch, its repetition and a week read in a sentence."""

from datetime import date

from flask_babel import gettext, ngettext

from cdo_share.availability.models import Repeat
from cdo_share.availability.pattern import (
    HOURS_PER_HALF,
    WHOLE,
    Pattern,
    count_hours,
    whole_halfdays,
)
from cdo_share.availability.repeats import Repeating, Stretch, nth_of_month
from cdo_share.core.grid import HALF_DAYS, HOURS, Grid, Half
from cdo_share.web.formats import amount_text, full_day, half_text, weekday_text


def stretch_text(stretch: Stretch) -> str:
    """Return “du 15 février 2027 au 19 février 2027”, with the half where it is not whole days."""
    starts, ends = full_day(stretch.starts_on), full_day(stretch.ends_on)
    if stretch.starts_half is Half.PM:
        starts = f"{starts} ({half_text(Half.PM)})"
    if stretch.ends_half is Half.AM:
        ends = f"{ends} ({half_text(Half.AM)})"
    if stretch.starts_on != stretch.ends_on:
        return str(gettext("%(first)s to %(last)s", first=starts, last=ends))
    return starts if stretch.starts_half is Half.PM else ends


def exception_text(said: Repeating) -> str:
    """Return when an exception holds: its stretch, or how it comes again and until when."""
    first = Stretch(said.starts_on, said.starts_half, said.ends_on, said.ends_half)
    if said.repeats is Repeat.NEVER or said.repeats_until is None:
        return stretch_text(first)
    values = {"first": full_day(said.starts_on), "until": full_day(said.repeats_until)}
    if said.starts_on != said.ends_on:
        return _long_text(first, said.repeats, values["until"])
    day = weekday_text(said.starts_on.weekday())
    if said.starts_half is said.ends_half:
        day = f"{day} {half_text(said.starts_half)}"
    return _day_text(said.starts_on, said.repeats, values | {"day": day})


def _day_text(first: date, repeats: Repeat, values: dict[str, str]) -> str:
    if repeats is Repeat.WEEKLY:
        return str(gettext("every %(day)s, from %(first)s until %(until)s", **values))
    if repeats is Repeat.FORTNIGHTLY:
        return str(gettext("every other %(day)s, from %(first)s until %(until)s", **values))
    nth = _ordinal(nth_of_month(first))
    return str(
        gettext(
            "every %(nth)s %(day)s of the month, from %(first)s until %(until)s", nth=nth, **values
        )
    )


def _long_text(first: Stretch, repeats: Repeat, until: str) -> str:
    values = {"stretch": stretch_text(first), "until": until}
    if repeats is Repeat.WEEKLY:
        return str(gettext("%(stretch)s, then every week until %(until)s", **values))
    if repeats is Repeat.FORTNIGHTLY:
        return str(gettext("%(stretch)s, then every other week until %(until)s", **values))
    start = f"{_ordinal(nth_of_month(first.starts_on))} {weekday_text(first.starts_on.weekday())}"
    return str(
        gettext(
            "%(stretch)s, then from every %(start)s of the month until %(until)s",
            start=start,
            **values,
        )
    )


def _ordinal(number: int) -> str:
    """Return “first” … “fifth”, for a day of the month."""
    words = (
        gettext("first"),
        gettext("second"),
        gettext("third"),
        gettext("fourth"),
        gettext("fifth"),
    )
    return str(words[number - 1])


def week_figure(pattern: Pattern, grid: Grid) -> tuple[int, Grid]:
    """Return how much of a usual week counts in a grid: half-days, or hours where hours count."""
    if grid.slots_per_half == 1 or all(hours == WHOLE for hours in pattern.values()):
        return whole_halfdays(pattern), HALF_DAYS
    return count_hours(pattern), HOURS


def week_text(pattern: Pattern, grid: Grid) -> str:
    """Return how much a usual week holds, in words; hours that do not count in the grid apart."""
    amount, unit = week_figure(pattern, grid)
    text = amount_text(amount, unit)
    apart = 0 if unit is HOURS else count_hours(pattern) - amount * HOURS_PER_HALF
    if not apart:
        return text
    rest = ngettext(
        "%(num)d hour of a half-day in part does not count here",
        "%(num)d hours of half-days in part do not count here",
        apart,
    )
    return f"{text} ({rest})"
