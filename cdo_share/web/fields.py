"""Fields that read what people type the way they write it."""

from typing import Any

from wtforms import DateField


class DayField(DateField):
    """A date; where the browser offers no calendar, 31/12/2026 does as well as 2026-12-31."""

    def __init__(self, label: Any = None, validators: Any = None, **values: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **values)
