"""The form that reports an absence: when, and a kind that is never an illness."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.grid import Half
from cdo_share.web.absences import KINDS
from cdo_share.web.availability_sheet.exceptions import HALVES
from cdo_share.web.fields import DayField
from cdo_share.web.forms import Form, asked, options

AWAY = [ExceptionKind.UNAVAILABLE, *(k for k in KINDS if k is not ExceptionKind.UNAVAILABLE)]


class AbsenceForm(Form):
    """When a CDO is away; nobody is asked why beyond the kind."""

    kind = SelectField(
        _l("What is it?"),
        [InputRequired()],
        choices=options((kind.value, KINDS[kind]) for kind in AWAY if not kind.is_available),
        description=_l("Nobody is asked about their health, and nothing of it is stored."),
    )
    starts_on = DayField(_l("First day"), [asked, Optional()])
    starts_half = SelectField(
        _l("beginning with the"), [asked], choices=HALVES, default=Half.AM.value
    )
    ends_on = DayField(_l("Last day"), [asked, Optional()], description=_l("It is included."))
    ends_half = SelectField(_l("ending with the"), [asked], choices=HALVES, default=Half.PM.value)

    def wish(self) -> ExceptionWish:
        """Return what was typed as plain values."""
        return ExceptionWish(
            kind=ExceptionKind(self.kind.data),
            starts_on=self.starts_on.data,
            starts_half=Half(self.starts_half.data),
            ends_on=self.ends_on.data,
            ends_half=Half(self.ends_half.data),
        )


class AbsenceOfForm(AbsenceForm):
    """The same for the coordinator, who says of whom."""

    cdo = SelectField(_l("Who is away?"), [InputRequired()], coerce=int)

    def __init__(self, cdos: Sequence[tuple[int, str]] = (), **values: Any) -> None:
        super().__init__(**values)
        self.cdo.choices = options(cdos)
