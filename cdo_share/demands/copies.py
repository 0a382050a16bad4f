"""A demand stated again in another period: the same wishes, with the dates moved."""

from dataclasses import replace
from datetime import date

from cdo_share.demands.models import Cadence, Demand, Wish
from cdo_share.demands.wish import SAME_FIELDS, DemandWish
from cdo_share.rounds.models import Period


def wish_of(demand: Demand) -> DemandWish:
    """Return what a stored demand asks for, as if it were typed again."""
    is_once = demand.cadence is Cadence.ONCE
    marked = {(row.weekday, row.half): row.wish for row in demand.halfdays}
    return DemandWish(
        **{name: getattr(demand, name) for name in SAME_FIELDS},
        visits_per_window=demand.visits_per_window,
        total_visits=demand.requested_slots // demand.visit_slots if is_once else 1,
        preferred=frozenset(one for one, wish in marked.items() if wish is Wish.PREFERRED),
        impossible=frozenset(one for one, wish in marked.items() if wish is Wish.IMPOSSIBLE),
        declined=frozenset((row.engagement_id, row.reason) for row in demand.declined),
    )


def moved_wish(demand: Demand, period: Period) -> DemandWish:
    """Return the wish of a demand with its dates moved into another period.

    Dates move by as many days as the period does, so that a Tuesday stays one where periods
    begin on the same weekday, and stop at its ends; those of the whole period stay so.
    """
    wish = wish_of(demand)
    earliest_on = _moved(demand.earliest_on, demand.period, period)
    covers_end = demand.latest_on == demand.period.ends_on
    latest_on = period.ends_on if covers_end else _moved(demand.latest_on, demand.period, period)
    return replace(wish, earliest_on=earliest_on, latest_on=max(earliest_on, latest_on))


def _moved(day: date, old: Period, new: Period) -> date:
    return min(max(day + (new.starts_on - old.starts_on), new.starts_on), new.ends_on)
