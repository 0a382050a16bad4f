"""What is carried over as bars from the middle: to the left what is owed, to the right the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cdo_share.ledger.views import Account

HALF = 50  # of a width of 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from `x` on, both 0 to 100."""

    x: float
    width: float
    is_owed: bool


def bars_of(accounts: Sequence[Account]) -> dict[int, Bar]:
    """Return the bar of each account; the longest reaches an end."""
    greatest = max((abs(one.carried) for one in accounts), default=Decimal(0)) or Decimal(1)
    return {one.id: _bar(one.carried, greatest) for one in accounts}


def _bar(carried: Decimal, greatest: Decimal) -> Bar:
    width = float(HALF * abs(carried) / greatest)
    is_owed = carried < 0
    return Bar(HALF - width if is_owed else float(HALF), width, is_owed)
