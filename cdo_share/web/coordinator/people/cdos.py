"""A CDO of the groupement: engaging one, changing regime, base, amounts and skills, archiving."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from cdo_share.accounts.entered import has_left
from cdo_share.accounts.models import Engagement, Regime
from cdo_share.accounts.queries import get_engagement
from cdo_share.accounts.regimes import Finding
from cdo_share.availability.service import drop_part_halfdays
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.joining import bring_back
from cdo_share.parting import archive_engagement
from cdo_share.publishing.misfits import Reason
from cdo_share.publishing.queries import list_visits_in_force
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.acts import note_act
from cdo_share.web.differences import Difference
from cdo_share.web.engagement_sheet.form import CoordinatorEngagementForm, filled
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
from cdo_share.web.period import local_today
from cdo_share.web.sending import sending

blueprint = Blueprint("cdos", __name__, url_prefix="/cdo/<int:engagement_id>")


@blueprint.get("")
def edit(engagement_id: int) -> str:
    """Show the engagement of a CDO, ready to change."""
    engagement = _get(engagement_id)
    form = CoordinatorEngagementForm(data=filled(engagement))
    form.leave_address_to(engagement.person)
    return _show(stored_sheet(engagement, form), engagement_id)


@blueprint.post("")
def update(engagement_id: int) -> Any:
    """Store the engagement, or say everything that is wrong with it or has changed meanwhile."""
    engagement = _get(engagement_id)
    form = CoordinatorEngagementForm()
    form.leave_address_to(engagement.person)

    def show(sheet: EngagementSheet, **told: Any) -> str:
        return _show(sheet, engagement_id, **told)

    def note(facts: dict[str, Any]) -> None:
        dropped = _drop_hours(engagement_id, form)
        facts |= {"regime": form.regime.data, "dropped_halfdays": dropped}
        note_act("edit_engagement", ("engagement", engagement_id), **facts)

    refused = receive_sheet(typed_sheet(form, request.form), engagement, note=note, show=show)
    if refused is not None:
        return refused
    flash(gettext("The engagement is stored."), "success")
    flash_misfits(of_cdo(engagement_id), plans=True)
    return redirect(url_for(".edit", engagement_id=engagement_id))


@blueprint.post("/archiver")
def archive(engagement_id: int) -> Any:
    """Let the CDO leave: they no longer take part in allocations."""
    with transaction(db.session):
        engagement = archive_engagement(db.session, **_moved(engagement_id), sending=sending())
        note_act("archive", ("engagement", engagement_id))
        name = engagement.person.name
    flash(gettext("%(name)s is archived and takes no part in allocations.", name=name), "success")
    flash_misfits(of_cdo(engagement_id, {Reason.CDO_LEFT}), plans=True)
    return redirect(url_for("coordinator.people.index"))


@blueprint.post("/reactiver")
def reactivate(engagement_id: int) -> Any:
    """Let a CDO who left come back; who left by themselves must accept again."""
    with transaction(db.session):
        person = bring_back(db.session, **_moved(engagement_id)).person
        note_act("reactivate", ("engagement", engagement_id))
        name, is_entered = person.name, person.known_to_id is not None
    flash(gettext("%(name)s takes part again.", name=name), "success")
    if is_entered:
        flash(gettext("They have not accepted yet: invite them before you plan."), "warning")
    return redirect(url_for(".edit", engagement_id=engagement_id))


def _moved(engagement_id: int) -> dict[str, Any]:
    """Return whom to archive or bring back, as the page had read them."""
    return {
        "groupement_id": actor().groupement_id,
        "engagement_id": engagement_id,
        "version": request.form.get("version", 0, type=int),
        "now": utc_now(),
    }


def _get(engagement_id: int) -> Engagement:
    return get_engagement(db.session, actor().groupement_id, engagement_id)


def _drop_hours(engagement_id: int, form: CoordinatorEngagementForm) -> int:
    """Take half-days in part out of the week of who comes under forfait-jours; return how many."""
    if form.chosen_regime() is not Regime.FORFAIT_JOURS:
        return 0
    return drop_part_halfdays(
        db.session, groupement_id=actor().groupement_id, engagement_id=engagement_id
    )


def _show(
    sheet: EngagementSheet,
    engagement_id: int,
    *,
    doubts: Sequence[Finding] = (),
    changes: Sequence[Difference] | None = None,
) -> str:
    engagement = _get(engagement_id)
    visits = list_visits_in_force(
        db.session, actor().groupement_id, engagement_id=engagement_id, first=local_today()
    )
    return render_template(
        "coordinator/cdos/edit.html",
        engagement=engagement,
        limits=list_limits(engagement.regime),
        visits_ahead=len(visits),
        has_left=has_left(db.session, engagement),
        doubts=doubts,
        changes=changes,
        changed_by=last_changed_by("engagement", engagement_id) if changes is not None else "",
        **sheet.page_values(),
    )
