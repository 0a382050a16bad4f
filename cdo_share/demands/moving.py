"""What demands do when the dates of their period are corrected, or their only day falls away."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.demands.closed_days import list_closed_days
from cdo_share.demands.measuring import possible_slots
from cdo_share.demands.models import Cadence, Demand, DemandState
from cdo_share.demands.queries import list_demands
from cdo_share.rounds.models import Period
from cdo_share.rounds.queries import list_working_days

Stretch = tuple[date, date]


def move_demands(session: Session, period: Period, old: Stretch) -> None:
    """Let demands follow a period whose first and last day were `old`.

    An end that was the period's stays the period's; another day stays what was typed. Raises
    InvalidInput when the new dates leave out days that a member wished; a withdrawn demand is
    then wished over the whole period.
    """
    demands = list_demands(session, period.groupement_id, period.id)
    new = period.starts_on, period.ends_on
    stretches = {demand.id: _moved(demand, old, new) for demand in demands}
    outside = [demand for demand in demands if not _fits(stretches[demand.id], new)]
    _refuse(one for one in outside if one.state is DemandState.SUBMITTED)
    stretches |= {demand.id: new for demand in outside}
    for demand in demands:
        demand.earliest_on, demand.latest_on = stretches[demand.id]
    _measure(session, period, demands)
    session.flush()


def open_dates(session: Session, demand: Demand, day: date) -> None:
    """Let a demand that was wished on this day alone have every day of its period."""
    if demand.earliest_on == demand.latest_on == day:
        period = session.get_one(Period, demand.period_id)
        demand.earliest_on, demand.latest_on = period.starts_on, period.ends_on
        session.flush()


def _moved(demand: Demand, old: Stretch, new: Stretch) -> Stretch:
    first = new[0] if demand.earliest_on == old[0] else demand.earliest_on
    last = new[1] if demand.latest_on == old[1] else demand.latest_on
    return first, last


def _fits(stretch: Stretch, period: Stretch) -> bool:
    return period[0] <= stretch[0] <= stretch[1] <= period[1]


def _refuse(outside: Iterable[Demand]) -> None:
    titles = [demand.title for demand in outside]
    if titles:
        sentence = N_(
            "%(count)s demands are wished on days outside these dates, the first is “%(title)s”; "
            "choose dates that hold them, or change them first."
        )
        raise InvalidInput(Fault("starts_on", sentence, {"count": len(titles), "title": titles[0]}))


def _measure(session: Session, period: Period, demands: list[Demand]) -> None:
    """Write down what demands with a rhythm amount to; one that fits nowhere keeps one visit."""
    days = list_working_days(session, period)
    members = {demand.member_id: demand.member for demand in demands}
    closed = list_closed_days(session, period.groupement_id, members.values(), days)
    for demand in demands:
        if demand.cadence is not Cadence.ONCE:
            slots = possible_slots(demand, days, closed.get(demand.member_id, frozenset()))
            demand.requested_slots = max(demand.visit_slots, slots)
