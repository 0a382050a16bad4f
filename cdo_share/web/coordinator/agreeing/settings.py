"""How plans are proposed: working days to answer, and what silence means."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.proposals.settings import change_settings, find_settings
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, options, required

blueprint = Blueprint("agreeing_settings", __name__, url_prefix="/reglages/accord")

ACCEPTS, NOTHING = "accepts", "nothing"


class AgreeingForm(Form):
    """Time to answer and the silence rule."""

    answer_days = NumberField(_l("Working days to answer"), [required])
    silence = RadioField(
        _l("Who does not answer in time"),
        [required],
        choices=options(
            (
                (NOTHING, _l("has not accepted: you get in touch with them")),
                (ACCEPTS, _l("counts as accepting; the mail says so")),
            )
        ),
    )


@blueprint.get("")
def edit() -> str:
    """Show the settings, ready to change."""
    settings = find_settings(db.session, actor().groupement_id)
    silence = ACCEPTS if settings.silence_accepts else NOTHING
    form = AgreeingForm(formdata=None, answer_days=settings.answer_days, silence=silence)
    return _page(form)


@blueprint.post("")
def update() -> Any:
    """Store the settings; a plan that is proposed already keeps its own."""
    form = AgreeingForm()
    form.validate()
    try:
        with transaction(db.session):
            _store(form)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _page(form), 422
    flash(gettext("The settings are stored."), "success")
    return redirect(url_for("coordinator.agreeing_settings.edit"))


def _store(form: AgreeingForm) -> None:
    days, silence_accepts = form.answer_days.data or 0, form.silence.data == ACCEPTS
    groupement_id = actor().groupement_id
    change_settings(db.session, groupement_id, answer_days=days, silence_accepts=silence_accepts)
    note_act(
        "change_proposal_settings",
        ("groupement", groupement_id),
        answer_days=days,
        silence_accepts=silence_accepts,
    )


def _page(form: AgreeingForm) -> str:
    return render_template("coordinator/agreeing/settings.html", form=form)
