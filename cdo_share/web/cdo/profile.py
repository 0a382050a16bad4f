"""The CDO's engagement as they see it: regime, amounts, reach, skills, members not to be served."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.accounts.regimes import Finding
from cdo_share.core.audit import record_act
from cdo_share.core.clock import utc_now
from cdo_share.web.auth import actor
from cdo_share.web.differences import Difference
from cdo_share.web.engagement_sheet.form import EngagementForm, filled
from cdo_share.web.engagement_sheet.limits import list_limits
from cdo_share.web.engagement_sheet.sheet import (
    EngagementSheet,
    receive_sheet,
    stored_sheet,
    typed_sheet,
)
from cdo_share.web.extensions import db
from cdo_share.web.last_change import last_changed_by
from cdo_share.web.misfit_texts import flash_misfits, of_cdo

blueprint = Blueprint("profile", __name__, url_prefix="/engagement")


@blueprint.get("")
def edit() -> str:
    """Show the engagement, ready to change."""
    engagement = _own()
    form = EngagementForm(data=filled(engagement))
    return _show(stored_sheet(engagement, form), engagement.regime)


@blueprint.post("")
def update() -> Any:
    """Store the engagement, or say everything that is wrong with it or has changed meanwhile."""
    engagement = _own()
    regime, engagement_id = engagement.regime, engagement.id

    def show(sheet: EngagementSheet, **told: Any) -> str:
        return _show(sheet, regime, **told)

    sheet = typed_sheet(EngagementForm(), request.form)
    refused = receive_sheet(sheet, engagement, note=_note, show=show)
    if refused is not None:
        return refused
    flash(gettext("Your engagement is stored."), "success")
    flash_misfits(of_cdo(engagement_id))
    return redirect(url_for("cdo.profile.edit"))


def _own() -> Engagement:
    return get_engagement(db.session, actor().groupement_id, actor().engagement.id)


def _note(facts: dict[str, Any]) -> None:
    record_act(
        db.session,
        at=utc_now(),
        groupement_id=actor().groupement_id,
        person_id=actor().person_id,
        action="edit_engagement",
        thing=("engagement", actor().engagement.id),
        **facts,
    )


def _show(
    sheet: EngagementSheet,
    regime: Regime,
    *,
    doubts: Sequence[Finding] = (),
    changes: Sequence[Difference] | None = None,
) -> str:
    return render_template(
        "cdo/profile/edit.html",
        regime=regime,
        limits=list_limits(regime),
        doubts=doubts,
        changes=changes,
        changed_by=last_changed_by("engagement", actor().engagement.id)
        if changes is not None
        else "",
        **sheet.page_values(),
    )
