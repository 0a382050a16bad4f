"""Decimal amounts as they are written in the language of the page."""

from decimal import Decimal

from flask_babel import format_decimal, ngettext

MINUS = "\N{MINUS SIGN}"


def exact_text(amount: Decimal | int) -> str:
    """Return an amount with as many decimals as it has, two at most: “2,33”, “−2”."""
    return _minus(str(format_decimal(amount, "#,##0.##")))


def signed_text(amount: Decimal | int) -> str:
    """Return an amount with its sign: “+2”, “−2”, “0”."""
    return f"+{exact_text(amount)}" if amount > 0 else exact_text(amount)


def inner_text(amount: Decimal) -> str:
    """Return an amount as it stands within a sum: below 0 in brackets."""
    return f"({exact_text(amount)})" if amount < 0 else exact_text(amount)


def factor_text(factor: Decimal) -> str:
    """Return a factor with two decimals, always: “1,10”."""
    return _minus(str(format_decimal(factor, "0.00")))


def halfdays_text(amount: Decimal) -> str:
    """Return “2,5 demi-journées”, “1,5 demi-journée”, “1.5 half-days”.

    French has a plural from 2 on, English for all but 1: 0 is the whole number with both.
    """
    number = exact_text(amount)
    plural = _plural(amount)
    return str(ngettext("%(number)s half-day", "%(number)s half-days", plural, number=number))


def halfdays_unit(amount: Decimal | float) -> str:
    """Return “demi-journée” or “demi-journées”, as it reads after an amount."""
    return str(ngettext("half-day", "half-days", _plural(amount)))


def _plural(amount: Decimal | float) -> int:
    size = abs(float(amount))
    return 2 if size >= 2 else int(size == 1)


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
