"""The groupement's settings: what a half-day costs its members, and how to reach it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import format_currency, gettext
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.groupements import GroupementWish, change_settings
from cdo_share.accounts.queries import get_groupement_by_id
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.price_field import PriceField
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, required

blueprint = Blueprint("settings", __name__, url_prefix="/reglages")

CENTS, EMAIL = "halfday_price_cents", "contact_email"
NOTICE, HOLD = "cancel_notice_days", "hold_hours"


class SettingsForm(Form):
    """Price and contact; `seen` carries what the person began from."""

    halfday_price = PriceField(
        _l("Price of a half-day"),
        [Optional()],
        description=_l("Without VAT; members see what their demands cost. Empty: not shown."),
    )
    contact_email = EmailField(
        _l("Contact address of the groupement"),
        [required],
        description=_l("Shown to members and CDOs who look for help."),
    )
    cancel_notice_days = NumberField(
        _l("Cancellation notice"),
        [Optional()],
        description=_l("In days; members see it before they cancel. Empty: no rule."),
    )
    hold_hours = NumberField(
        _l("How long a booked half-day is held"),
        [required],
        description=_l(
            "In hours, from 1 to 240. Days of rest do not count, and none ends at night."
        ),
    )
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self) -> GroupementWish:
        """Return what was typed as plain values."""
        return GroupementWish(
            self.halfday_price.cents,
            self.contact_email.data or "",
            self.cancel_notice_days.data,
            self.hold_hours.data,
        )


@blueprint.get("")
def edit() -> str:
    """Show the settings, ready to change."""
    present = _present()
    form = SettingsForm(
        formdata=None,
        halfday_price=_euros(present.halfday_price_cents),
        contact_email=present.contact_email,
        cancel_notice_days=present.cancel_notice_days,
        hold_hours=present.hold_hours,
        seen=_pack(present),
    )
    return render_template("coordinator/settings/edit.html", form=form, changes=None)


@blueprint.post("")
def update() -> Any:
    """Store the settings, or say what is wrong or has changed meanwhile."""
    form = SettingsForm()
    if not form.validate():
        return _refused(form), 422
    try:
        with transaction(db.session):
            wish, groupement_id = form.wish(), actor().groupement_id
            change_settings(db.session, groupement_id=groupement_id, wish=wish, seen=_seen(form))
            note_act(
                "change_settings",
                ("groupement", groupement_id),
                **{CENTS: wish.halfday_price_cents},
            )
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _refused(form), 422
    except Conflict:
        changes = list_differences(_words(_seen(form)), _words(_present()))
        form.seen.data = _pack(_present())
        return _refused(form, changes), 409
    flash(gettext("The settings are stored."), "success")
    return redirect(url_for("coordinator.settings.edit"))


def _refused(form: SettingsForm, changes: Sequence[Difference] | None = None) -> str:
    return render_template("coordinator/settings/edit.html", form=form, changes=changes)


def _present() -> GroupementWish:
    return GroupementWish.of(get_groupement_by_id(db.session, actor().groupement_id))


def _euros(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


def _pack(settings: GroupementWish) -> str:
    return pack_words(
        {
            CENTS: _number_text(settings.halfday_price_cents),
            EMAIL: settings.contact_email,
            NOTICE: _number_text(settings.cancel_notice_days),
            HOLD: _number_text(settings.hold_hours),
        }
    )


def _seen(form: SettingsForm) -> GroupementWish:
    words = unpack_words(form.seen.data)
    return GroupementWish(
        _number(words.get(CENTS, "")),
        words.get(EMAIL, ""),
        _number(words.get(NOTICE, "")),
        _number(words.get(HOLD, "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _number_text(number: int | None) -> str:
    return "" if number is None else str(number)


def _words(settings: GroupementWish) -> dict[str, str]:
    euros = _euros(settings.halfday_price_cents)
    return {
        gettext("Price of a half-day"): "" if euros is None else format_currency(euros, "EUR"),
        gettext("Contact address of the groupement"): settings.contact_email,
        gettext("Cancellation notice"): _number_text(settings.cancel_notice_days),
        gettext("How long a booked half-day is held"): _number_text(settings.hold_hours),
    }
