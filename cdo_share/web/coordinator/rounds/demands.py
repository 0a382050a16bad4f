"""The demands of all members: what each asks for, what it was given, and why not more."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext, lazy_pgettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from cdo_share.core.text import alphabetical, has_words
from cdo_share.demands.guarantees import most_halfdays
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import get_demand, list_demands
from cdo_share.planning.known import Known, read_known
from cdo_share.publishing.cancelled_time import read_cancelled_time
from cdo_share.publishing.queries import list_visits_in_force, plan_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.web.auth import actor
from cdo_share.web.cancelled_texts import cancelled_texts
from cdo_share.web.coordinator.names import cdo_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.plans.unmet_demands import explain_entry
from cdo_share.web.coordinator.rounds.guarantee_form import GuaranteeForm
from cdo_share.web.demand_facts import demand_facts
from cdo_share.web.demand_texts import DemandRow, count_granted, demand_rows
from cdo_share.web.extensions import db
from cdo_share.web.formats import skill_text
from cdo_share.web.forms import Form, options
from cdo_share.web.paging import PART_SIZE, part_of, searched_words
from cdo_share.web.shortfall import shortfall_of

blueprint = Blueprint("demands", __name__, url_prefix="/besoins")

STATES = (
    ("submitted", _l("Submitted")),
    ("changed", _l("Changed since the plan was made")),
    ("served", _l("Served")),
    ("partly_served", _l("Partly served")),
    ("unserved", _l("Not served")),
    ("cancelled", lazy_pgettext("demand", "Cancelled")),
    ("withdrawn", _l("Withdrawn")),
)


class FilterForm(Form):
    """Which demands to show; an empty choice shows all."""

    skill = SelectField(_l("Skill"), name="competence")
    member = SelectField(_l("Member"), name="adherent")
    state = SelectField(_l("State"), name="etat")

    def offer(self, demands: Iterable[Demand]) -> None:
        """Offer the skills and members that occur."""
        demands = list(demands)
        skills = _by_label({(skill_text(one.skill), one.skill) for one in demands})
        members = _by_label({(one.member.name, str(one.member_id)) for one in demands})
        self.skill.choices = _all([(code, label) for label, code in skills])
        # Among so many members one searches; a link may still name one of them.
        if len(members) > PART_SIZE:
            members = [pair for pair in members if pair[1] == self.member.data]
        self.member.choices = _all([(number, name) for name, number in members])
        self.state.choices = _all([(code, str(label)) for code, label in STATES])

    def fits(self, row: DemandRow) -> bool:
        """Return whether the row is one of those asked for."""
        demand = row.demand
        texts = (demand.title, demand.member.name, demand.member.site.commune)
        return (
            has_words(searched_words(), texts)
            and self.skill.data in {"", row.demand.skill}
            and self.member.data in {"", str(row.demand.member_id)}
            and self.state.data in {"", row.state}
        )


def _all(choices: list[tuple[str, str]]) -> list[Any]:
    return options([("", gettext("All")), *choices])


@blueprint.get("")
def index() -> str:
    """Show the demands of the period that fit the filter."""
    period = find_period()
    form = FilterForm(_filter_values(), meta={"csrf": False})
    rows = _rows(period) if period else []
    form.offer(row.demand for row in rows)
    return render_template(
        "coordinator/demands/index.html",
        period=period,
        form=form,
        total=len(rows),
        rows=part_of([row for row in rows if form.fits(row)]),
        words=searched_words(),
    )


def _filter_values() -> Any:
    """Return the filter of the address, empty where it does not say."""
    values = request.args.copy()
    for name in ("competence", "adherent", "etat"):
        values.setdefault(name, "")
    return values


def _rows(period: Period) -> list[DemandRow]:
    groupement_id = actor().groupement_id
    visits = list_visits_in_force(db.session, groupement_id, period_id=period.id)
    demands = list_demands(db.session, groupement_id, period.id)
    demands.sort(key=lambda demand: (demand.member.name, demand.id))
    known = read_known(db.session, plan_in_force(groupement_id, period.id))
    return _rows_of(demands, visits, known)


def _rows_of(
    demands: list[Demand], visits: list[VisitView], known: Known | None
) -> list[DemandRow]:
    """Return demands of one period beside the visits in force, as the plan in force knew them."""
    if known is None or not demands:
        return demand_rows(demands, count_granted(visits), None, {})
    keys = demands[0].groupement_id, demands[0].period_id
    cancelled = read_cancelled_time(db.session, *keys, read_at=known.read_at)
    return demand_rows(demands, count_granted(visits), known.read_at, cancelled)


@blueprint.get("/<int:demand_id>")
def show(demand_id: int) -> str:
    """Show one demand, the visits it was given, and why it did not get more."""
    return show_demand(get_demand(db.session, actor().groupement_id, demand_id))


def show_demand(demand: Demand, form: GuaranteeForm | None = None) -> str:
    """Return the page of one demand; `form` is what was typed about its guarantee."""
    groupement_id = demand.groupement_id
    visits = [
        visit
        for visit in list_visits_in_force(db.session, groupement_id, member_id=demand.member_id)
        if visit.demand_id == demand.id
    ]
    known = read_known(db.session, plan_in_force(groupement_id, demand.period_id))
    entry = _find_unmet(known, demand)
    reason, remedy = _explanation(entry, demand)
    row = _rows_of([demand], visits, known)[0]
    return render_template(
        "coordinator/demands/show.html",
        row=row,
        cancelled=cancelled_texts(row, to_member=False),
        facts=demand_facts(demand),
        form=form or GuaranteeForm.of(demand),
        most=most_halfdays(demand),
        visits=visits,
        reason=reason,
        remedy=remedy,
        told=shortfall_of(entry, demand.period.grid) if entry else None,
    )


def _find_unmet(known: Known | None, demand: Demand) -> dict[str, Any] | None:
    """Return what the plan in force says of a demand that it knew and does not serve in full."""
    if known is None or demand.updated_at > known.read_at:
        return None
    return next((entry for entry in known.unmet if entry["demand"] == demand.id), None)


def _explanation(entry: dict[str, Any] | None, demand: Demand) -> tuple[str, str]:
    """Return why the plan in force gives no more, and what would help; empty when unknown."""
    if entry is None:
        return "", ""
    return explain_entry(entry, cdo_names(demand.groupement_id), demand.period.grid)


def _by_label(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (label, value) pairs in the order of a directory."""
    return sorted(pairs, key=lambda pair: alphabetical(pair[0]))
