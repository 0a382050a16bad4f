"""What surrounds a filling-in of the form: whose demand, in which period, which CDOs there are.

Plain values where pages read names: a refusal undoes the transaction, and rows would forget them.
"""

from dataclasses import dataclass
from datetime import date

from cdo_share.accounts.models import Groupement
from cdo_share.accounts.queries import get_member, list_engagements
from cdo_share.demands.closed_days import closed_days_of
from cdo_share.demands.models import Demand
from cdo_share.demands.wish import DemandWish, Request, measure_wish
from cdo_share.publishing.continuity import find_last_engagement
from cdo_share.rounds.models import Period, PeriodState
from cdo_share.rounds.queries import list_working_days
from cdo_share.web.extensions import db


@dataclass(frozen=True, slots=True)
class CdoChoice:
    """A CDO whom the form names."""

    engagement_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The frame of one demand; `before` is the CDO whom the member had, if they are still there.

    `closed` are the working days on which the firm is closed.

    `price_cents` is the price of a half-day without VAT, None while the groupement has not said it.
    """

    groupement_id: int
    member_id: int
    period: Period
    days: tuple[date, ...]
    closed: frozenset[date]
    cdos: tuple[CdoChoice, ...]
    before: CdoChoice | None
    price_cents: int | None
    demand_id: int | None = None

    def measure(self, wish: DemandWish) -> Request:
        """Return what a completed wish amounts to for this firm in this period."""
        return measure_wish(wish, self.period.grid, self.days, self.closed)

    @property
    def is_open(self) -> bool:
        """Return whether demands of the period may still change."""
        return self.period.state is PeriodState.OPEN

    @property
    def engagement_ids(self) -> frozenset[int]:
        """Return the CDOs who are there, by engagement."""
        return frozenset(cdo.engagement_id for cdo in self.cdos)


def open_case(
    groupement: Groupement, member_id: int, period: Period, demand: Demand | None = None
) -> Case:
    """Return the frame of a new demand of a member, or of one that is changed."""
    cdos = tuple(
        CdoChoice(engagement.id, engagement.person.name)
        for engagement in list_engagements(db.session, groupement.id)
    )
    before = demand.previous_engagement_id if demand else None
    if before is None:
        before = find_last_engagement(db.session, groupement.id, member_id, period)
    days = tuple(list_working_days(db.session, period))
    member = get_member(db.session, groupement.id, member_id)
    return Case(
        groupement_id=groupement.id,
        member_id=member_id,
        period=period,
        days=days,
        closed=closed_days_of(db.session, member, days),
        cdos=cdos,
        before=next((cdo for cdo in cdos if cdo.engagement_id == before), None),
        price_cents=groupement.halfday_price_cents,
        demand_id=demand.id if demand else None,
    )
