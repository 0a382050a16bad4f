"""Published visits that no longer fit what was said since, each with where to look and mend."""

from collections import defaultdict

from flask import Blueprint, render_template, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound as PageNotFound

from cdo_share.publishing.misfit_queries import list_misfits
from cdo_share.publishing.misfits import OF_CDO, Misfit, Reason
from cdo_share.publishing.views import VisitView
from cdo_share.web.coordinator.period import find_round
from cdo_share.web.coordinator.readiness.mends import Mend
from cdo_share.web.coordinator.readiness.rows import FindingGroup, FindingRow, fold
from cdo_share.web.extensions import db
from cdo_share.web.misfit_texts import misfit_sentence, what_stays
from cdo_share.web.period import local_today

blueprint = Blueprint("misfits", __name__, url_prefix="/verification/publiees")

SHEET_ANCHORS = {
    Reason.CDO_LEFT: "leaving",
    Reason.CONFLICT: "conflicts",
    Reason.ABOVE_CAP: "week_cap_halfdays",
}


@blueprint.get("")
def index() -> str:
    """Show by reason with whom published visits no longer fit, and what mends it."""
    return _render("index")


@blueprint.get("/avis")
def notice() -> str:
    """Return the part of other pages that says how many there are; empty without any."""
    return _render("_notice")


def _render(page: str) -> str:
    period = find_round()
    if period is None:
        raise PageNotFound
    misfits = list_misfits(
        db.session, period.groupement_id, first=local_today(), period_id=period.id
    )
    return render_template(
        f"coordinator/misfits/{page}.html",
        period=period,
        count=len({one.visit.id for one in misfits}),
        groups=_groups(misfits),
        what_stays=what_stays(plans=True),
        plan_url=url_for("coordinator.runs.new", periode=period.id),
    )


def _groups(misfits: list[Misfit]) -> list[FindingGroup]:
    """Return the rows reason by reason: one for each CDO or member with whom it lies."""
    found: defaultdict[Reason, defaultdict[int, list[VisitView]]]
    found = defaultdict(lambda: defaultdict(list))
    for one in misfits:
        visit = one.visit
        whose = visit.engagement_id if one.reason in OF_CDO else visit.member_id
        found[one.reason][whose].append(visit)
    return [
        fold([_row(reason, visits) for visits in found[reason].values()], title="")
        for reason in Reason
        if reason in found
    ]


def _row(reason: Reason, visits: list[VisitView]) -> FindingRow:
    first, is_of_cdo = visits[0], reason in OF_CDO
    name = first.cdo_name if is_of_cdo else first.member_name
    sentence = misfit_sentence(
        reason, visits, lambda visit: visit.member_name if is_of_cdo else visit.cdo_name
    )
    text = gettext("%(name)s: %(sentence)s", name=name, sentence=sentence)
    return FindingRow(str(text), [_mend(reason, first)])


def _mend(reason: Reason, visit: VisitView) -> Mend:
    """Return where to see why."""
    number = visit.engagement_id
    if reason is Reason.WITHDRAWN:
        url = url_for("coordinator.demands.show", demand_id=visit.demand_id)
        return Mend(str(gettext("See the demand")), url)
    if reason is Reason.UNAVAILABLE:
        url = url_for("coordinator.availability_sheets.index", engagement_id=number)
        return Mend(str(gettext("See the availability")), url)
    if reason in OF_CDO:
        url = url_for("coordinator.cdos.edit", engagement_id=number, _anchor=SHEET_ANCHORS[reason])
        return Mend(str(gettext("Open the CDO’s sheet")), url)
    url = url_for("coordinator.members.edit", member_id=visit.member_id)
    return Mend(str(gettext("Open the member’s sheet")), url)
