"""What is recorded of one CDO's contract: hours or days, the dates of two documents, why short."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.legal.parameters import ShortReason
from cdo_share.legal.queries import list_contracts
from cdo_share.legal.service import Author, record_contract
from cdo_share.legal.wish import ContractWish
from cdo_share.web.auth import actor
from cdo_share.web.differences import Difference, list_differences, pack_words, unpack_words
from cdo_share.web.extensions import db
from cdo_share.web.fields import DayField, NumberField
from cdo_share.web.formats import full_day
from cdo_share.web.forms import Form, options
from cdo_share.web.hours_field import HoursField, hours_text

blueprint = Blueprint("law_contracts", __name__, url_prefix="/droit/contrats")

FIELDS = {
    Regime.PART_TIME: ("weekly_minutes", "waiver_on", "short_reason"),
    Regime.FORFAIT_JOURS: ("forfait_signed_on", "year_days"),
}

REASONS = {
    "": _l("none"),
    ShortReason.STUDENT.value: _l("under 26 and studying"),
    ShortReason.REPLACEMENT.value: _l("replaces somebody absent"),
    ShortReason.SEVEN_DAYS.value: _l("hired for seven days at most"),
}


class ContractForm(Form):
    """Of these answers a regime asks for two or three; the others stay as they are."""

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
    short_reason = SelectField(
        _l("Another reason for fewer hours"),
        [Optional()],
        choices=options(REASONS.items()),
        description=_l("The law asks for no written request then (L3123-7)."),
    )
    forfait_signed_on = DayField(_l("Individual agreement on annual days, signed on"), [Optional()])
    year_days = NumberField(
        _l("Days of a year, as signed"),
        [Optional()],
        description=_l(
            "Empty: those of the groupement. Up to 235 where the employee gave up days of rest in "
            "writing against a raise (L3121-59, L3121-66)."
        ),
    )
    seen = StringField(widget=HiddenInput(), default="")

    def wish(self, regime: Regime, present: ContractWish) -> ContractWish:
        """Return what was typed for this regime, and the rest as it is."""
        asked = FIELDS.get(regime, ())
        typed = {
            "weekly_minutes": self.weekly_minutes.minutes,
            "waiver_on": self.waiver_on.data,
            "short_reason": _reason(self.short_reason.data),
            "forfait_signed_on": self.forfait_signed_on.data,
            "year_days": self.year_days.data,
        }
        kept = {name: getattr(present, name) for name in typed if name not in asked}
        return ContractWish(**(typed | kept))


@blueprint.get("/<int:engagement_id>")
def edit(engagement_id: int) -> str:
    """Show what is recorded, ready to change."""
    present = _present(engagement_id)
    form = ContractForm(formdata=None, **asdict(present), seen=_pack(present))
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
    words = {
        "weekly_minutes": hours_text(recorded.weekly_minutes),
        "waiver_on": full_day(recorded.waiver_on) if recorded.waiver_on else "",
        "short_reason": str(REASONS[recorded.short_reason or ""]),
        "forfait_signed_on": full_day(day) if (day := recorded.forfait_signed_on) else "",
        "year_days": str(recorded.year_days or ""),
    }
    return {str(form[name].label.text): text for name, text in words.items()}


def _pack(recorded: ContractWish) -> str:
    values = asdict(recorded)
    return pack_words({name: str(value) for name, value in values.items() if value is not None})


def _unpack(text: str | None) -> ContractWish:
    words = unpack_words(text)
    return ContractWish(
        weekly_minutes=_number(words.get("weekly_minutes", "")),
        waiver_on=_day(words.get("waiver_on", "")),
        short_reason=_reason(words.get("short_reason", "")),
        forfait_signed_on=_day(words.get("forfait_signed_on", "")),
        year_days=_number(words.get("year_days", "")),
    )


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else None


def _reason(word: str | None) -> ShortReason | None:
    return ShortReason(word) if word in set(ShortReason) else None


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
