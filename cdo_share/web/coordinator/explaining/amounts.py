"""Amounts of time in hours, as members count them."""

from flask_babel import ngettext

from cdo_share.core.grid import Grid
from cdo_share.web.formats import NO_BREAK, decimal_text, hours_text

MINUTES = 60


def signed_hours(slots: int, grid: Grid) -> str:
    """Return a difference in hours with its sign: “+ 7 h”, “− 3 h 30”, “0 h”."""
    sign = f"+{NO_BREAK}" if slots > 0 else f"−{NO_BREAK}" if slots < 0 else ""
    return sign + hours_text(abs(slots), grid)


def points_text(points: int) -> str:
    """Return points with their unit."""
    return _with_unit(points, _minus(points))


def added_points_text(points: int) -> str:
    """Return a difference with its sign and unit: “+ 1 200 points”, “− 1 point”."""
    return _with_unit(points, signed_points(points))


def _with_unit(points: int, written: str) -> str:
    return str(ngettext("%(number)s point", "%(number)s points", abs(points), number=written))


def signed_points(number: int) -> str:
    """Return a difference with its sign: “+ 120”, “− 7”, “0”."""
    return f"+{NO_BREAK}{_minus(number)}" if number > 0 else _minus(number)


def _minus(number: int) -> str:
    return decimal_text(number, 0).replace("-", f"−{NO_BREAK}")
