"""The CDO's first page: what comes next, and what the coordinator needs to know of them."""

from typing import Any

from flask import Blueprint, render_template

from cdo_share.accounts.models import RoleKind
from cdo_share.availability.queries import list_availability
from cdo_share.core.clock import utc_now
from cdo_share.core.grid import GRIDS, HALF_DAYS
from cdo_share.proposals.queries import list_open_parties, terms_of
from cdo_share.publishing.misfits import ALL
from cdo_share.publishing.queries import latest_release, list_visits_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.web.agenda import agenda_days
from cdo_share.web.agreement_sheet.words import invitation
from cdo_share.web.auth import actor
from cdo_share.web.availability_sheet.right import find_right
from cdo_share.web.availability_sheet.words import week_figure
from cdo_share.web.extensions import db
from cdo_share.web.feed_links.invitations import is_chosen
from cdo_share.web.misfit_texts import of_cdo, what_stays
from cdo_share.web.period import find_present_period, local_today

blueprint = Blueprint("home", __name__)

NEXT_VISITS = 6


@blueprint.get("")
def index() -> Any:
    """Show the next visits, the load of the period, and whether availability is known."""
    engagement, today = actor().engagement, local_today()
    visits = list_visits_in_force(
        db.session, actor().groupement_id, engagement_id=engagement.id, first=today
    )
    period = find_present_period()
    availability = list_availability(db.session, [engagement])[engagement.id]
    return render_template(
        "cdo/home/index.html",
        days=agenda_days(visits[:NEXT_VISITS], today=today, who=lambda visit: visit.member_name),
        more=max(0, len(visits) - NEXT_VISITS),
        halfdays=sum(map(_halfdays, visits)),
        members=len({visit.member_id for visit in visits}),
        has_week=bool(availability.pattern),
        week=week_figure(availability.pattern, period.grid if period else HALF_DAYS),
        right=find_right(engagement.id, period),
        period=period,
        release=latest_release(db.session, actor().groupement_id),
        misfits=of_cdo(engagement.id, ALL, {engagement.id: availability}) if visits else [],
        what_stays=what_stays(),
        proposed=_proposed(engagement.id),
        is_invited=is_chosen(),
    )


def _proposed(engagement_id: int) -> list[tuple[int, str, str]]:
    """Return where the CDO is asked about a plan: the party's number, title and sentence."""
    whose = actor().groupement_id, RoleKind.CDO, engagement_id
    return [
        (party.id, *invitation(party.answer, terms_of(proposal), utc_now()))
        for proposal, party in list_open_parties(db.session, *whose)
    ]


def _halfdays(visit: VisitView) -> float:
    return visit.length / GRIDS[visit.grid_kind].slots_per_half
