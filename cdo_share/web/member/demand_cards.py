"""The firm's demands as its pages show them: asked, granted, still to come, and why not more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from cdo_share.core.clock import utc_now
from cdo_share.demands.models import Demand
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.publishing.views import VisitView
from cdo_share.rounds.models import Period
from cdo_share.web.demand_texts import DemandRow, count_granted, count_left, demand_rows
from cdo_share.web.extensions import db
from cdo_share.web.shortfall import Shortfall, read_shortfalls


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
    shortfalls = read_shortfalls(db.session, release, period.grid)
    rows = demand_rows(demands, count_granted(visits), release)
    return [
        DemandCard(row, left[row.demand.id], _shortfall(row, release, shortfalls)) for row in rows
    ]


def _shortfall(
    row: DemandRow, release: Release | None, shortfalls: dict[int, Shortfall]
) -> Shortfall | None:
    """Nothing is to be explained where all was granted, nor by a plan that knew other wishes."""
    is_short = row.state in {"partly_served", "unserved"}
    if release is None or not is_short or row.demand.updated_at > release.published_at:
        return None
    return shortfalls.get(row.demand.id)
