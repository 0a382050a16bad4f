"""What is recorded of one CDO's contract: hours a week, and the dates of two documents."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.legal.queries import list_contracts
from cdo_share.legal.service import Author, record_contract
from cdo_share.legal.wish import ContractWish
from cdo_share.web.auth import actor
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.fields import DayField
from cdo_share.web.formats import full_day
from cdo_share.web.forms import Form
from cdo_share.web.hours_field import HoursField, hours_text

blueprint = Blueprint("law_contracts", __name__, url_prefix="/droit/contrats")

FIELDS = {
    Regime.PART_TIME: ("weekly_minutes", "waiver_on"),
    Regime.FORFAIT_JOURS: ("forfait_signed_on",),
}


class ContractForm(Form):
    """Of the three answers a regime asks for one or two; the others stay as they are."""

    weekly_minutes = HoursField(
        _l("Hours of the contract a week"),
        [Optional()],
        description=_l("As in the contract, for example 24,5. Empty: not recorded."),
    )
    waiver_on = DayField(
        _l("Written request for fewer hours, signed on"),
        [Optional()],
        description=_l("The employee asked for less than the least hours, with reasons."),
    )
    forfait_signed_on = DayField(_l("Individual agreement on annual days, signed on"), [Optional()])
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self, regime: Regime, present: ContractWish) -> ContractWish:
        """Return what was typed for this regime, and the rest as it is."""
        asked = FIELDS.get(regime, ())
        typed = {
            "weekly_minutes": self.weekly_minutes.minutes,
            "waiver_on": self.waiver_on.data,
            "forfait_signed_on": self.forfait_signed_on.data,
        }
        kept = {name: getattr(present, name) for name in typed if name not in asked}
        return ContractWish(**(typed | kept))


@blueprint.get("/<int:engagement_id>")
def edit(engagement_id: int) -> str:
    """Show what is recorded, ready to change."""
    present = _present(engagement_id)
    form = ContractForm(
        formdata=None,
        weekly_minutes=present.weekly_minutes,
        waiver_on=present.waiver_on,
        forfait_signed_on=present.forfait_signed_on,
        seen=_pack(present),
    )
    return _show(_get(engagement_id), form)


@blueprint.post("/<int:engagement_id>")
def update(engagement_id: int) -> Any:
    """Record it, or say what is wrong or has changed meanwhile."""
    engagement, form = _get(engagement_id), ContractForm()
    form.validate()
    try:
        with transaction(db.session):
            _record(engagement, form)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(_get(engagement_id), form), 422
    except Conflict:
        changes = _take_note(engagement_id, form)
        return _show(_get(engagement_id), form, changes), 409
    flash(gettext("The contract is recorded."), "success")
    return redirect(url_for("coordinator.law.index", _anchor="contracts"))


def _record(engagement: Engagement, form: ContractForm) -> None:
    seen = _unpack(form.seen.data)
    record_contract(
        db.session,
        groupement_id=engagement.groupement_id,
        engagement_id=engagement.id,
        wish=form.wish(engagement.regime, seen),
        seen=seen,
        by=Author(actor().person_id, utc_now()),
    )


def _get(engagement_id: int) -> Engagement:
    return get_engagement(db.session, actor().groupement_id, engagement_id)


def _show(
    engagement: Engagement, form: ContractForm, changes: Sequence[Difference] | None = None
) -> str:
    return render_template(
        "coordinator/law/contract.html",
        engagement=engagement,
        form=form,
        names=FIELDS.get(engagement.regime, ()),
        changes=changes,
    )


def _present(engagement_id: int) -> ContractWish:
    return list_contracts(db.session, actor().groupement_id).get(engagement_id, ContractWish())


def _take_note(engagement_id: int, form: ContractForm) -> list[Difference]:
    """Return what somebody changed, and let the form be sent again from there."""
    present, seen = _present(engagement_id), _unpack(form.seen.data)
    form.seen.data = _pack(present)
    return list_differences(_words(form, seen), _words(form, present))


def _words(form: ContractForm, recorded: ContractWish) -> dict[str, str]:
    days = (recorded.waiver_on, recorded.forfait_signed_on)
    texts = [full_day(day) if day else "" for day in days]
    fields = (form.weekly_minutes, form.waiver_on, form.forfait_signed_on)
    words = (hours_text(recorded.weekly_minutes), *texts)
    return {str(field.label.text): text for field, text in zip(fields, words, strict=True)}


def _pack(recorded: ContractWish) -> str:
    values = {
        "weekly_minutes": recorded.weekly_minutes,
        "waiver_on": recorded.waiver_on,
        "forfait_signed_on": recorded.forfait_signed_on,
    }
    return pack_words({name: str(value) for name, value in values.items() if value is not None})


def _unpack(text: str | None) -> ContractWish:
    words = unpack_words(text)
    minutes = words.get("weekly_minutes", "")
    return ContractWish(
        weekly_minutes=int(minutes) if minutes.isdecimal() else None,
        waiver_on=_day(words.get("waiver_on", "")),
        forfait_signed_on=_day(words.get("forfait_signed_on", "")),
    )


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
