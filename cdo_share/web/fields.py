"""Fields whose refusals name what was typed and the remedy, in the words of the pages."""

from typing import Any

from flask_babel import gettext
from wtforms import DateField, IntegerField, TimeField

MOST_CHARACTERS = 40  # of what was typed, in a refusal


class DayField(DateField):
    """A day, as browsers send it or as people in France write it."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **({"format": ["%Y-%m-%d", "%d/%m/%Y"]} | values))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; refuse what is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            typed = " ".join(valuelist)[:MOST_CHARACTERS]
            sentence = gettext("“%(text)s” is not a date; write it like 31/12/2027.", text=typed)
            raise ValueError(sentence) from error


class NumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; refuse what is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            typed = valuelist[0][:MOST_CHARACTERS]
            sentence = gettext("“%(text)s” is not a whole number; write it in digits.", text=typed)
            raise ValueError(sentence) from error


class ClockField(TimeField):
    """A time of day, as browsers send it or as people in France write it: “9 h 15”, “12h”."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **({"format": ["%H:%M", "%Hh%M", "%Hh"]} | values))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time; refuse what is none. What was typed is kept."""
        typed = " ".join(valuelist)
        try:
            super().process_formdata(["".join(typed.split()).lower()] if typed.strip() else [])
        except ValueError as error:
            sentence = gettext(
                "“%(text)s” is not a time of day; write it like 9:15.",
                text=typed[:MOST_CHARACTERS],
            )
            raise ValueError(sentence) from error
