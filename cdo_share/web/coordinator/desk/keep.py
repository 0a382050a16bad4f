"""Keeping a draft as a plan: what is unmet is explained before anything is locked."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.jobs.explaining import explain_unmet
from cdo_share.planning.by_hand import keep_by_hand
from cdo_share.planning.drafting import service
from cdo_share.planning.drafting.alternatives import as_asked
from cdo_share.planning.drafting.service import Table
from cdo_share.planning.models import Draft, Plan
from cdo_share.planning.service import LONGEST_NAME
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.desk.acts import open_draft, sent, sent_number, to_desk
from cdo_share.web.coordinator.desk.look import look_at_desk
from cdo_share.web.extensions import db
from cdo_share.web.languages import translate

blueprint = Blueprint("desk_keep", __name__, url_prefix="/plans/<int:plan_id>/bureau")

EXPLAIN_SECONDS = 1.0

Unmet = Sequence[Mapping[str, Any]]


@blueprint.post("/garder")
def keep(plan_id: int) -> Any:
    """Keep the draft as a plan of its own and show that."""
    unmet = explain(plan_id)
    try:
        with transaction(db.session):
            table = unchanged_table(plan_id)
            kept = store(table, unmet, sent("nom").strip()[:LONGEST_NAME])
            kept_id = kept.id
            drop_draft(table.draft)
    except Conflict as refusal:
        flash(translate(refusal.message), "warning")
        return to_desk(plan_id)
    flash(
        gettext("Your arrangement is kept as a plan. Nothing binds before you publish it."),
        "success",
    )
    return redirect(url_for("coordinator.plans.show", plan_id=kept_id), 303)


def explain(plan_id: int) -> Unmet:
    """Return why demands are not wholly served by the draft, within a second; locks nothing."""
    db.read_only()
    asked = as_asked(look_at_desk(plan_id).table)
    found = explain_unmet(*asked, lambda: EXPLAIN_SECONDS)
    db.close()
    return found


def unchanged_table(plan_id: int) -> Table:
    """Return the desk to be kept; raises Conflict when it is not the one that was seen."""
    table = service.lay_out(db.session, open_draft(plan_id))
    if table.draft.version != sent_number("version"):
        raise Conflict(N_("This draft was changed in another window. Look at it again."))
    if table.begun == table.visits:
        raise Conflict(N_("You have changed nothing yet."))
    return table


def store(table: Table, unmet: Unmet, name: str, *, is_trial: bool = False) -> Plan:
    """Store what lies on the desk as a plan; raises Conflict when it breaks a rule."""
    return keep_by_hand(
        db.session,
        groupement_id=actor().groupement_id,
        basis_plan_id=table.plan.id,
        answer=table.answer,
        unmet=unmet,
        name=name,
        person_id=actor().person_id,
        is_trial=is_trial,
        now=utc_now(),
    )


def drop_draft(draft: Draft) -> None:
    """Forget the draft: what it held is a plan now."""
    service.drop(
        db.session,
        groupement_id=actor().groupement_id,
        draft_id=draft.id,
        person_id=actor().person_id,
    )
