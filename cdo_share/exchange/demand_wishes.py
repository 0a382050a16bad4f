"""A demand as a line of a table says it: from the row to the wish, and back from the demand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from cdo_share.core.i18n import N_, Message
from cdo_share.demands.models import (
    AmountUnit,
    Cadence,
    Demand,
    Place,
    Urgency,
    UrgencyReason,
    Wish,
)
from cdo_share.demands.wish import SAME_FIELDS, DemandWish
from cdo_share.exchange.cells import write_halfdays
from cdo_share.exchange.comparing import list_changes, list_stored
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.preview import FieldChange, shown
from cdo_share.exchange.row import Row
from cdo_share.exchange.vocabulary import VOCABULARIES
from cdo_share.rounds.models import Period

FIELDS = tuple(field.name for field in fields(DemandWish))
CLEARED: Mapping[str, Any] = {
    "total_visits": None,
    "earliest_on": None,
    "latest_on": None,
    "remote_visits": 0,
    "urgency_reason": None,
    "preferred": frozenset(),
    "impossible": frozenset(),
    "previous_engagement_id": None,
}
KINDS: Mapping[str, Callable[[Any], Any]] = {
    "level": int,
    "cadence": Cadence,
    "visit_unit": AmountUnit,
    "place": Place,
    "urgency": Urgency,
}
BLANK = DemandWish(
    title="",
    skill="",
    level=2,
    cadence=Cadence.ONCE,
    visit_amount=None,
    visit_unit=AmountUnit.HALF_DAYS,
    place=Place.ON_SITE,
)


@dataclass(frozen=True, slots=True)
class StatedWish:
    """A wish with the member who states it and the period it is for."""

    member_id: int
    period_id: int
    wish: DemandWish


def wish_of(demand: Demand) -> DemandWish:
    """Return a demand as it would be typed."""
    is_once = demand.cadence is Cadence.ONCE
    kept: dict[str, Any] = {name: getattr(demand, name) for name in SAME_FIELDS}
    return DemandWish(
        **kept,
        visits_per_window=demand.visits_per_window,
        total_visits=demand.requested_slots // demand.visit_slots if is_once else None,
        preferred=_halfdays(demand, Wish.PREFERRED),
        impossible=_halfdays(demand, Wish.IMPOSSIBLE),
        declined=frozenset((row.engagement_id, row.reason) for row in demand.declined),
    )


def _halfdays(demand: Demand, kind: Wish) -> frozenset[Any]:
    return frozenset((row.weekday, row.half) for row in demand.halfdays if row.wish is kind)


def read_wish(row: Row, known: DemandWish | None, period: Period) -> DemandWish:
    """Return the wish of a line, completed; what the file does not say stays as it was."""
    base = known or BLANK
    values = row.chosen(CLEARED, {name: getattr(base, name) for name in FIELDS})
    values |= {name: kind(values[name]) for name, kind in KINDS.items()}
    reason = values["urgency_reason"]
    values["urgency_reason"] = UrgencyReason(reason) if reason else None
    return normal(DemandWish(**values), period)


def normal(wish: DemandWish, period: Period) -> DemandWish:
    """Return a wish completed, without the number of visits that its cadence does not read."""
    is_once = wish.cadence is Cadence.ONCE
    wish = replace(wish, visits_per_window=1) if is_once else replace(wish, total_visits=None)
    return wish.completed(period.starts_on, period.ends_on)


def warn_of_unread(row: Row, wish: DemandWish) -> None:
    """Note a total of visits beside a cadence that does not read it."""
    if wish.cadence is not Cadence.ONCE and "total_visits" in row.values:
        sentence = N_(
            "This total is not read: with this cadence, what counts is the visits a time."
        )
        row.warn("total_visits", Message(sentence))


def stored_wish(
    whose: Mapping[str, str], wish: DemandWish, names: Mapping[int, str], language: str
) -> tuple[FieldChange, ...]:
    """Return what a new demand would hold; `whose` names the period and the member."""
    values = {**whose, **{name: getattr(wish, name) for name in FIELDS}}
    return list_stored(TableKind.DEMANDS, values, _words(names, language), language)


def wish_changes(
    old: DemandWish, new: DemandWish, names: Mapping[int, str], language: str
) -> tuple[FieldChange, ...]:
    """Return what a line would change; `names` are the CDOs by engagement."""
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in FIELDS]
    return list_changes(TableKind.DEMANDS, pairs, _words(names, language), language)


def _words(names: Mapping[int, str], language: str) -> dict[str, Callable[[Any], str]]:
    """Return how the values of columns are shown."""

    def label(vocabulary: str) -> Callable[[Any], str]:
        words = VOCABULARIES[vocabulary]
        return lambda code: words.label(str(code), language) if code is not None else ""

    return {
        "skill": label("skill"),
        "level": label("level"),
        "cadence": label("cadence"),
        "visit_unit": label("unit"),
        "place": label("place"),
        "urgency": label("urgency"),
        "urgency_reason": label("urgency_reason"),
        "preferred": lambda halfdays: write_halfdays(halfdays, language),
        "impossible": lambda halfdays: write_halfdays(halfdays, language),
        "previous_engagement_id": lambda number: names.get(number, shown(number, language)),
    }
