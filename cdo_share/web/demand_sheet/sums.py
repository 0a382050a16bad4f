"""What the answers of a form make in all: visits, half-days, and about what it costs."""

from flask_babel import format_decimal, gettext

from cdo_share.demands.wish import Request, measure_wish
from cdo_share.web.demand_sheet.sheet import Sheet
from cdo_share.web.demand_texts import sum_text


def sum_of(sheet: Sheet) -> str:
    """Return what the answers make in all; empty while they do not fit together."""
    case = sheet.case
    try:
        wish = sheet.wish().completed(case.period.starts_on, case.period.ends_on)
    except ValueError:
        return ""
    if wish.visit_amount is None:
        return ""
    measured = case.measure(wish)
    if not measured.visits:
        return str(gettext("No visit fits: look at the dates and the half-days again."))
    length = (wish.visit_amount, wish.visit_unit)
    words = sum_text(measured.visits, length, measured.slots, case.period.grid)
    cost = cost_text(measured, case.price_cents)
    told = f"{words}, {cost}" if cost else words
    if measured.visits == measure_wish(wish, case.period.grid, case.days).visits:
        return told
    return str(gettext("%(sum)s; days on which the firm is closed are left out", sum=told))


def cost_text(measured: Request, price_cents: int | None) -> str:
    """Return “about €1,344 excl. VAT”, in whole euros; empty while the price is not known."""
    if price_cents is None:
        return ""
    euros = round(measured.halfdays * price_cents / 100)
    return str(gettext("about €%(euros)s excl. VAT", euros=format_decimal(euros)))
