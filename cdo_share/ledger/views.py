"""The ledger as it is read: accounts of members and CDOs, with a line per period; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from cdo_share.core.grid import Grid
from cdo_share.ledger.carrying import Step, factor_after, last_step
from cdo_share.ledger.models import AdjustmentReason
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import ZERO, Sharing


class Absence(StrEnum):
    """Why a period does not count for a member or a CDO."""

    NEWCOMER = "newcomer"
    NOTHING = "nothing"
    SILENT = "silent"
    LEFT = "left"
    VOLUNTEER = "volunteer"
    NO_PART = "no_part"


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """A period that has a release."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    grid: Grid

    def halfdays(self, slots: int) -> Decimal:
        """Return an amount of the period's slots in half-days; a quarter is exact."""
        return Decimal(slots) / self.grid.slots_per_half


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What became of visits, in half-days: planned or held, or cancelled by whom.

    `by_member` is what they gave up; `given_back` is what they cancelled and still ask for.
    """

    in_force: Decimal = ZERO
    by_member: Decimal = ZERO
    given_back: Decimal = ZERO
    by_cdo: Decimal = ZERO
    by_coordinator: Decimal = ZERO
    by_release: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class AdjustmentView:
    """A line that a coordinator added; `noted_by` is empty when the account is gone."""

    period_id: int
    halfdays: int
    reason: AdjustmentReason
    noted_by: str
    noted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One period of one account; exactly one of `step` and `absence` is there."""

    period: CountedPeriod
    amounts: Amounts
    sharing: Sharing
    adjustments: tuple[AdjustmentView, ...]
    step: Step | None
    absence: Absence | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member or a CDO with their lines, the earliest first."""

    id: int
    name: str
    is_active: bool
    lines: tuple[Line, ...]

    @property
    def last(self) -> Step | None:
        """Return the step of the last period that counts, None for a newcomer."""
        return last_step([line.step for line in self.lines])

    @property
    def carried(self) -> Decimal:
        """Return what is carried over to the next period; less than 0 is owed to them."""
        return self.last.carried if self.last else ZERO

    @property
    def factor(self) -> Decimal:
        """Return by how much the next run weighs a member's demands; 1 for a newcomer."""
        return factor_after([line.step for line in self.lines])


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All accounts of a groupement, those first to whom most is owed."""

    rules: Rules
    periods: tuple[CountedPeriod, ...]
    accounts: tuple[Account, ...]

    def find(self, account_id: int) -> Account | None:
        """Return an account by the number of its member or engagement."""
        return next((one for one in self.accounts if one.id == account_id), None)

    @property
    def factors(self) -> Mapping[int, Decimal]:
        """Return the factor of every member that differs from 1, none when nothing is weighed."""
        if not self.rules.is_weighing:
            return {}
        return {one.id: one.factor for one in self.accounts if one.factor != 1}
