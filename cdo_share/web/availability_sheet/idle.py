"""Entries that change nothing: days that are over, and weekends, on which nobody visits."""

from datetime import date

from flask_babel import gettext

from cdo_share.availability.pattern import WEEKDAYS
from cdo_share.availability.repeats import list_stretches
from cdo_share.availability.slots import halfdays_between
from cdo_share.availability.wish import ExceptionWish


def idle_text(wish: ExceptionWish, today: date) -> str:
    """Return why a stored entry changes nothing from `today` on; empty when it does."""
    complete = wish.completed()
    stretches = list_stretches(complete) if complete else []
    if not stretches:
        return ""
    if max(one.ends_on for one in stretches) < today:
        return str(gettext("These days are over: the entry changes nothing. Look at the year."))
    if all(day.weekday() not in WEEKDAYS for day, _ in halfdays_between(*stretches[0])):
        return str(gettext("No visit ever takes place at the weekend: the entry changes nothing."))
    return ""
