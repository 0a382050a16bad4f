"""Is everything ready for an allocation? What was found, how grave it is, and what mends it."""

from flask import Blueprint, render_template
from flask_babel import gettext

from cdo_share.planning.readiness.balance import OUT_OF_REACH, REMOTE, BasinBalance, WeekBalance
from cdo_share.planning.readiness.checks import count_by_severity
from cdo_share.web.coordinator.period import find_round
from cdo_share.web.coordinator.readiness.balance import (
    BalanceRow,
    greatest_of,
    read_balance,
    verdict_of,
)
from cdo_share.web.coordinator.readiness.looking import look
from cdo_share.web.coordinator.readiness.rows import can_reopen, rows_by_severity
from cdo_share.web.formats import full_day

blueprint = Blueprint("readiness", __name__, url_prefix="/verification")

SKILLS_SHOWN = 10


@blueprint.get("")
def index() -> str:
    """Show everything that the checks find, and demand against supply by skill, week and basin."""
    period = find_round()
    if period is None:
        return render_template("coordinator/answers/empty.html")
    readiness = look(period)
    weeks = [_week(one) for one in readiness.weeks]
    basins = [_basin(one) for one in readiness.basins]
    skills = read_balance(readiness.skills)
    return render_template(
        "coordinator/readiness/index.html",
        period=period,
        counts=count_by_severity(readiness.findings),
        findings=rows_by_severity(readiness.findings, period),
        can_reopen=can_reopen(readiness.findings, period),
        skills=skills,
        skills_shown=SKILLS_SHOWN,
        weeks=weeks,
        basins=basins,
        greatest=greatest_of,
    )


def _week(one: WeekBalance) -> BalanceRow:
    name = gettext("Week of %(day)s", day=full_day(one.monday))
    return BalanceRow(str(name), None, round(one.asked), one.possible, *verdict_of(one))


def _basin(one: BasinBalance) -> BalanceRow:
    if one.commune == REMOTE:
        verdict = str(gettext("from anywhere")), "good"
        return BalanceRow(str(gettext("Remote")), None, one.asked, None, *verdict)
    if one.commune == OUT_OF_REACH:
        verdict = str(gettext("no CDO drives so far")), "bad"
        return BalanceRow(str(gettext("Out of reach")), 0, one.asked, 0, *verdict)
    return BalanceRow(one.commune, one.cdos, one.asked, one.possible, *verdict_of(one))
