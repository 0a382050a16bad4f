"""The firm's demands as its pages show them: asked, granted, still to come, and why not more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cdo_share.core.clock import utc_now
from cdo_share.demands.closed_days import closed_days_of
from cdo_share.demands.measuring import possible_slots
from cdo_share.demands.models import Demand
from cdo_share.planning.known import Known, read_known
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days
from cdo_share.web.demand_texts import DemandRow, count_granted, count_left, demand_rows
from cdo_share.web.extensions import db
from cdo_share.web.shortfall import Shortfall, closed_shortfall, shortfalls_of


@dataclass(frozen=True, slots=True)
class DemandCard:
    """A demand with how it stands; `left` counts the slots granted and not yet held."""

    row: DemandRow
    left: int
    shortfall: Shortfall | None


def demand_cards(
    period: Period, demands: Iterable[Demand], visits: Iterable[VisitView]
) -> list[DemandCard]:
    """Return demands of the firm in one period, in the order given, with what visits give them."""
    visits = list(visits)
    release = latest_release(db.session, period.groupement_id, period.id)
    left: Counter[int] = count_left(visits, utc_now())
    known = read_known(db.session, release.plan_id) if release is not None else None
    rows = demand_rows(demands, count_granted(visits), known.read_at if known else None)
    explained = _shortfalls(period, rows, known)
    return [DemandCard(row, left[row.demand.id], explained.get(row.demand.id)) for row in rows]


def _shortfalls(period: Period, rows: list[DemandRow], known: Known | None) -> dict[int, Shortfall]:
    """Return why each did not get more: the plan's reason, else that the firm is closed.

    Nothing is to be explained where all was granted, nor by a plan that knew other wishes.
    """
    short = [row.demand for row in rows if row.state in {"partly_served", "unserved"}]
    if not short or known is None:
        return {}
    told = shortfalls_of(known.unmet, period.grid)
    explained = [one for one in short if one.updated_at <= known.read_at]
    closed = _of_closed_days(period, [one for one in explained if one.id not in told])
    return {one.id: told.get(one.id) or closed[one.id] for one in explained}


def _of_closed_days(period: Period, demands: list[Demand]) -> dict[int, Shortfall]:
    """Return why a plan gave all that it was asked for, and yet less than the member asks."""
    if not demands:
        return {}
    days = list_working_days(db.session, period)
    closed = closed_days_of(db.session, demands[0].member, days)
    return {
        one.id: closed_shortfall(possible_slots(one, days, closed) < one.requested_slots)
        for one in demands
    }
