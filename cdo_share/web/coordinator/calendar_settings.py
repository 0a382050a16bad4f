"""How the groupement's calendars show visits: half-days, and whether members look busy."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from cdo_share.calendars.models import HalfdayEvents
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.settings import change_settings, find_settings
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.telling import tell_names
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, options, required
from cdo_share.web.sending import sending

blueprint = Blueprint("calendar_settings", __name__, url_prefix="/reglages/agendas")

FREE, BUSY = "free", "busy"


class CalendarsForm(Form):
    """How half-days look, and whether a visit takes the member's time."""

    halfdays = RadioField(
        _l("Half-days of CDOs on forfait-jours"),
        [required],
        choices=options(
            (
                (HalfdayEvents.DAY.value, _l("at the top of the day, without clock times")),
                (HalfdayEvents.TIMED.value, _l("from the start to the end of the half-day")),
            )
        ),
        description=_l(
            "Each event says that no clock times are imposed. A time that the CDO set with the "
            "member is always shown."
        ),
    )
    members = RadioField(
        _l("In the calendars of members and of the groupement, a visit"),
        [required],
        choices=options(
            (
                (FREE, _l("leaves the person free: it informs")),
                (BUSY, _l("makes the person look busy")),
            )
        ),
        description=_l("In the calendar of a CDO a visit always takes the time."),
    )


@blueprint.get("")
def edit() -> str:
    """Show the settings, ready to change."""
    settings = find_settings(db.session, actor().groupement_id)
    members = BUSY if settings.blocks_members else FREE
    return _page(CalendarsForm(formdata=None, halfdays=settings.halfdays.value, members=members))


@blueprint.post("")
def update() -> Any:
    """Store the settings and render the calendars anew."""
    form = CalendarsForm()
    if not form.validate():
        return _page(form), 422
    with transaction(db.session):
        _store(HalfdayEvents(form.halfdays.data), blocks_members=form.members.data == BUSY)
    flash(gettext("The settings are stored. Phones follow the next time they look."), "success")
    return redirect(url_for("coordinator.calendar_settings.edit"))


def _store(halfdays: HalfdayEvents, *, blocks_members: bool) -> None:
    groupement_id, base_url = actor().groupement_id, current_app.config["SETTINGS"].base_url
    change_settings(db.session, groupement_id, halfdays=halfdays, blocks_members=blocks_members)
    rebuild_feeds(db.session, groupement_id=groupement_id, now=utc_now(), base_url=base_url)
    tell_names(db.session, groupement_id, sending())
    note_act(
        "change_calendar_settings",
        ("groupement", groupement_id),
        halfdays=halfdays.value,
        blocks_members=blocks_members,
    )


def _page(form: CalendarsForm) -> str:
    return render_template("coordinator/settings/calendars.html", form=form)
