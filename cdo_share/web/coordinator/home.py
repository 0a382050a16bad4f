"""The period at a glance: demand against supply, what binds, what runs, who gets less."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.core.outbox import count_mails
from cdo_share.planning.models import Plan, Run
from cdo_share.planning.queries import list_runs
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.planning.readiness.look import Readiness
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_periods
from cdo_share.web.auth import actor
from cdo_share.web.coordinator.names import cdo_names, demand_names
from cdo_share.web.coordinator.period import find_period
from cdo_share.web.coordinator.plans.unmet_demands import list_unmet
from cdo_share.web.coordinator.readiness.balance import read_balance
from cdo_share.web.coordinator.readiness.looking import look
from cdo_share.web.extensions import db
from cdo_share.web.work import is_worker_running

blueprint = Blueprint("home", __name__)

RUNS_SHOWN = 4
SKILLS_SHOWN = 10
UNMET_SHOWN = 8


@blueprint.get("/")
def index() -> str:
    """Show the period; without one, say what is missing."""
    period = find_period()
    if period is None:
        return render_template("coordinator/home/empty.html")
    return render_template("coordinator/home/index.html", period=period, **_picture(period))


def _picture(period: Period) -> dict[str, Any]:
    groupement_id = actor().groupement_id
    runs = list_runs(db.session, groupement_id, period.id)
    release = latest_release(db.session, groupement_id, period.id)
    plan = _told_plan(runs, release)
    names = demand_names(groupement_id, period.id)
    waiting, failed = count_mails(db.session, groupement_id)
    return {
        "periods": list_periods(db.session, groupement_id),
        "runs": runs[:RUNS_SHOWN],
        "release": release,
        "plan": plan,
        "unmet": list_unmet(plan, names, cdo_names(groupement_id), period.grid) if plan else [],
        "unmet_shown": UNMET_SHOWN,
        "has_worker": is_worker_running(),
        "mails_waiting": waiting,
        "mails_failed": failed,
    }


def _told_plan(runs: list[Run], release: Release | None) -> Plan | None:
    """Return the plan whose gaps are told: the one in force, else the newest."""
    plans = [run.plan for run in runs if run.plan is not None]
    if release is not None:
        plans = [plan for plan in plans if plan.id == release.plan_id]
    return next(iter(plans), None)


@blueprint.get("/offre")
def supply() -> str:
    """Return the parts of the page that compare demand and supply, once they are reckoned."""
    period = find_period()
    if period is None:
        raise PageNotFound
    readiness = look(period)
    return render_template(
        "coordinator/home/_supply.html",
        period=period,
        balance=read_balance(readiness.skills),
        findings=count_by_severity(readiness.findings),
        answered=_count_answered(readiness),
        counts=_count_asking(readiness),
        skills_shown=SKILLS_SHOWN,
    )


def _count_answered(readiness: Readiness) -> dict[str, int]:
    """Return how many members and CDOs there are, and how many of them have answered."""
    facts = readiness.facts
    return {
        "members": len(facts.members),
        "members_answered": sum(one.id in facts.answered_members for one in facts.members),
        "cdos": len(facts.cdos),
        "cdos_answered": sum(one.id in facts.answered_cdos for one in facts.cdos),
    }


def _count_asking(readiness: Readiness) -> dict[str, int]:
    """Return how many demands take part, and of how many members."""
    demands = readiness.facts.demands
    return {"demands": len(demands), "members": len({one.member_id for one in demands})}
