"""A calendar from a file: read at once in a process of its own; nothing of it is kept raw."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField

from cdo_share.availability.external import preview_file
from cdo_share.availability.external_faults import CalendarWish, name_faults
from cdo_share.availability.found import ReadCalendar
from cdo_share.availability.keeping import Reading
from cdo_share.availability.reading.guard import (
    CalendarUnreadable,
    Question,
    days_to_read,
    is_guarded,
    read_guarded,
)
from cdo_share.availability.reading.limits import MOST_FILE_BYTES
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.core.text import clean_line
from cdo_share.web.auth import actor
from cdo_share.web.cdo.busy_own import own_of_actor
from cdo_share.web.extensions import db
from cdo_share.web.forms import Form, asked
from cdo_share.web.period import local_today
from cdo_share.web.reading_texts import FILE_FAULTS

blueprint = Blueprint("busy_files", __name__, url_prefix="/agendas-personnels/fichier")


class FileForm(Form):
    """A file exported from a calendar."""

    name = StringField(
        _l("Name of the calendar"), [asked], description=_l("For example “Outlook” or “Family”.")
    )
    file = FileField(
        _l("File"),
        [asked],
        description=_l("An .ics file of 10 MB at most. Titles, places and guests are not kept."),
    )
    elsewhere_is_busy = BooleanField(
        _l("I am not available when I am “working elsewhere”"),
        description=_l("A word of Outlook's. Without the tick these times stay open."),
    )

    def wish(self) -> CalendarWish:
        """Return what was typed as plain values."""
        return CalendarWish(
            name=self.name.data or "", elsewhere_is_busy=self.elsewhere_is_busy.data
        )


@blueprint.get("")
def new() -> Any:
    """Show the empty form."""
    return _show(FileForm())


def _show(form: FileForm, status: int = 200) -> Any:
    return render_template("cdo/busy/file.html", form=form, is_guarded=is_guarded()), status


@blueprint.post("")
def create() -> Any:
    """Read the file and show what it would take, or say everything that is wrong."""
    form = FileForm()
    if not form.validate():
        return _show(form, 422)
    try:
        calendar_id = _preview(form)
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(form, 422)
    return redirect(url_for("cdo.busy.show", calendar_id=calendar_id))


def _preview(form: FileForm) -> int:
    wish, (first, last) = form.wish(), days_to_read(local_today())
    read = _read(form, wish)
    reading = Reading(read=read, first_on=first, last_on=last, read_at=utc_now())
    with transaction(db.session):
        calendar = preview_file(
            db.session,
            groupement_id=actor().groupement_id,
            engagement_id=actor().engagement.id,
            wish=wish,
            reading=reading,
        )
        return calendar.id


def _read(form: FileForm, wish: CalendarWish) -> ReadCalendar:
    """Return what the file says; raises InvalidInput with every fault of the form."""
    faults = name_faults(clean_line(wish.name))
    try:
        read = _ask(_content(form), wish)
    except InvalidInput as refusal:
        raise InvalidInput(*faults, *refusal.faults) from None
    if faults:
        raise InvalidInput(*faults)
    return read


def _content(form: FileForm) -> bytes:
    """Return what was sent; raises InvalidInput where there is nothing to read."""
    if not form.file.data:
        raise InvalidInput(Fault("file", N_("Choose the file of your calendar.")))
    data: bytes = form.file.data.read(MOST_FILE_BYTES + 1)
    if not data:
        sentence = N_("This file is empty; export it again from your calendar.")
        raise InvalidInput(Fault("file", sentence))
    return data


def _ask(data: bytes, wish: CalendarWish) -> ReadCalendar:
    if not is_guarded():
        raise Conflict(N_("This site runs on a system on which calendars cannot be read safely."))
    first, last = days_to_read(local_today())
    own = own_of_actor(elsewhere_is_busy=wish.elsewhere_is_busy)
    db.close()  # nothing is locked while the file is read
    zone = actor().groupement.timezone
    try:
        return read_guarded(data, Question(zone=zone, first=first, last=last, own=own))
    except CalendarUnreadable as error:
        raise InvalidInput(Fault("file", FILE_FAULTS[error.failure])) from None
