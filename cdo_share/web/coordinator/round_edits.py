"""Changing a round that is there: its name, its last day to answer, the closed days in it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.rounds.models import Period
from cdo_share.rounds.opening import edit_round
from cdo_share.rounds.queries import get_period, list_closed_days
from cdo_share.rounds.service import add_closed_day, remove_closed_day
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.round_forms import ClosedDayForm, RoundEditForm, present
from cdo_share.web.extensions import db
from cdo_share.web.formats import full_day
from cdo_share.web.period import local_today

blueprint = Blueprint("round_edits", __name__, url_prefix="/campagnes/<int:period_id>")

Differences = list[tuple[str, str, str]]


@blueprint.get("/modifier")
def edit(period_id: int) -> Any:
    """Show what of the round can change, and its closed days."""
    period = _get(period_id)
    return _show(period, RoundEditForm(formdata=None, data=present(period)))


def _get(period_id: int) -> Period:
    return get_period(db.session, actor().groupement_id, period_id)


def _show(
    period: Period,
    form: RoundEditForm,
    day_form: ClosedDayForm | None = None,
    *,
    differences: Differences | None = None,
    status: int = 200,
) -> Any:
    page = render_template(
        "coordinator/rounds/edit.html",
        period=period,
        form=form,
        day_form=day_form or ClosedDayForm(formdata=None),
        closed_days=list_closed_days(
            db.session, period.groupement_id, period.starts_on, period.ends_on
        ),
        differences=differences or [],
    )
    return page, status


@blueprint.post("/modifier")
def update(period_id: int) -> Any:
    """Store the change; who was overtaken sees what differs and may store theirs again."""
    period, form = _get(period_id), RoundEditForm()
    if not form.validate():
        return _show(period, form, status=422)
    if form.version.data != period.version:
        differences = _differences(period, form)
        form.version.data, form.version.raw_data = period.version, [str(period.version)]
        return _show(period, form, differences=differences, status=409)
    try:
        with transaction(db.session):
            edit_round(
                db.session,
                groupement_id=period.groupement_id,
                period_id=period_id,
                name=form.name.data or "",
                closes_on=form.closes_on.data,
                version=form.version.data,
                today=local_today(),
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(_get(period_id), form, status=422)
    flash(gettext("The round is changed."), "success")
    return redirect(url_for("coordinator.answers.index", periode=period_id))


def _differences(period: Period, form: RoundEditForm) -> Differences:
    """Return what differs: the field, its value now, the value typed."""
    pairs = [
        (form.name.label.text, period.name, form.name.data or "–"),
        (form.closes_on.label.text, _day(period.closes_on), _day(form.closes_on.data)),
    ]
    return [(str(label), now, typed) for label, now, typed in pairs if now != typed]


def _day(day: Any) -> str:
    return full_day(day) if day else "–"


@blueprint.post("/jours-fermes")
def close_day(period_id: int) -> Any:
    """Mark a day on which everybody rests."""
    period, form = _get(period_id), ClosedDayForm()
    try:
        _refuse_day_outside(period, form)
        with transaction(db.session):
            add_closed_day(
                db.session,
                groupement_id=period.groupement_id,
                day=form.day.data,
                name=form.name.data or "",
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        period = _get(period_id)
        edit_form = RoundEditForm(formdata=None, data=present(period))
        return _show(period, edit_form, form, status=422)
    flash(gettext("The day is marked as closed."), "success")
    return _back(period_id)


def _refuse_day_outside(period: Period, form: ClosedDayForm) -> None:
    form.validate()
    day = form.day.data
    if day is None or not period.starts_on <= day <= period.ends_on:
        sentence = N_("Choose a day from %(first)s to %(last)s.")
        values = {"first": period.starts_on, "last": period.ends_on}
        raise InvalidInput(Fault("day", sentence, values), *_missing_name(form))


def _missing_name(form: ClosedDayForm) -> list[Fault]:
    return [] if (form.name.data or "").strip() else [Fault("name", N_("Give a name."))]


@blueprint.post("/jours-fermes/rouvrir")
def reopen_day(period_id: int) -> Any:
    """Make an ordinary day of a closed one."""
    period, form = _get(period_id), ClosedDayForm()
    if form.day.data is None:
        return _back(period.id)
    with transaction(db.session):
        remove_closed_day(db.session, groupement_id=period.groupement_id, day=form.day.data)
    flash(gettext("The day is an ordinary day again."), "success")
    return _back(period_id)


def _back(period_id: int) -> Any:
    return redirect(url_for("coordinator.round_edits.edit", period_id=period_id))
