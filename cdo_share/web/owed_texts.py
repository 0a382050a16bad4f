"""Time that stays due as pages list it: under the month in which it lies, with the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask_babel import format_date

from cdo_share.publishing.owed_time import OwedTime
from cdo_share.web.agenda import when_text
from cdo_share.web.formats import amount_text, duration_text, hours_text, short_day

Words = tuple[OwedTime, str, str, str]  # the visit, its day, when in it, how much of it is due


@dataclass(frozen=True, slots=True)
class OwedMonth:
    """What stays due to one CDO in a month, in order of time, with its sum in words."""

    cdo: str
    label: str
    sum: str
    lines: list[Words]


def owed_months(owed: Iterable[OwedTime]) -> list[OwedMonth]:
    """Return what stays due by CDO, in order of name, and by month, the newest first."""
    ordered = sorted(owed, key=_order)
    return [_month(list(some)) for _, some in groupby(ordered, key=lambda one: _order(one)[:3])]


def _order(one: OwedTime) -> tuple[object, ...]:
    visit = one.visit
    month = -(visit.day.year * 12 + visit.day.month)
    return visit.cdo_name.casefold(), visit.engagement_id, month, visit.starts_at


def _month(some: list[OwedTime]) -> OwedMonth:
    first = some[0].visit
    label = format_date(date(first.day.year, first.day.month, 1), "LLLL y")
    return OwedMonth(first.cdo_name, label, _sum(some), [_words(one) for one in some])


def _sum(some: list[OwedTime]) -> str:
    """Return the hours of them; a month may have periods of both grids."""
    minutes = sum(len(one.slots) * one.grid.slot_minutes for one in some)
    return duration_text(minutes)


def _words(one: OwedTime) -> Words:
    visit = one.visit
    amount = f"{amount_text(len(one.slots), one.grid)} ({hours_text(len(one.slots), one.grid)})"
    return one, short_day(visit.day), when_text(visit), amount
