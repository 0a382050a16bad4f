"""One account of the ledger with its arithmetic, and setting it right by hand."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.ledger.models import AdjustmentReason
from cdo_share.ledger.queries import read_cdo_ledger, read_member_ledger
from cdo_share.ledger.service import Adjusting, AdjustmentWish, adjust_cdo, adjust_member
from cdo_share.ledger.views import Account, Ledger
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, options, required
from cdo_share.web.ledger_sheet.page import cdo_page, member_page
from cdo_share.web.ledger_sheet.words import REASONS, member_standing
from cdo_share.web.once import new_once, once_key

blueprint = Blueprint("ledger_accounts", __name__, url_prefix="/equite")


class AdjustmentForm(Form):
    """A period, half-days to add or take off, and why."""

    period_id = SelectField(_l("Period"), [required], coerce=str)
    halfdays = NumberField(
        _l("Half-days"),
        [required],
        description=_l("Added to what they had; below 0, taken off: −2."),
    )
    reason = SelectField(_l("Reason"), [required])
    once = HiddenField(default=new_once)

    def offer(self, account: Account) -> "AdjustmentForm":
        """Offer the periods that count for an account, the newest first, and the reasons."""
        choose = SelectChoice("", gettext("Choose…"))
        periods = [line.period for line in reversed(account.lines) if line.step]
        self.period_id.choices = [choose, *options((str(one.id), one.name) for one in periods)]
        self.reason.choices = [choose, *options((one.value, said) for one, said in REASONS.items())]
        return self

    def wish(self) -> AdjustmentWish:
        """Return what was typed as plain values."""
        period = self.period_id.data or ""
        reason = self.reason.data if self.reason.data in set(AdjustmentReason) else None
        return AdjustmentWish(
            int(period) if period.isdecimal() else None,
            self.halfdays.data,
            AdjustmentReason(reason) if reason else None,
        )


@blueprint.get("/adherents/<int:member_id>")
def member(member_id: int) -> str:
    """Show a member's account, step by step."""
    ledger, account = _member_account(member_id)
    return _show_member(ledger, account, AdjustmentForm().offer(account))


@blueprint.post("/adherents/<int:member_id>")
def update_member(member_id: int) -> Any:
    """Add a line to a member's account, or say what is wrong."""
    ledger, account = _member_account(member_id)
    form = AdjustmentForm().offer(account)
    if _is_stored(form, account, adjust_member):
        return redirect(url_for(".member", member_id=member_id))
    return _show_member(ledger, account, form), 422


@blueprint.get("/cdo/<int:engagement_id>")
def cdo(engagement_id: int) -> str:
    """Show a CDO's account, step by step."""
    ledger, account = _cdo_account(engagement_id)
    return _show_cdo(ledger, account, AdjustmentForm().offer(account))


@blueprint.post("/cdo/<int:engagement_id>")
def update_cdo(engagement_id: int) -> Any:
    """Add a line to a CDO's account, or say what is wrong."""
    ledger, account = _cdo_account(engagement_id)
    form = AdjustmentForm().offer(account)
    if _is_stored(form, account, adjust_cdo):
        return redirect(url_for(".cdo", engagement_id=engagement_id))
    return _show_cdo(ledger, account, form), 422


def _is_stored(form: AdjustmentForm, account: Account, adjust: Callable[..., Any]) -> bool:
    form.validate()
    acting = Adjusting(
        groupement_id=actor().groupement_id,
        person_id=actor().person_id,
        now=utc_now(),
        once_key=once_key(),
    )
    try:
        with transaction(db.session):
            adjust(db.session, account, form.wish(), acting)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return False
    flash(gettext("The ledger is adjusted."), "success")
    return True


def _member_account(member_id: int) -> tuple[Ledger, Account]:
    ledger = read_member_ledger(db.session, actor().groupement_id)
    return ledger, _found(ledger, member_id)


def _cdo_account(engagement_id: int) -> tuple[Ledger, Account]:
    ledger = read_cdo_ledger(db.session, actor().groupement_id)
    return ledger, _found(ledger, engagement_id)


def _found(ledger: Ledger, number: int) -> Account:
    account = ledger.find(number)
    if account is None:
        raise NotFound(N_("There is no such account in this ledger."))
    return account


def _show_member(ledger: Ledger, account: Account, form: AdjustmentForm) -> str:
    page = member_page(ledger, account)
    page["standing"] = member_standing(account, ledger.rules)
    return render_template("coordinator/ledger/member.html", form=form, **page)


def _show_cdo(ledger: Ledger, account: Account, form: AdjustmentForm) -> str:
    page = cdo_page(ledger, account)
    return render_template("coordinator/ledger/cdo.html", form=form, **page)
