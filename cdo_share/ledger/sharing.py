"""How one period is shared out fairly: everybody gets the same part of what they stand for; pure.

What somebody stands for, their `basis`, is what a member asked, or the time a CDO was free. All
amounts are half-days, as decimal numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDREDTH = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """Return an amount in whole hundredths, halves away from zero, as one does by hand.

    >>> rounded(Decimal("2.345")), rounded(Decimal("-2.345"))
    (Decimal('2.35'), Decimal('-2.35'))
    """
    return amount.quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Stake:
    """What one member or CDO stands for in a period, and what they had of it."""

    basis: Decimal
    had: Decimal


@dataclass(frozen=True, slots=True)
class Sharing:
    """What all who count in a period stand for, and what they had."""

    basis: Decimal
    had: Decimal

    @classmethod
    def of(cls, stakes: Iterable[Stake]) -> "Sharing":
        """Return the sums; the order of the stakes does not matter."""
        listed = list(stakes)
        return cls(sum((one.basis for one in listed), ZERO), sum((one.had for one in listed), ZERO))

    @property
    def share(self) -> Decimal:
        """Return the part that all together had, 0 when nobody stood for anything."""
        return self.had / self.basis if self.basis else ZERO

    def fair_share(self, basis: Decimal) -> Decimal:
        """Return what the overall share gives of a basis, in hundredths, at most the basis."""
        return min(basis, rounded(basis * self.had / self.basis)) if self.basis else ZERO
