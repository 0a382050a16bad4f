"""What the law says of one plan: the page, and the line on the plan's own page."""

from flask import Blueprint, render_template

from cdo_share.core.clock import utc_now
from cdo_share.legal.verdict import LegalVerdict
from cdo_share.planning.models import Plan
from cdo_share.planning.queries import get_plan
from cdo_share.publishing.lawful import judge_plan
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import get_period
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.law.rows import count_severities
from cdo_share.web.coordinator.law.show import show_verdict
from cdo_share.web.extensions import db

blueprint = Blueprint("plan_law", __name__, url_prefix="/plans/<int:plan_id>/droit")


@blueprint.get("")
def show(plan_id: int) -> str:
    """Show the findings CDO by CDO, each with article and remedy."""
    plan, period, verdict = _judge(plan_id)
    return show_verdict(verdict, period=period, plan=plan)


@blueprint.get("/avis")
def notice(plan_id: int) -> str:
    """Return the line of the plan's page that says how many findings there are."""
    plan, _, verdict = _judge(plan_id)
    counts = count_severities(verdict.findings)
    return render_template("coordinator/law/_notice.html", plan=plan, counts=counts)


def _judge(plan_id: int) -> tuple[Plan, Period, LegalVerdict]:
    groupement_id = actor().groupement_id
    plan = get_plan(db.session, groupement_id, plan_id)
    period = get_period(db.session, groupement_id, plan.period_id)
    return plan, period, judge_plan(db.session, plan, period, utc_now())
