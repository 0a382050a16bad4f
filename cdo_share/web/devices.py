"""The devices that log in with an app password: which there are, another one, taking one back.

The same for every audience: an audience makes its blueprint with `device_pages`. What the page
“My calendars” shows of it is the section of components/devices.html.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.availability.blocking import count_blocking
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.dav.passwords import (
    create_password,
    find_made_password,
    list_passwords,
    revoke_password,
    shown_password,
)
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.settings import Settings
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.feed_links import client_text
from cdo_share.web.feed_links.invitations import is_chosen
from cdo_share.web.forms import Form, required
from cdo_share.web.once import new_once, once_seed


class DeviceForm(Form):
    """The device that will log in."""

    once = HiddenField(default=new_once)
    label = StringField(
        _l("Name of the device"),
        [required],
        description=_l("For example “My phone”: you will know which access to take back."),
    )


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A device as the list shows it."""

    row: DavPassword
    client: str


@dataclass(frozen=True, slots=True)
class DeviceSection:
    """The devices of the person and the form for another one.

    `can_block` says whether they may block time; `blocking` counts the entries that do. Another
    one is not offered (`is_offered`) to whoever it would show nothing: they get invitations.
    `endpoint` is the blueprint of the pages.
    """

    endpoint: str
    devices: list[DeviceRow]
    form: DeviceForm
    can_block: bool
    is_offered: bool
    blocking: int


def device_section(form: DeviceForm | None = None) -> DeviceSection | None:
    """Return what a page shows of the person's devices; None where none may log in."""
    if "actor" not in g or not _settings().caldav:
        return None
    person_id = actor().person_id
    rows = list_passwords(db.session, person_id)
    can_block = actor().role.kind is RoleKind.CDO
    return DeviceSection(
        endpoint=f"{actor().role.kind.value}.devices",
        devices=[DeviceRow(row, client_text(row.last_client)) for row in rows],
        form=form or DeviceForm(formdata=None),
        can_block=can_block,
        is_offered=can_block or actor().role.kind is RoleKind.COORDINATOR or not is_chosen(),
        blocking=count_blocking(db.session, person_id) if can_block else 0,
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def device_pages(kind: RoleKind) -> Blueprint:
    """Return the pages of one audience."""
    blueprint = Blueprint("devices", "cdo_share.web.devices", url_prefix="/agendas/appareils")
    folder = f"{kind.value}/devices"

    @blueprint.get("")
    def index() -> str:
        """Show the devices and the form for another one."""
        return render_template(f"{folder}/index.html", section=device_section())

    @blueprint.post("")
    def create() -> Any:
        """Make an app password and show it, this once; only its hash is kept.

        The same form sent again, by a second tap or by reloading, shows the same password.
        """
        if not _settings().caldav:
            abort(404)
        form = DeviceForm()
        try:
            made = _create(form) if form.validate() else None
        except InvalidInput as refusal:
            form.take_faults(refusal)
            made = None
        if made is None:
            return render_template(f"{folder}/index.html", section=device_section(form)), 422
        return render_template(f"{folder}/created.html", **made)

    @blueprint.post("/<int:device_id>/retirer")
    def revoke(device_id: int) -> Any:
        """Take an access back: the device is refused from now on."""
        with transaction(db.session):
            row = revoke_password(
                db.session, person_id=actor().person_id, password_id=device_id, now=utc_now()
            )
            label = row.label
        flash(gettext("“%(label)s” can no longer log in.", label=label), "success")
        return redirect(url_for(".index"))

    return blueprint


def _create(form: DeviceForm) -> dict[str, Any]:
    """Return what the page of a new device shows; raises InvalidInput."""
    person_id = actor().person_id
    seed, label = once_seed("app password", person_id), form.label.data or ""
    whose: dict[str, Any] = {"person_id": person_id, "seed": seed}
    with transaction(db.session):
        made = find_made_password(db.session, **whose)
        row = made or create_password(db.session, **whose, label=label, now=utc_now())[0]
        label = row.label
        email = db.session.get_one(Person, person_id).email
    return {
        "label": label,
        "password": shown_password(seed),
        "is_repeated": made is not None,
        "user": email,
        "server": f"{_settings().base_url}/dav/",
        "host": _settings().base_url.split("://", 1)[1],
        "can_block": actor().role.kind is RoleKind.CDO,
    }
