"""A demand in words: how much it makes in all, how it stands, what was granted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext, ngettext

from cdo_share.core.grid import Grid
from cdo_share.demands.models import AmountUnit, Cadence, Demand, DemandState
from cdo_share.publishing.cancelled_time import CancelledTime
from cdo_share.publishing.models import VisitState
from cdo_share.publishing.views import VisitView
from cdo_share.web.formats import amount_text


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand with what the page says of it; granted and asked count slots of the grid."""

    demand: Demand
    state: str
    sum: str
    rhythm: str
    granted: int
    cancelled: CancelledTime

    @property
    def is_answered(self) -> bool:
        """Return whether a release has decided about it."""
        return self.state in {"served", "partly_served", "unserved", "cancelled"}

    @property
    def asked(self) -> int:
        """Return what is still asked for: what was stated, without what was given up since."""
        return still_asked(self.demand, self.cancelled)

    @property
    def sought(self) -> int:
        """Return what was cancelled, is missing, and has to find another date."""
        return min(self.cancelled.sought, max(self.asked - self.granted, 0))

    @property
    def granted_before(self) -> str:
        """Return in words what a release gave to a demand since changed or withdrawn, or ""."""
        if self.is_answered or not self.granted:
            return ""
        amount = amount_text(self.granted, self.demand.period.grid)
        return str(
            ngettext(
                "%(amount)s is planned for what was asked for before.",
                "%(amount)s are planned for what was asked for before.",
                self.granted,
                amount=amount,
            )
        )


def sum_text(visits: int, length: tuple[int, AmountUnit], slots: int, grid: Grid) -> str:
    """Return “13 visits of half a day: 13 half-days”; `length` is amount and unit of one visit."""
    return str(
        ngettext(
            "%(num)d visit %(of_length)s: %(total)s",
            "%(num)d visits %(of_length)s: %(total)s",
            visits,
            of_length=_of_length(*length),
            total=amount_text(slots, grid),
        )
    )


def _of_length(amount: int, unit: AmountUnit) -> str:
    if unit is AmountUnit.HOURS:
        return str(ngettext("of %(num)d hour", "of %(num)d hours", amount))
    return str(gettext("of half a day") if amount == 1 else gettext("of a whole day"))


def rhythm_text(demand: Demand) -> str:
    """Return “2 visits every week”, “a visit every two weeks” or “when it fits”."""
    count = demand.visits_per_window
    texts = {
        Cadence.WEEKLY: ngettext("A visit every week", "%(num)d visits every week", count),
        Cadence.FORTNIGHTLY: ngettext(
            "A visit every two weeks", "%(num)d visits every two weeks", count
        ),
        Cadence.MONTHLY: ngettext(
            "A visit every four weeks", "%(num)d visits every four weeks", count
        ),
        Cadence.ONCE: gettext("When it fits"),
    }
    return str(texts[demand.cadence])


def count_granted(visits: Iterable[VisitView]) -> Counter[int]:
    """Return the slots that the visits in force give to each demand."""
    granted: Counter[int] = Counter()
    for visit in visits:
        granted[visit.demand_id] += visit.length
    return granted


def count_left(visits: Iterable[VisitView], now: datetime) -> Counter[int]:
    """Return the slots that each demand was granted and that were not held yet."""
    return count_granted(
        visit for visit in visits if visit.ends_at > now and visit.state is not VisitState.HELD
    )


def still_asked(demand: Demand, cancelled: CancelledTime) -> int:
    """Return the slots that a demand asks for beside what was cancelled and is not replaced."""
    return max(demand.requested_slots - cancelled.given_up, 0)


def state_of(demand: Demand, granted: int, asked: int, read_at: datetime | None) -> str:
    """Return how a demand stands; one stated or changed after `read_at` waits for the next plan.

    `read_at` is when the data were read that the plan in force answers, which may be long before it
    was published; None without a release. A booking has its visit from the moment it is a demand.
    `asked` are the slots still asked for: nothing is where every visit was cancelled for good.
    """
    if demand.state is DemandState.WITHDRAWN:
        return "withdrawn"
    if read_at is None:
        return "submitted"
    if not asked and not granted:
        return "cancelled"
    is_booked = granted and demand.updated_at == demand.created_at
    if demand.updated_at > read_at and not is_booked:
        return "changed" if granted else "submitted"
    if granted >= asked:
        return "served"
    return "partly_served" if granted else "unserved"


def demand_rows(
    demands: Iterable[Demand],
    granted: Counter[int],
    read_at: datetime | None,
    cancelled: Mapping[int, CancelledTime],
) -> list[DemandRow]:
    """Return the demands as the page shows them; `read_at` as for `state_of`."""
    return [
        _row(demand, granted[demand.id], read_at, cancelled.get(demand.id, CancelledTime()))
        for demand in demands
    ]


def _row(
    demand: Demand, granted: int, read_at: datetime | None, cancelled: CancelledTime
) -> DemandRow:
    return DemandRow(
        demand=demand,
        state=state_of(demand, granted, still_asked(demand, cancelled), read_at),
        sum=sum_text(
            demand.requested_slots // demand.visit_slots,
            (demand.visit_amount, demand.visit_unit),
            demand.requested_slots,
            demand.period.grid,
        ),
        rhythm=rhythm_text(demand),
        granted=granted,
        cancelled=cancelled,
    )


def covers_period(demand: Demand) -> bool:
    """Return whether the dates of a demand are simply those of its period."""
    stretch: tuple[date, date] = (demand.period.starts_on, demand.period.ends_on)
    return (demand.earliest_on, demand.latest_on) == stretch
