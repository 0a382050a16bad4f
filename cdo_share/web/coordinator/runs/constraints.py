"""What further runs of a period must respect, in words, each with the way to remove it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.planning.constraint_queries import list_constraints, remove_constraint
from cdo_share.planning.models import Constraint, ConstraintSource
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.runs.clash_words import clashes_of_period
from cdo_share.web.coordinator.runs.constraint_words import ConstraintNames, constraint_text
from cdo_share.web.extensions import db

blueprint = Blueprint("constraints", __name__, url_prefix="/contraintes")


@dataclass(frozen=True, slots=True)
class ConstraintRow:
    """A constraint in words."""

    id: int
    text: str
    source: str


@blueprint.get("")
def index() -> str:
    """Show the constraints of the period, the oldest first."""
    period = find_period()
    if period is None:
        raise PageNotFound
    names = ConstraintNames(
        cdo_names(actor().groupement_id),
        demand_names(actor().groupement_id, period.id),
        period.grid,
    )
    rows = list_constraints(db.session, actor().groupement_id, period.id)
    return render_template(
        "coordinator/constraints/index.html",
        period=period,
        rows=[ConstraintRow(row.id, constraint_text(row, names), _source(row)) for row in rows],
    )


@blueprint.get("/contradictions")
def clashes() -> str:
    """Return which constraints cannot be respected; looked for when the page stands already."""
    period = find_period()
    if period is None:
        raise PageNotFound
    found = clashes_of_period(period)
    return render_template("coordinator/constraints/_cannot.html", clashes=found, period=period)


@blueprint.post("/<int:constraint_id>/retirer")
def remove(constraint_id: int) -> Any:
    """Let further runs be free of a constraint."""
    constraint = db.session.get(Constraint, constraint_id)
    period_id = constraint.period_id if constraint else None
    with transaction(db.session):
        remove_constraint(
            db.session,
            groupement_id=actor().groupement_id,
            constraint_id=constraint_id,
            person_id=actor().person_id,
            now=utc_now(),
        )
    flash(gettext("The constraint is removed; the next allocation is free of it."), "success")
    return redirect(url_for("coordinator.constraints.index", periode=period_id))


def _source(row: Constraint) -> str:
    texts = {
        ConstraintSource.COORDINATOR: gettext("from the coordination"),
        ConstraintSource.ANSWER: gettext("from an answer to a plan"),
        ConstraintSource.BOOKING: gettext("from a booking"),
    }
    return str(texts[row.source])
