"""How long one visit may be: the choices of a grid, and their values in the form ("hours-2")."""

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.demands.models import AmountUnit
from cdo_share.demands.wish import count_visit_slots

MOST_DIGITS = 2
Length = tuple[int | None, AmountUnit]


def write_length(amount: int, unit: AmountUnit) -> str:
    """Return the value that stands in the form for a length."""
    return f"{unit.value}-{amount}"


def read_length(value: str | None) -> Length:
    """Return amount and unit; no amount when the value is none of ours."""
    unit, _, amount = (value or "").rpartition("-")
    is_number = amount.isascii() and amount.isdigit() and len(amount) <= MOST_DIGITS
    if unit not in set(AmountUnit) or not is_number:
        return None, AmountUnit.HALF_DAYS
    return int(amount), AmountUnit(unit)


def length_text(amount: int, unit: AmountUnit) -> str:
    """Return a length in words: “2 hours”, “half a day”, “a whole day”."""
    if unit is AmountUnit.HOURS:
        return str(ngettext("%(num)d hour", "%(num)d hours", amount))
    if amount == 1:
        return str(gettext("half a day"))
    return str(gettext("a whole day"))


def list_lengths(grid: Grid, present: str | None) -> list[tuple[str, str]]:
    """Return (value, words) of the lengths to choose from, and the present one if it is another.

    On half-days, hours beyond a half-day would only mean a whole day.
    """
    hours = range(1, 4) if grid.slots_per_half == 1 else range(1, 2 * grid.slots_per_half)
    lengths: list[Length] = [(count, AmountUnit.HOURS) for count in hours]
    lengths += [(1, AmountUnit.HALF_DAYS), (2, AmountUnit.HALF_DAYS)]
    kept = read_length(present)
    if kept not in lengths and is_possible(kept):
        lengths.append(kept)
    return [
        (write_length(amount, unit), _choice_text(amount, unit, grid))
        for amount, unit in lengths
        if amount is not None
    ]


def _choice_text(amount: int, unit: AmountUnit, grid: Grid) -> str:
    """Return a length in words, with what it costs where hours are no unit of the grid."""
    text = length_text(amount, unit)
    if unit is AmountUnit.HALF_DAYS or grid.slots_per_half > 1:
        return text
    counted = length_text(count_visit_slots(amount, unit, grid), AmountUnit.HALF_DAYS)
    return str(gettext("%(length)s, counts as %(counted)s", length=text, counted=counted))


def is_possible(length: Length) -> bool:
    """Return whether anybody could have asked for such a visit, on whatever grid."""
    amount, unit = length
    most = 2 if unit is AmountUnit.HALF_DAYS else 8
    return amount is not None and 1 <= amount <= most
