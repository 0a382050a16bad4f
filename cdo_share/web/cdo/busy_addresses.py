"""A calendar by its secret address: the worker reads it, the page waits, then it is looked at."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from cdo_share.availability.external import forget_address, preview_address
from cdo_share.availability.external_faults import CalendarWish
from cdo_share.availability.external_queries import get_address
from cdo_share.availability.models import CalendarAddress
from cdo_share.availability.reading.guard import is_guarded
from cdo_share.availability.refreshing import accept_empty, let_pass, refresh_calendar
from cdo_share.availability.sealing import Seal
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, asked
from cdo_share.web.reading_texts import FAILURES
from cdo_share.web.work import is_worker_running

blueprint = Blueprint("busy_addresses", __name__, url_prefix="/agendas-personnels/adresses")


class AddressForm(Form):
    """The address at which a calendar can be read."""

    name = StringField(
        _l("Name of the calendar"), [asked], description=_l("For example “Outlook” or “Family”.")
    )
    address = StringField(
        _l("Address of the calendar"),
        [asked],
        description=_l("It begins with https:// or webcal://, and ends in .ics most of the time."),
    )
    elsewhere_is_busy = BooleanField(
        _l("I am not available when I am “working elsewhere”"),
        description=_l("A word of Outlook's. Without the tick these times stay open."),
    )

    def wish(self) -> CalendarWish:
        """Return what was typed as plain values."""
        return CalendarWish(
            name=self.name.data or "",
            address=self.address.data or "",
            elsewhere_is_busy=self.elsewhere_is_busy.data,
        )


@blueprint.get("/ajouter")
def new() -> Any:
    """Show the empty form."""
    return _show(AddressForm())


def _show(form: AddressForm, status: int = 200) -> Any:
    return render_template("cdo/busy/address.html", form=form, is_guarded=is_guarded()), status


@blueprint.post("/ajouter")
def create() -> Any:
    """Store the address for the worker to read, or say everything that is wrong."""
    form = AddressForm()
    if not form.validate():
        return _show(form, 422)
    if not is_guarded():
        raise Conflict(N_("This site runs on a system on which calendars cannot be read safely."))
    try:
        with transaction(db.session):
            address = preview_address(
                db.session, wish=form.wish(), seal=_seal(), now=utc_now(), **_whose()
            )
            address_id = address.id
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    return redirect(url_for("cdo.busy_addresses.show", address_id=address_id))


def _seal() -> Seal:
    return Seal(current_app.config["SETTINGS"].secret_key)


def _whose() -> dict[str, int]:
    return {"groupement_id": actor().groupement_id, "engagement_id": actor().engagement.id}


@blueprint.get("/<int:address_id>")
def show(address_id: int) -> Any:
    """Wait for the first reading, then go to what the calendar takes."""
    address = get_address(db.session, address_id=address_id, **_whose())
    if address.calendar_id is not None:
        return redirect(url_for("cdo.busy.show", calendar_id=address.calendar_id))
    return render_template("cdo/busy/waiting.html", **_picture(address))


def _picture(address: CalendarAddress) -> dict[str, Any]:
    return {
        "address": address,
        "state": _state(address),
        "failure": FAILURES[address.failure] if address.failure else "",
        "has_worker": is_worker_running(),
    }


def _state(address: CalendarAddress) -> str:
    if address.calendar_id is not None:
        return "read"
    return "failed" if address.failure else "waiting"


@blueprint.get("/<int:address_id>/etat")
def progress(address_id: int) -> Any:
    """Return the part of the page that waits; when the state changed, load the whole page anew."""
    address = get_address(db.session, address_id=address_id, **_whose())
    has_changed = _state(address) != request.args.get("etat")
    page = render_template("cdo/busy/_waiting.html", **_picture(address))
    return page, 200, {"HX-Refresh": "true"} if has_changed else {}


@blueprint.post("/<int:address_id>/relire")
def refresh(address_id: int) -> Any:
    """Have the calendar read now."""
    with transaction(db.session):
        refresh_calendar(db.session, address_id=address_id, now=utc_now(), **_whose())
    flash(gettext("The calendar is read within the next minute."), "success")
    return redirect(url_for("cdo.busy.index"))


@blueprint.post("/<int:address_id>/vide")
def believe(address_id: int) -> Any:
    """Believe a calendar that is suddenly empty."""
    with transaction(db.session):
        accept_empty(db.session, address_id=address_id, **_whose())
    flash(gettext("The calendar counts as empty from now on."), "success")
    return redirect(url_for("cdo.busy.index"))


@blueprint.post("/<int:address_id>/laisser-passer")
def accept_part(address_id: int) -> Any:
    """Count a calendar without the entries that cannot be read."""
    with transaction(db.session):
        seen = request.form.get("seen", "")
        let_pass(db.session, address_id=address_id, seen=seen, now=utc_now(), **_whose())
    flash(gettext("The calendar is read within the next minute."), "success")
    return redirect(url_for("cdo.busy.index"))


@blueprint.post("/<int:address_id>/oublier")
def delete(address_id: int) -> Any:
    """Forget the address, and the calendar read from it."""
    with transaction(db.session):
        forget_address(db.session, address_id=address_id, **_whose())
    flash(gettext("The calendar is forgotten, with everything read from it."), "success")
    return redirect(url_for("cdo.busy.index"))
