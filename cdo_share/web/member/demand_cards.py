"""The firm's demands as its pages show them: asked, granted, still to come, and why not more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cdo_share.core.clock import utc_now
from cdo_share.demands.closed_days import closed_days_of
from cdo_share.demands.measuring import possible_slots
from cdo_share.demands.models import Demand
from cdo_share.planning.known import Known, read_known
from cdo_share.publishing.cancelled_time import read_cancelled_time
from cdo_share.publishing.queries import plan_in_force
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days
from cdo_share.web.cancelled_texts import cancelled_texts
from cdo_share.web.demand_texts import DemandRow, count_granted, count_left, demand_rows
from cdo_share.web.extensions import db
from cdo_share.web.shortfall import Shortfall, closed_shortfall, shortfalls_of


@dataclass(frozen=True, slots=True)
class DemandCard:
    """A demand with how it stands; `left` counts the slots granted and not yet held."""

    row: DemandRow
    left: int
    cancelled: list[str]
    shortfall: Shortfall | None


def demand_cards(
    period: Period, demands: Iterable[Demand], visits: Iterable[VisitView]
) -> list[DemandCard]:
    """Return demands of the firm in one period, in the order given, with what visits give them."""
    visits = list(visits)
    left: Counter[int] = count_left(visits, utc_now())
    known = read_known(db.session, plan_in_force(period.groupement_id, period.id))
    rows = _rows(period, demands, visits, known)
    explained = _shortfalls(period, rows, known)
    return [
        DemandCard(
            row=row,
            left=left[row.demand.id],
            cancelled=cancelled_texts(row, to_member=True),
            shortfall=explained.get(row.demand.id),
        )
        for row in rows
    ]


def _rows(
    period: Period, demands: Iterable[Demand], visits: list[VisitView], known: Known | None
) -> list[DemandRow]:
    if known is None:
        return demand_rows(demands, count_granted(visits), None, {})
    cancelled = read_cancelled_time(
        db.session, period.groupement_id, period.id, read_at=known.read_at
    )
    return demand_rows(demands, count_granted(visits), known.read_at, cancelled)


def _shortfalls(period: Period, rows: list[DemandRow], known: Known | None) -> dict[int, Shortfall]:
    """Return why each did not get more: the plan's reason, else that the firm is closed.

    Nothing is to be explained where all was granted, nor by a plan that knew other wishes, nor is
    what was cancelled since and is still asked for.
    """
    short = [row for row in rows if row.state in {"partly_served", "unserved"}]
    if not short or known is None:
        return {}
    told = shortfalls_of(known.unmet, period.grid)
    explained = [row for row in short if row.demand.updated_at <= known.read_at]
    untold = [row for row in explained if row.demand.id not in told]
    closed = _of_closed_days(
        period, [row for row in untold if row.granted + row.sought < row.asked]
    )
    found = told | closed
    numbers = [row.demand.id for row in explained]
    return {number: found[number] for number in numbers if number in found}


def _of_closed_days(period: Period, rows: list[DemandRow]) -> dict[int, Shortfall]:
    """Return why a plan gave all that it was asked for, and yet less than the member asks."""
    if not rows:
        return {}
    days = list_working_days(db.session, period)
    closed = closed_days_of(db.session, rows[0].demand.member, days)
    return {
        row.demand.id: closed_shortfall(
            possible_slots(row.demand, days, closed) < row.demand.requested_slots
        )
        for row in rows
    }
