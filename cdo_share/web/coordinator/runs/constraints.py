"""What further runs of a period must respect, in words, each with the way to remove it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import Grid
from cdo_share.core.orm import transaction
from cdo_share.planning.constraint_queries import Holding, list_constraints, remove_constraint
from cdo_share.planning.models import Constraint, ConstraintKind, ConstraintSource
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.names import CdoName, DemandName, cdo_names, demand_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.runs.clash_words import clashes_of_period
from cdo_share.web.extensions import db
from cdo_share.web.formats import day_text, visit_time, weekday_text

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


@dataclass(frozen=True, slots=True)
class ConstraintNames:
    """What constraints name, in words, and the grid of the period."""

    cdos: Mapping[int, CdoName]
    demands: Mapping[int, DemandName]
    grid: Grid

    def values(self, row: Constraint | Holding) -> dict[str, str]:
        """Return the words of what a constraint names; empty for what it does not."""
        cdo, demand = self.cdos.get(row.engagement_id or 0), self.demands.get(row.demand_id or 0)
        return {
            "cdo": cdo.name if cdo else "",
            "demand": demand.title if demand else "",
            "member": demand.member_name if demand else "",
            "day": self._day(row, cdo),
            "weekday": weekday_text(row.weekday) if row.weekday is not None else "",
        }

    def _day(self, row: Constraint | Holding, cdo: CdoName | None) -> str:
        if row.day is None:
            return ""
        if row.slot is None or row.length is None:
            return day_text(row.day)
        regime = cdo.regime if cdo else Regime.FORFAIT_JOURS
        return f"{day_text(row.day)}, {visit_time(self.grid, row.slot, row.length, regime)}"


def constraint_text(row: Constraint | Holding, names: ConstraintNames) -> str:
    """Return a constraint, made or still to be made, as a sentence."""
    values = names.values(row)
    # gettext must see each sentence whole.
    texts = {
        ConstraintKind.KEEP_VISIT: gettext(
            "%(member)s, “%(demand)s”: %(cdo)s comes on %(day)s", **values
        ),
        ConstraintKind.KEEP_TIME: gettext("%(member)s, “%(demand)s”: a visit on %(day)s", **values),
        ConstraintKind.KEEP_CDO: gettext("%(member)s, “%(demand)s”: only %(cdo)s comes", **values),
        ConstraintKind.KEEP_WEEKDAY: gettext(
            "%(member)s, “%(demand)s”: only on the weekday %(weekday)s", **values
        ),
        ConstraintKind.AVOID_DEMAND: gettext(
            "%(member)s, “%(demand)s”: no visit on %(day)s", **values
        ),
        ConstraintKind.AVOID_CDO: gettext("%(cdo)s does not work on %(day)s", **values)
        if row.demand_id is None
        else gettext("%(member)s, “%(demand)s”: %(cdo)s does not come", **values),
    }
    return str(texts[row.kind])


def _source(row: Constraint) -> str:
    texts = {
        ConstraintSource.COORDINATOR: gettext("from the coordination"),
        ConstraintSource.ANSWER: gettext("from an answer to a plan"),
        ConstraintSource.BOOKING: gettext("from a booking"),
    }
    return str(texts[row.source])
