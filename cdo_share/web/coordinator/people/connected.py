"""Who sees their visits in a calendar of their own and who does not; links are never shown here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.free_pages import allow_pages
from cdo_share.calendars.readers import Connection, Reader, list_readers
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.notifications.calendar_reminders import Missing, read_reminded, remind_of_calendars
from cdo_share.notifications.invitation_queries import count_answers
from cdo_share.settings import Settings
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate
from cdo_share.web.sending import sending

blueprint = Blueprint("connected", __name__, url_prefix="/personnes/agendas")

HOMES = {RoleKind.MEMBER: "adherent", RoleKind.CDO: "cdo"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with those of their calendars that the list is about."""

    person_id: int
    name: str
    email: str
    calendars: Sequence[Reader]


@blueprint.get("")
def index() -> str:
    """Show who has no calendar connected, or one that does not come any more; then the others."""
    now, groupement_id = utc_now(), actor().groupement_id
    readers = _readers(now)
    missing = [one for one in readers if one.connection.is_missing]
    return render_template(
        "coordinator/people/connected.html",
        missing=_people(missing),
        connected=[one for one in readers if not one.connection.is_missing],
        answers=count_answers(db.session, groupement_id, now),
        reminded=read_reminded(db.session, groupement_id, now),
        allows_free_time=actor().groupement.allows_free_time,
    )


def _readers(now: datetime) -> list[Reader]:
    settings: Settings = current_app.config["SETTINGS"]
    return list_readers(
        db.session,
        actor().groupement_id,
        now,
        has_devices=settings.caldav,
        has_invitations=settings.replies is not None,
    )


def _people(readers: Sequence[Reader]) -> list[PersonRow]:
    """Return each person once, in the order of the list."""
    of_person: dict[int, list[Reader]] = {}
    for one in readers:
        of_person.setdefault(one.person_id, []).append(one)
    return [
        PersonRow(number, some[0].person_name, some[0].email, some)
        for number, some in of_person.items()
    ]


@blueprint.post("/<int:person_id>/rappeler")
def remind(person_id: int) -> Any:
    """Write to a person, once a week at most, about all their calendars that show nothing."""
    now, groupement_id = utc_now(), actor().groupement_id
    try:
        with transaction(db.session):
            missing = [
                _missing(one)
                for one in _readers(now)
                if one.person_id == person_id and one.connection.is_missing
            ]
            if not missing:
                raise NotFound(N_("There is nobody of that name to remind."))
            person = db.session.get_one(Person, person_id)
            remind_of_calendars(
                db.session,
                groupement_id=groupement_id,
                person=person,
                missing=missing,
                sending=sending(),
            )
            name = person.name
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
    else:
        flash(gettext("A mail to %(name)s waits in the outbox.", name=name), "success")
    return redirect(url_for(".index"))


def _missing(reader: Reader) -> Missing:
    path = f"/{HOMES[reader.kind]}/{reader.subject_id}/agendas"
    return Missing(reader.subject_name, path, reader.connection is Connection.STALE)


@blueprint.post("/demi-journees-libres")
def allow() -> Any:
    """Allow the CDOs to show their free half-days on a page, or take all such pages down."""
    is_allowed, groupement_id = request.form.get("allow") == "1", actor().groupement_id
    with transaction(db.session):
        ended = allow_pages(
            db.session, groupement_id=groupement_id, is_allowed=is_allowed, now=utc_now()
        )
        note_act("allow_free_time", ("groupement", groupement_id), is_allowed=is_allowed)
    if is_allowed:
        flash(gettext("Your CDOs may now put up a page of their free half-days."), "success")
    else:
        told = gettext("No CDO may show free half-days on a page any more.")
        down = ngettext("One page is taken down.", "%(num)d pages are taken down.", ended)
        flash(f"{told} {down}" if ended else told, "success")
    return redirect(url_for(".index"))
