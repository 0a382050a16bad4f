"""From period to period: what is kept, what is added, where it is held; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import HUNDREDTH, ZERO, Sharing, Stake, rounded

ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A period as one member or CDO went through it.

    `stake` is None when the period does not count for them. `adjustment` is the sum of what the
    coordinator set right by hand, in half-days.
    """

    period_id: int
    sharing: Sharing
    stake: Stake | None
    adjustment: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one counted period did to what is carried over; every amount in half-days.

    `total` = `kept` + `balance` + `adjustment`; `carried` is the total held within ± `cap`.
    """

    basis: Decimal
    had: Decimal
    fair_share: Decimal
    balance: Decimal
    before: Decimal
    kept: Decimal
    adjustment: Decimal
    total: Decimal
    cap: Decimal
    carried: Decimal

    @property
    def is_capped(self) -> bool:
        """Return whether the cap took something away."""
        return self.carried != self.total

    @property
    def factor(self) -> Decimal:
        """Return by how much demands weigh more or less after this period, in hundredths."""
        return rounded(ONE - self.carried / self.basis)


def carry(entries: Iterable[Entry], rules: Rules) -> list[Step | None]:
    """Return a step per entry, the earliest first; None where the period does not count.

    Raises ValueError when a period comes twice.
    """
    steps: list[Step | None] = []
    seen: set[int] = set()
    carried = ZERO
    for entry in entries:
        if entry.period_id in seen:
            raise ValueError(f"period {entry.period_id} would count twice")
        seen.add(entry.period_id)
        step = None if entry.stake is None else _step(entry, entry.stake, carried, rules)
        carried = step.carried if step else carried
        steps.append(step)
    return steps


def _step(entry: Entry, stake: Stake, before: Decimal, rules: Rules) -> Step:
    fair_share = entry.sharing.fair_share(stake.basis)
    balance = stake.had - fair_share
    kept = rounded(before * rules.keep_percent / 100)
    total = kept + balance + entry.adjustment
    cap = (stake.basis * rules.cap_percent / 100).quantize(HUNDREDTH, ROUND_DOWN)
    return Step(
        basis=stake.basis,
        had=stake.had,
        fair_share=fair_share,
        balance=balance,
        before=before,
        kept=kept,
        adjustment=entry.adjustment,
        total=total,
        cap=cap,
        carried=max(-cap, min(cap, total)),
    )


def last_step(steps: Sequence[Step | None]) -> Step | None:
    """Return the step of the last period that counts, None for a newcomer."""
    return next((step for step in reversed(steps) if step), None)


def factor_after(steps: Sequence[Step | None]) -> Decimal:
    """Return the factor for the next run: exactly 1 for who has no period that counts."""
    last = last_step(steps)
    return last.factor if last else ONE
