"""Rules saved under a name: take them into the form of a run, save its rules, delete saved ones."""

from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.planning.board.profiles import delete_profile, get_profile, save_profile
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.runs.launch_form import LaunchForm
from cdo_share.web.coordinator.runs.launching import (
    go_back_to,
    launch_form,
    period_to_share,
    show_form,
)
from cdo_share.web.extensions import db

blueprint = Blueprint("rule_profiles", __name__, url_prefix="/calculs/regles")


@blueprint.post("/reprendre")
def take() -> Any:
    """Show the form with the rules of the chosen profile; all else stays as typed."""
    form, period = launch_form(), period_to_share()
    if not _is_chosen(form):
        return show_form(form, period, 422)
    profile = get_profile(db.session, actor().groupement_id, form.profile.data)
    form.show_board(profile.board)
    flash(gettext("These are the rules “%(name)s”.", name=profile.name), "info")
    return go_back_to(form, period)


@blueprint.post("/enregistrer")
def save() -> Any:
    """Keep the rules of the form under a name; one of the same name is overwritten."""
    form, period = launch_form(), period_to_share()
    form.validate()
    try:
        with transaction(db.session):
            profile = save_profile(
                db.session,
                groupement_id=actor().groupement_id,
                name=form.profile_name.data or "",
                board=form.board(),
                person_id=actor().person_id,
                now=utc_now(),
            )
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return show_form(form, period, 422)
    flash(gettext("The rules “%(name)s” are saved.", name=profile.name), "success")
    form.profile.data = profile.id
    return go_back_to(form, period)


@blueprint.post("/supprimer")
def delete() -> Any:
    """Delete the chosen profile; runs that were asked with it keep their rules."""
    form, period = launch_form(), period_to_share()
    if not _is_chosen(form):
        return show_form(form, period, 422)
    with transaction(db.session):
        name = delete_profile(
            db.session,
            groupement_id=actor().groupement_id,
            profile_id=form.profile.data,
            person_id=actor().person_id,
            now=utc_now(),
        )
    flash(gettext("The rules “%(name)s” are deleted.", name=name), "info")
    form.profile.data = 0
    return go_back_to(form, period)


def _is_chosen(form: LaunchForm) -> bool:
    """Return whether the form is whole and a profile is chosen; else the fault is at its field."""
    form.validate()
    if not form.profile.data and not form.profile.errors:
        form.take_faults(InvalidInput(Fault("profile", N_("Choose saved rules first."))))
    return not form.errors
