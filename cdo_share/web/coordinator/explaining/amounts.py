"""Amounts of time in hours, as members count them."""

from math import ceil

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.web.formats import NO_BREAK, decimal_text, hours_text, whole_text

MINUTES = 60


def signed_hours(slots: int, grid: Grid) -> str:
    """Return a difference in hours with its sign: “+ 7 h”, “− 3 h 30”, “0 h”."""
    sign = f"+{NO_BREAK}" if slots > 0 else f"−{NO_BREAK}" if slots < 0 else ""
    return sign + hours_text(abs(slots), grid)


def at_most_hours(slots: float, grid: Grid) -> str:
    """Return an upper limit in whole hours: “at most 14 h”; “less than 1 h” for a little."""
    hours = slots * grid.slot_minutes / MINUTES
    if hours < 1:
        return str(gettext("less than 1 h"))
    return str(gettext("at most %(hours)s", hours=rounded_hours(slots, grid)))


def rounded_hours(slots: float, grid: Grid) -> str:
    """Return an estimated amount in whole hours, rounded up: “14 h”."""
    return f"{whole_text(ceil(slots * grid.slot_minutes / MINUTES))}{NO_BREAK}h"


def points_text(points: int) -> str:
    """Return points with their unit."""
    return str(
        ngettext("%(number)s point", "%(number)s points", abs(points), number=_minus(points))
    )


def signed_points(number: int) -> str:
    """Return a difference with its sign: “+ 120”, “− 7”, “0”."""
    return f"+{NO_BREAK}{_minus(number)}" if number > 0 else _minus(number)


def _minus(number: int) -> str:
    return decimal_text(number, 0).replace("-", f"−{NO_BREAK}")
