"""Pins: what of a visit stays in every further run, and in the draft; setting and taking them."""

from datetime import date
from typing import Any

from flask import Blueprint, flash
from flask_babel import gettext

from cdo_share.core.clock import utc_now
from cdo_share.core.errors import NotFound
from cdo_share.core.orm import transaction
from cdo_share.pinning import CannotKeep, keepable
from cdo_share.planning.constraint_queries import Holding, add_constraint, remove_constraint
from cdo_share.planning.drafting.steps import Visit
from cdo_share.planning.instance_parts import number_of
from cdo_share.planning.models import ConstraintKind
from cdo_share.planning.question import read_question
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.desk.acts import sent, sent_number, to_desk
from cdo_share.web.coordinator.desk.look import NO_VISIT, Desk, look_at_desk
from cdo_share.web.coordinator.runs.clash_words import refusal_words
from cdo_share.web.extensions import db
from cdo_share.web.formats import weekday_text

blueprint = Blueprint("desk_pins", __name__, url_prefix="/plans/<int:plan_id>/bureau")

KINDS = (
    ConstraintKind.KEEP_VISIT,
    ConstraintKind.KEEP_TIME,
    ConstraintKind.KEEP_CDO,
    ConstraintKind.KEEP_WEEKDAY,
)


def pin_choices(desk: Desk, visit: Visit) -> list[dict[str, Any]]:
    """Return each kind of pin with its label, and the constraint that holds it already, if any."""
    held = {row.kind: row.id for row in desk.pins_of(visit)}
    labels = _labels(desk, visit)
    return [
        {"kind": kind.value, "label": labels[kind], "constraint": held.get(kind)} for kind in KINDS
    ]


def _labels(desk: Desk, visit: Visit) -> dict[ConstraintKind, str]:
    weekday = weekday_text(date.fromisoformat(visit.day).weekday())
    name = desk.cdo(visit.cdo).name
    return {
        ConstraintKind.KEEP_VISIT: gettext("This visit, as it is"),
        ConstraintKind.KEEP_TIME: gettext("Its time only, whoever comes"),
        ConstraintKind.KEEP_CDO: gettext("Its CDO: only %(name)s comes", name=name),
        ConstraintKind.KEEP_WEEKDAY: gettext("Its weekday: only “%(weekday)s”", weekday=weekday),
    }


@blueprint.post("/epingler")
def pin(plan_id: int) -> Any:
    """Pin something of a visit for the period."""
    desk = look_at_desk(plan_id)
    visit = desk.find(sent("visite"))
    try:
        with transaction(db.session):
            _pin(desk, _holding(visit, sent("genre")))
    except CannotKeep as refusal:
        flash(refusal_words(refusal, desk.period), "danger")
    else:
        flash(gettext("Pinned: every further allocation of the period respects it."), "success")
    return to_desk(plan_id, visit)


def _pin(desk: Desk, holding: Holding) -> None:
    """Add the pin; raises CannotKeep where no run under the board of the plan could respect it."""
    period, now = desk.period, utc_now()
    board = read_question(db.session, desk.table.plan.run_id).board
    with keepable(db.session, period.groupement_id, period.id, now=now, board=board):
        add_constraint(
            db.session,
            groupement_id=period.groupement_id,
            period_id=period.id,
            holding=holding,
            person_id=actor().person_id,
            now=now,
        )


def _holding(visit: Visit, kind: str) -> Holding:
    """Return what to keep of a visit; raises NotFound for another kind."""
    if kind not in {one.value for one in KINDS}:
        raise NotFound(NO_VISIT)
    chosen, day = ConstraintKind(kind), date.fromisoformat(visit.day)
    demand, cdo = number_of(visit.demand), number_of(visit.cdo)
    if chosen is ConstraintKind.KEEP_CDO:
        return Holding(kind=chosen, demand_id=demand, engagement_id=cdo)
    if chosen is ConstraintKind.KEEP_WEEKDAY:
        return Holding(kind=chosen, demand_id=demand, weekday=day.weekday())

    return Holding(
        kind=chosen,
        demand_id=demand,
        engagement_id=cdo,
        day=day,
        slot=visit.slot,
        length=visit.length,
    )


@blueprint.post("/desepingler")
def unpin(plan_id: int) -> Any:
    """Take a pin away."""
    with transaction(db.session):
        desk = look_at_desk(plan_id)
        visit = desk.find(sent("visite"))
        remove_constraint(
            db.session,
            groupement_id=actor().groupement_id,
            constraint_id=sent_number("contrainte"),
            person_id=actor().person_id,
            now=utc_now(),
        )
    flash(gettext("The pin is gone."), "info")
    return to_desk(plan_id, visit)
