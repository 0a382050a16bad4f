"""The form of what differs from the usual week, and the list of what was entered."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from cdo_share.availability.models import AvailabilityException, ExceptionKind, Repeat
from cdo_share.availability.wish import CompleteWish, ExceptionWish
from cdo_share.core.grid import Half
from cdo_share.web.absences import KINDS
from cdo_share.web.availability_sheet.words import exception_text
from cdo_share.web.fields import DayField
from cdo_share.web.forms import Form, asked, options

HALVES = options([(Half.AM.value, _l("morning")), (Half.PM.value, _l("afternoon"))])
REPEATS = options(
    [
        (Repeat.NEVER.value, _l("Only once")),
        (Repeat.WEEKLY.value, _l("Every week")),
        (Repeat.FORTNIGHTLY.value, _l("Every other week")),
        (Repeat.MONTHLY.value, _l("Every month on the same weekday, such as every second Tuesday")),
    ]
)


class ExceptionForm(Form):
    """A stretch of half-days that differs from the usual week, once or again and again."""

    kind = SelectField(
        _l("What is it?"),
        [InputRequired()],
        choices=options((kind.value, text) for kind, text in KINDS.items()),
    )
    starts_on = DayField(_l("From"), [asked, Optional()])
    starts_half = SelectField(
        _l("beginning with the"), [asked], choices=HALVES, default=Half.AM.value
    )
    ends_on = DayField(_l("To"), [asked, Optional()], description=_l("The last day is included."))
    ends_half = SelectField(_l("ending with the"), [asked], choices=HALVES, default=Half.PM.value)
    repeats = RadioField(
        _l("Does it come again?"), [asked], choices=REPEATS, default=Repeat.NEVER.value
    )
    repeats_until = DayField(
        _l("Again and again until"),
        [Optional()],
        description=_l("The last day on which it may begin."),
    )
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self) -> ExceptionWish:
        """Return what was typed as plain values."""
        return ExceptionWish(
            kind=ExceptionKind(self.kind.data),
            starts_on=self.starts_on.data,
            starts_half=Half(self.starts_half.data),
            ends_on=self.ends_on.data,
            ends_half=Half(self.ends_half.data),
            repeats=Repeat(self.repeats.data),
            repeats_until=self.repeats_until.data,
        )


def filled(row: AvailabilityException) -> dict[str, Any]:
    """Return the answers that would make this row, for the form that changes it."""
    return {name: getattr(row, name) for name in asdict(CompleteWish.of(row))} | {
        "seen": CompleteWish.of(row).line
    }


def form_values(wish: CompleteWish) -> dict[str, str]:
    """Return what the form would send to make this stretch."""
    return {name: str(value) for name, value in asdict(wish).items() if value is not None}


def exception_rows(
    exceptions: Iterable[AvailabilityException], today: date
) -> list[dict[str, Any]]:
    """Return what the list shows of each: those to come in the order given, then those over."""
    ordered = sorted(exceptions, key=lambda one: (one.repeats_until or one.ends_on) < today)
    return [
        {
            "id": exception.id,
            "kind": KINDS[exception.kind],
            "is_available": exception.kind.is_available,
            "stretch": exception_text(exception),
        }
        for exception in ordered
    ]
