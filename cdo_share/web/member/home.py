"""The first page of a member: what comes next, what was asked and granted, what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

from cdo_share.core.grid import Grid
from cdo_share.demands.models import Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.feed_links import list_feed_links
from cdo_share.web.formats import amount_text
from cdo_share.web.member.visits import list_own_visits, show_agenda
from cdo_share.web.period import find_present_period, local_today

blueprint = Blueprint("home", __name__)

NEXT_VISITS = 3


@dataclass(frozen=True, slots=True)
class Balance:
    """What the firm asked for and was granted in a period, in slots of its grid."""

    grid: Grid
    asked: int
    granted: int
    is_published: bool

    @property
    def granted_share(self) -> str:
        """Return “8 half-days of 13” in words, or that nothing is decided yet."""
        if not self.is_published:
            return str(gettext("not decided yet"))
        return str(gettext("of %(asked)s asked for", asked=amount_text(self.asked, self.grid)))


@dataclass(frozen=True, slots=True)
class Call:
    """One thing the member should do next."""

    symbol: str
    title: str
    text: str
    label: str
    url: str


@blueprint.get("")
def index() -> str:
    """Show the next visits, the balance of the period, and what remains to be done."""
    today, period = local_today(), find_present_period()
    visits = list_own_visits()
    coming = [visit for visit in visits if visit.day >= today]
    demands = _demands(period)
    return render_template(
        "member/home/index.html",
        period=period,
        calls=list(_calls(period, demands, bool(visits))),
        balance=_balance(period, demands, visits),
        next_visits=show_agenda(coming[:NEXT_VISITS], today),
        more=max(len(coming) - NEXT_VISITS, 0),
    )


def _demands(period: Period | None) -> list[Demand]:
    """Return the demands that count; none without a period."""
    if period is None:
        return []
    acting = actor()
    demands = list_demands(db.session, acting.groupement_id, period.id, acting.member.id)
    return [demand for demand in demands if demand.state is DemandState.SUBMITTED]


def _balance(
    period: Period | None, demands: list[Demand], visits: list[VisitView]
) -> Balance | None:
    if period is None or not demands:
        return None
    return Balance(
        grid=period.grid,
        asked=sum(demand.requested_slots for demand in demands),
        granted=sum(visit.length for visit in visits if visit.period_id == period.id),
        is_published=latest_release(db.session, period.groupement_id, period.id) is not None,
    )


def _calls(period: Period | None, demands: list[Demand], has_visits: bool) -> Iterator[Call]:
    if period is not None and period.state is PeriodState.OPEN and not demands:
        yield Call(
            "send",
            gettext("Say what you need"),
            gettext("The round is open: state your demand in a few minutes."),
            gettext("State a demand"),
            url_for("member.demands.new"),
        )
    if has_visits and not list_feed_links():
        yield Call(
            "calendar-plus",
            gettext("See the visits in your own calendar"),
            gettext("Subscribe once; your phone then follows every change."),
            gettext("Set up my calendar"),
            url_for("member.calendars.index"),
        )
