"""Engaging somebody as CDO: who, under which regime, from where, for what; invited by mail."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.conflicts import set_engagement_conflicts
from cdo_share.accounts.engaging import engage_cdo
from cdo_share.accounts.invitations import Invitee
from cdo_share.accounts.models import Engagement, Invitation, Regime, RoleKind
from cdo_share.accounts.regimes import Finding
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import InvalidInput
from cdo_share.core.orm import transaction
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.coordinator.people.inviting import send_invitation
from cdo_share.web.engagement_sheet.form import NewCdoForm, blank, new_wish
from cdo_share.web.engagement_sheet.limits import list_limits
from cdo_share.web.engagement_sheet.sheet import (
    EngagementSheet,
    count_period_days,
    list_doubts,
    require_confirmation,
    typed_sheet,
)
from cdo_share.web.extensions import db
from cdo_share.web.formats import regime_text

blueprint = Blueprint("new_cdos", __name__, url_prefix="/cdo/nouveau")


@blueprint.get("")
def new() -> str:
    """Show the form with what is usual for the regime of `?regime=`."""
    asked = request.args.get("regime", "")
    regime = Regime(asked) if asked in set(Regime) else Regime.FORFAIT_JOURS
    form = NewCdoForm(formdata=None, data=blank(regime, count_period_days()))
    return _show(typed_sheet(form, request.args))


@blueprint.post("")
def create() -> Any:
    """Engage the CDO and invite them, or say everything that is wrong."""
    sheet = typed_sheet(NewCdoForm(), request.form)
    form = sheet.form
    form.validate()
    try:
        with transaction(db.session):
            engagement = _engage(sheet)
            invited = _invite(form, engagement.id)
            form.require_read()
    except InvalidInput as refusal:
        form.take_faults(refusal)
        return _show(sheet, list_doubts(form, form.chosen_regime())), 422
    if invited is not None:
        page = render_template(
            "coordinator/people/invited.html", invitation=invited[0], link=invited[1]
        )
        return page, 201
    flash(gettext("%(name)s is entered.", name=form["name"].data), "success")
    return redirect(url_for("coordinator.people.index"))


def _engage(sheet: EngagementSheet) -> Engagement:
    groupement_id = actor().groupement_id
    wish = new_wish(sheet.form, sheet.skills)
    engagement = engage_cdo(db.session, groupement_id=groupement_id, wish=wish, now=utc_now())
    set_engagement_conflicts(
        db.session,
        groupement_id=groupement_id,
        engagement_id=engagement.id,
        member_ids=sheet.avoided,
    )
    articles = require_confirmation(sheet.form, wish.regime)
    facts = {"regime": wish.regime.value, "confirmed": articles}
    note_act("engage_cdo", ("engagement", engagement.id), **facts)
    return engagement


def _invite(form: Any, engagement_id: int) -> tuple[Invitation, str] | None:
    if not form.is_invited.data:
        return None
    return send_invitation(Invitee(form.email.data, form.name.data, RoleKind.CDO, engagement_id))


def _show(sheet: EngagementSheet, doubts: Sequence[Finding] = ()) -> str:
    regime = sheet.form.chosen_regime()
    return render_template(
        "coordinator/cdos/new.html",
        regimes=[(one.value, regime_text(one)) for one in Regime],
        limits=list_limits(regime),
        doubts=doubts,
        **sheet.page_values(),
    )
