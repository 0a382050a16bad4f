"""The arithmetic of the ledger, with figures worked out by hand."""

from decimal import Decimal as D

import pytest

from cdo_share.ledger.carrying import Entry, Step, carry, factor_after
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing, Stake

RULES = Rules()


def an_entry(
    period_id: int, basis: str, had: str, sharing: tuple[str, str], adjusted: int = 0
) -> Entry:
    """Return a counted period: what one party stands for and had, and the sums of all."""
    return Entry(
        period_id=period_id,
        stake=Stake(D(basis), D(had)),
        sharing=Sharing(D(sharing[0]), D(sharing[1])),
        adjustment=D(adjusted),
    )


def absent(period_id: int) -> Entry:
    """Return a period that does not count."""
    return Entry(period_id=period_id, stake=None, sharing=Sharing(D(50), D(30)))


def steps_of(*entries: Entry, rules: Rules = RULES) -> list[Step]:
    """Return the steps of entries that all count."""
    return [step for step in carry(entries, rules) if step]


def test_example_of_the_decision_comes_out() -> None:
    autumn = ("50", "30")
    first, second = steps_of(an_entry(1, "20", "10", autumn), an_entry(2, "12", "4", ("24", "12")))
    (other,) = steps_of(an_entry(1, "30", "20", autumn))

    assert (first.fair_share, first.balance, first.cap) == (12, -2, 5)
    assert (first.carried, first.factor) == (-2, D("1.10"))
    assert (other.fair_share, other.balance, other.factor) == (18, 2, D("0.93"))
    assert (second.balance, second.kept, second.total, second.cap) == (-2, -1, -3, 3)
    assert (second.carried, second.is_capped, second.factor) == (-3, False, D("1.25"))


def test_thirds_are_rounded_to_hundredths_halves_away_from_zero() -> None:
    # 7 × 10 ÷ 30 = 2.333…; 1 − 2.33 = −1.33; half of it is 0.665; cap 7 × 25 % = 1.75
    first, second = steps_of(
        an_entry(1, "7", "1", ("30", "10")), an_entry(2, "8", "4", ("16", "8"))
    )

    assert (first.fair_share, first.balance, first.carried) == (D("2.33"), D("-1.33"), D("-1.33"))
    assert (first.factor, second.kept, second.carried) == (D("1.19"), D("-0.67"), D("-0.67"))
    assert second.factor == D("1.08")


def test_cap_holds_what_is_carried_and_is_rounded_down() -> None:
    # cap 3.5 × 25 % = 0.875, down to 0.87; factor 1 + 0.87 ÷ 3.5 = 1.2485…
    (step,) = steps_of(an_entry(1, "3.5", "0", ("7", "7")))

    assert (step.total, step.cap, step.carried) == (D("-3.5"), D("0.87"), D("-0.87"))
    assert (step.is_capped, step.factor) == (True, D("1.25"))


def test_absence_leaves_what_is_carried_as_it_is() -> None:
    owed = an_entry(1, "20", "10", ("50", "30"))
    steps = carry([absent(0), owed, absent(2), absent(3)], RULES)

    assert [step and step.carried for step in steps] == [None, -2, None, None]
    assert factor_after(steps) == D("1.10")


def test_newcomer_weighs_exactly_one() -> None:
    assert factor_after([]) == 1
    assert factor_after(carry([absent(1), absent(2)], RULES)) == 1


def test_adjustment_counts_before_the_cap() -> None:
    autumn = ("50", "30")
    given, capped = (
        steps_of(an_entry(1, "20", "10", autumn, adjusted))[0] for adjusted in (3, -40)
    )

    assert (given.total, given.carried, given.factor) == (1, 1, D("0.95"))
    assert (capped.total, capped.carried, capped.factor) == (-42, -5, D("1.25"))


def test_rules_choose_how_much_stays_and_how_far_it_goes() -> None:
    entries = an_entry(1, "20", "10", ("50", "30")), an_entry(2, "12", "4", ("24", "12"))

    forgetful = steps_of(*entries, rules=Rules(keep_percent=0))[-1]
    strict = steps_of(*entries, rules=Rules(cap_percent=0))[-1]

    assert (forgetful.kept, forgetful.carried) == (0, -2)
    assert (strict.carried, strict.factor) == (0, 1)


def test_fair_share_is_never_more_than_was_asked() -> None:
    (step,) = steps_of(an_entry(1, "4", "6", ("10", "12")))

    assert (step.fair_share, step.balance) == (4, 2)


def test_period_cannot_count_twice() -> None:
    entry = an_entry(1, "20", "10", ("50", "30"))

    with pytest.raises(ValueError, match="period 1 would count twice"):
        carry([entry, an_entry(2, "20", "10", ("50", "30")), entry], RULES)
