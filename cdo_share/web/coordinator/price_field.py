"""A price as people type it: with a comma or a point, with or without spaces and the sign."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext
from wtforms import StringField


class PriceField(StringField):
    """Euros with two decimals at most; `cents` is the amount, None when empty."""

    cents: int | None = None

    def process_data(self, value: Any) -> None:
        """Write the amount that the form begins with."""
        self.data = "" if value is None else f"{value:.2f}".replace(".", ",").removesuffix(",00")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount, or say how one is written; what was typed is kept."""
        self.data = valuelist[0] if valuelist else ""
        plain = "".join(self.data.split()).removesuffix("€").replace(",", ".")
        self.cents = None
        if plain:
            self.cents = _cents(plain)


def _cents(plain: str) -> int:
    try:
        cents = Decimal(plain) * 100
    except InvalidOperation as error:
        raise ValueError(_advice()) from error
    if not cents.is_finite() or cents != cents.to_integral_value() or abs(cents) > 10**9:
        raise ValueError(_advice())
    return int(cents)


def _advice() -> str:
    return str(gettext("Write an amount in euros, for example 224 or 224,50."))
