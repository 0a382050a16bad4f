"""A duration as people type it: “35”, “24,5”, “10 h 30” or “10:30”."""

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from wtforms import StringField

CLOCK = re.compile(r"(\d{1,3})(?:[h:](\d{1,2})?)?")
DECIMAL = re.compile(r"(\d{1,3})[.,](\d{1,2})h?")
HOUR_MINUTES = 60


def read_minutes(text: str) -> int:
    """Return the minutes of a duration in hours; raises ValueError when it is none.

    >>> [read_minutes(text) for text in ("35", "24,5", "10 h 30", "0:45", "1 h")]
    [2100, 1470, 630, 45, 60]
    """
    plain = "".join(text.split()).lower()
    if found := DECIMAL.fullmatch(plain):
        minutes = Decimal(f"{found[1]}.{found[2]}") * HOUR_MINUTES
        if minutes == minutes.to_integral_value():
            return int(minutes)
    elif (found := CLOCK.fullmatch(plain)) and int(found[2] or 0) < HOUR_MINUTES:
        return int(found[1]) * HOUR_MINUTES + int(found[2] or 0)
    raise ValueError(text)


def hours_text(minutes: int | None) -> str:
    """Return a duration as it is typed; "" for none.

    >>> [hours_text(minutes) for minutes in (2100, 630, 5, None)]
    ['35 h', '10 h 30', '0 h 05', '']
    """
    if minutes is None:
        return ""
    hours, rest = divmod(minutes, HOUR_MINUTES)
    return f"{hours} h" + (f" {rest:02d}" if rest else "")


class HoursField(StringField):
    """Hours; `minutes` is what they make, None when empty or unreadable."""

    minutes: int | None = None

    def process_data(self, value: Any) -> None:
        """Write the duration that the form begins with."""
        self.minutes = value
        self.data = hours_text(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the duration, or say how one is written; what was typed is kept."""
        self.data = valuelist[0] if valuelist else ""
        self.minutes = None
        if self.data.strip():
            self.minutes = self._read(self.data)

    def _read(self, typed: str) -> int:
        try:
            return read_minutes(typed)
        except ValueError as error:
            sentence = gettext("Write hours like 35, 24,5 or 10 h 30.")
            raise ValueError(str(sentence)) from error
