"""Changing a round that is there: its name, its days, its last day to answer, its closed days."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.measuring import measure_all_again
from cdo_share.demands.moving import move_demands
from cdo_share.notifications.openings import tell_opening_anew
from cdo_share.rounds.locks import hold_round, hold_rounds
from cdo_share.rounds.models import Period
from cdo_share.rounds.opening import edit_round
from cdo_share.rounds.queries import get_period, list_closed_days
from cdo_share.rounds.rest_days import mark_public_holidays
from cdo_share.rounds.service import add_closed_day, remove_closed_day
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.rounds.forms import (
    ClosedDayForm,
    RoundEditForm,
    present,
    round_words,
)
from cdo_share.web.coordinator.rounds.removal import is_empty, is_planned
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = Blueprint("round_edits", __name__, url_prefix="/campagnes/<int:period_id>")


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
    changes: list[Difference] | None = None,
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
        changes=changes,
        is_planned=is_planned(db.session, period),
        is_empty=is_empty(db.session, period),
    )
    return page, status


@blueprint.post("/modifier")
def update(period_id: int) -> Any:
    """Store the change; who was overtaken sees what differs and may store theirs again."""
    form = RoundEditForm()
    if not form.validate():
        return _show(_get(period_id), form, status=422)
    try:
        with transaction(db.session):
            told = _edit(period_id, form)
            note_act("edit_round", ("period", period_id))
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(_get(period_id), form, status=422)
    except Conflict:
        period = _get(period_id)
        return _show(period, form, changes=_take_note(form, period), status=409)
    flash(_changed_text(told), "success")
    return redirect(url_for("coordinator.answers.index", periode=period_id))


def _edit(period_id: int, form: RoundEditForm) -> int:
    """Store what was typed; return how many people were told of other dates already."""
    hold_rounds(db.session, actor().groupement_id)
    period = hold_round(db.session, actor().groupement_id, period_id)
    old, day = (period.starts_on, period.ends_on), period.closes_on
    edit_round(
        db.session,
        groupement_id=period.groupement_id,
        period_id=period_id,
        wish=form.wish(period),
        version=form.version.data or 0,
        today=local_today(),
        is_planned=is_planned(db.session, period),
    )
    if old != (period.starts_on, period.ends_on):
        mark_public_holidays(db.session, period.groupement_id, period.starts_on, period.ends_on)
        move_demands(db.session, period, old)
    elif day == period.closes_on:
        return 0
    return tell_opening_anew(db.session, period, sending())


def _changed_text(told: int) -> str:
    changed = str(gettext("The round is changed."))
    if not told:
        return changed
    mails = ngettext(
        "%(num)d mail with the dates of before has left already and is not sent again.",
        "%(num)d mails with the dates of before have left already and are not sent again.",
        told,
    )
    return f"{changed} {mails}"


def _take_note(form: RoundEditForm, present: Period) -> list[Difference]:
    """Return what changed since the form was opened, and let it be sent over that."""
    words = round_words(present)
    changes = list_differences(unpack_words(form.seen.data), words)
    for field, value in ((form.version, present.version), (form.seen, pack_words(words))):
        field.raw_data, field.data = None, value
    return changes


@blueprint.post("/jours-fermes")
def close_day(period_id: int) -> Any:
    """Mark a day on which everybody rests."""
    period, form = _get(period_id), ClosedDayForm()
    try:
        day = _read_day(period, form)
        with transaction(db.session):
            add_closed_day(
                db.session,
                groupement_id=period.groupement_id,
                day=day,
                name=form.name.data or "",
            )
            measure_all_again(db.session, period.groupement_id)
            note_act("close_day", ("period", period_id), day=day.isoformat())
    except InvalidInput as refusal:
        form.take_faults(refusal)
        period = _get(period_id)
        edit_form = RoundEditForm(formdata=None, data=present(period))
        return _show(period, edit_form, form, status=422)
    flash(gettext("The day is marked as closed."), "success")
    return _back(period_id)


def _read_day(period: Period, form: ClosedDayForm) -> date:
    """Return the day that was typed; raises InvalidInput unless it is one of the period."""
    form.validate()
    day = form.day.data
    if day is None or not period.starts_on <= day <= period.ends_on:
        sentence = N_("Choose a day from %(first)s to %(last)s.")
        values = {"first": period.starts_on, "last": period.ends_on}
        raise InvalidInput(Fault("day", sentence, values), *_missing_name(form))
    return day


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
        measure_all_again(db.session, period.groupement_id)
        note_act("reopen_day", ("period", period_id), day=form.day.data.isoformat())
    flash(gettext("The day is an ordinary day again."), "success")
    return _back(period_id)


def _back(period_id: int) -> Any:
    return redirect(url_for("coordinator.round_edits.edit", period_id=period_id))
