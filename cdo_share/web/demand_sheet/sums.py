"""What the answers of a form make in all: visits, half-days, and about what it costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from flask_babel import format_decimal, gettext

from cdo_share.core.grid import HALF_DAYS
from cdo_share.demands.faults import ROOM_FIELDS, Frame, list_faults
from cdo_share.demands.models import AmountUnit
from cdo_share.demands.wish import DemandWish, Request, measure_wish
from cdo_share.web.demand_sheet.case import Case
from cdo_share.web.demand_sheet.form import DemandForm
from cdo_share.web.demand_sheet.sheet import Sheet
from cdo_share.web.demand_texts import sum_text
from cdo_share.web.languages import translate

# What a number of visits depends on; a fault elsewhere changes nothing about the sum.
SUM_FIELDS = ROOM_FIELDS | {"cadence"}


@dataclass(frozen=True, slots=True)
class Sum:
    """The words of the sum with what explains it, or else what keeps it from being told."""

    words: str = ""
    notes: tuple[str, ...] = ()
    obstacle: str = ""


def sum_of(sheet: Sheet) -> Sum:
    """Return what the answers make in all; empty while they are not those of the form."""
    case = sheet.case
    try:
        wish = sheet.wish().completed(case.period.starts_on, case.period.ends_on)
    except ValueError:
        return Sum()
    obstacle = _find_obstacle(sheet, wish)
    return Sum(obstacle=obstacle) if obstacle else _told(case, wish)


def _find_obstacle(sheet: Sheet, wish: DemandWish) -> str:
    """Return the first sentence with which these answers would be refused, "" when they fit."""
    faults = list_faults(wish, _frame(sheet.case, wish))
    told = (translate(one.message) for one in faults if one.field in SUM_FIELDS)
    return next(chain(_unread(sheet.form), told), "")


def _unread(form: DemandForm) -> Iterator[str]:
    """Yield what is said of fields in which something was typed that cannot be read."""
    for field in form:
        if field.name in SUM_FIELDS and any(field.raw_data or ()):
            yield from map(str, field.process_errors)


def _frame(case: Case, wish: DemandWish) -> Frame:
    """Return what bounds the sum: days and grid; skills and CDOs are left to the sending."""
    return Frame(
        starts_on=case.period.starts_on,
        ends_on=case.period.ends_on,
        days=case.days,
        grid=case.period.grid,
        skills={wish.skill},
        engagement_ids=case.engagement_ids,
        closed=case.closed,
    )


def _told(case: Case, wish: DemandWish) -> Sum:
    measured = case.measure(wish)
    length = (wish.visit_amount or 0, wish.visit_unit)
    words = sum_text(measured.visits, length, measured.slots, case.period.grid)
    cost = cost_text(measured, case.price_cents)
    return Sum(f"{words}, {cost}" if cost else words, tuple(_notes(case, wish, measured)))


def _notes(case: Case, wish: DemandWish, measured: Request) -> Iterator[str]:
    if wish.visit_unit is AmountUnit.HOURS and case.period.grid is HALF_DAYS:
        yield str(gettext("Your groupement counts half-days: one that is begun counts in full."))
    if measured.visits != measure_wish(wish, case.period.grid, case.days).visits:
        yield str(gettext("Days on which the firm is closed are left out."))


def cost_text(measured: Request, price_cents: int | None) -> str:
    """Return “about €1,344 excl. VAT”, in whole euros; empty while the price is not known."""
    if price_cents is None:
        return ""
    euros = round(measured.halfdays * price_cents / 100)
    return str(gettext("about €%(euros)s excl. VAT", euros=format_decimal(euros)))
