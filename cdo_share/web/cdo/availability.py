"""When the CDO can work: the usual week, and what differs from it by date."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired, Optional

from cdo_share.availability.models import AvailabilityException, ExceptionKind
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import add_exception, remove_exception, set_pattern
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.errors import InvalidInput
from cdo_share.core.grid import Half
from cdo_share.core.orm import transaction
from cdo_share.web.absences import KINDS
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.formats import full_day, half_text, weekday_text
from cdo_share.web.forms import Form, asked, options

blueprint = Blueprint("availability", __name__, url_prefix="/disponibilites")

WEEKDAYS = range(5)
HALVES = options([(Half.AM.value, _l("morning")), (Half.PM.value, _l("afternoon"))])


class ExceptionForm(Form):
    """A stretch of half-days that differs from the usual week."""

    kind = SelectField(
        _l("What is it?"),
        [InputRequired()],
        choices=options((kind.value, text) for kind, text in KINDS.items()),
    )
    starts_on = DateField(_l("From"), [asked, Optional()])
    starts_half = SelectField(
        _l("beginning with the"), [asked], choices=HALVES, default=Half.AM.value
    )
    ends_on = DateField(_l("To"), [asked, Optional()], description=_l("The last day is included."))
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


@blueprint.get("")
def index() -> Any:
    """Show the usual week and the exceptions, both ready to change."""
    return _show(ExceptionForm())


def _show(form: ExceptionForm, status: int = 200) -> Any:
    engagement = actor().engagement
    availability = get_availability(db.session, actor().groupement_id, engagement.id)
    page = render_template(
        "cdo/availability/index.html",
        form=form,
        week=_week(availability.pattern),
        halfdays=len(availability.pattern),
        exceptions=_exception_rows(availability.exceptions),
    )
    return page, status


def _week(pattern: Iterable[tuple[int, Half]]) -> list[dict[str, Any]]:
    worked = set(pattern)
    return [
        {
            "label": weekday_text(weekday),
            "halves": [
                {
                    "label": half_text(half),
                    "name": f"work-{weekday}-{half.value}",
                    "checked": (weekday, half) in worked,
                }
                for half in Half
            ],
        }
        for weekday in WEEKDAYS
    ]


def _exception_rows(exceptions: Iterable[AvailabilityException]) -> list[dict[str, Any]]:
    return [
        {
            "id": exception.id,
            "kind": KINDS[exception.kind],
            "is_available": exception.kind.is_available,
            "stretch": _stretch(exception),
        }
        for exception in exceptions
    ]


def _stretch(exception: AvailabilityException) -> str:
    starts, ends = full_day(exception.starts_on), full_day(exception.ends_on)
    if exception.starts_half is Half.PM:
        starts = f"{starts} ({half_text(Half.PM)})"
    if exception.ends_half is Half.AM:
        ends = f"{ends} ({half_text(Half.AM)})"
    if exception.starts_on != exception.ends_on:
        return str(gettext("%(first)s to %(last)s", first=starts, last=ends))
    return starts if exception.starts_half is Half.PM else ends


@blueprint.post("/semaine")
def update_week() -> Any:
    """Store the usual week."""
    pattern = {
        (weekday, half)
        for weekday in WEEKDAYS
        for half in Half
        if request.form.get(f"work-{weekday}-{half.value}") == "1"
    }
    with transaction(db.session):
        set_pattern(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=actor().engagement.id,
            pattern=pattern,
        )
    flash(gettext("Your usual week is stored."), "success")
    return redirect(url_for("cdo.availability.index"))


@blueprint.post("/exceptions")
def create() -> Any:
    """Store one stretch that differs from the usual week, or say everything that is wrong."""
    form = ExceptionForm()
    if not form.validate():
        return _show(form, 422)
    try:
        with transaction(db.session):
            add_exception(
                db.session,
                groupement_id=actor().groupement_id,
                engagement_id=actor().engagement.id,
                wish=form.wish(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    flash(gettext("Your availability is stored."), "success")
    return redirect(url_for("cdo.availability.index"))


@blueprint.post("/exceptions/<int:exception_id>/retrait")
def delete(exception_id: int) -> Any:
    """Remove one stretch."""
    with transaction(db.session):
        remove_exception(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=actor().engagement.id,
            exception_id=exception_id,
        )
    flash(gettext("The entry is removed."), "success")
    return redirect(url_for("cdo.availability.index"))
