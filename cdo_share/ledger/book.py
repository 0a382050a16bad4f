"""Accounts from what happened: who counts, what all had, what is carried from period to period."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cdo_share.core.text import alphabetical
from cdo_share.ledger.carrying import Entry, carry
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing, Stake
from cdo_share.ledger.views import (
    Absence,
    Account,
    AdjustmentView,
    Amounts,
    CountedPeriod,
    Ledger,
    Line,
)

Place = tuple[int, int]  # a period and a member or engagement, by number
NOTHING = Amounts()
Named = tuple[int, str, bool]
WhyAbsent = Callable[[CountedPeriod, int], Absence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What happened, by period and member or engagement; `stakes` has those who count."""

    rules: Rules
    periods: tuple[CountedPeriod, ...]
    amounts: Mapping[Place, Amounts]
    stakes: Mapping[Place, Stake]
    adjustments: Mapping[Place, tuple[AdjustmentView, ...]]
    why_absent: WhyAbsent

    def ledger(self, named: Iterable[Named]) -> Ledger:
        """Return the accounts of those who are active or counted once, most owed first."""
        sharings = {period.id: self._sharing(period) for period in self.periods}
        accounts = [self._account(one, sharings) for one in named]
        shown = [one for one in accounts if one.is_active or one.last]
        shown.sort(key=lambda one: (one.carried, alphabetical(one.name)))
        return Ledger(rules=self.rules, periods=self.periods, accounts=tuple(shown))

    def _sharing(self, period: CountedPeriod) -> Sharing:
        return Sharing.of(
            stake for (period_id, _), stake in self.stakes.items() if period_id == period.id
        )

    def _account(self, named: Named, sharings: Mapping[int, Sharing]) -> Account:
        number, name, is_active = named
        entries = [self._entry(period, number, sharings[period.id]) for period in self.periods]
        steps = carry(entries, self.rules)
        lines = tuple(
            Line(
                period=period,
                amounts=self.amounts.get((period.id, number), NOTHING),
                sharing=sharings[period.id],
                adjustments=self.adjustments.get((period.id, number), ()),
                step=step,
                absence=None if step else self.why_absent(period, number),
            )
            for period, step in zip(self.periods, steps, strict=True)
        )
        return Account(id=number, name=name, is_active=is_active, lines=lines)

    def _entry(self, period: CountedPeriod, number: int, sharing: Sharing) -> Entry:
        place = period.id, number
        adjusted = sum(one.halfdays for one in self.adjustments.get(place, ()))
        return Entry(
            period_id=period.id,
            sharing=sharing,
            stake=self.stakes.get(place),
            adjustment=Decimal(adjusted),
        )
