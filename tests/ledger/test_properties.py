"""What holds of the ledger's arithmetic whatever happened."""

from decimal import Decimal as D
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cdo_share.ledger.carrying import Entry, carry, factor_after
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing, Stake

quarters = st.integers(min_value=0, max_value=400).map(lambda number: D(number) / 4)
asked = st.integers(min_value=1, max_value=400).map(lambda number: D(number) / 4)
stakes = st.builds(lambda basis, part: Stake(basis, min(basis, part)), asked, quarters)
rules = st.builds(
    lambda keep, cap: Rules(keep_percent=keep, cap_percent=cap),
    st.integers(0, 100),
    st.integers(0, 50),
)
periods = st.lists(
    st.tuples(st.none() | stakes, st.lists(stakes, max_size=6), st.integers(-60, 60)),
    max_size=6,
)
Periods = list[tuple[Stake | None, list[Stake], int]]


def entries_of(drawn: Periods) -> list[Entry]:
    """Return one party's entries from their stake, those of the others, and an adjustment."""
    return [
        Entry(
            period_id=number,
            stake=own,
            sharing=Sharing.of([*others, own] if own else others),
            adjustment=D(adjusted),
        )
        for number, (own, others, adjusted) in enumerate(drawn)
    ]


@given(st.lists(stakes, min_size=1, max_size=30))
def test_balances_of_a_period_add_up_to_nothing_but_for_rounding(listed: list[Stake]) -> None:
    sharing = Sharing.of(listed)

    off = sum((one.had - sharing.fair_share(one.basis) for one in listed), D(0))

    assert abs(off) <= len(listed) * D("0.005")


@given(
    st.lists(stakes, min_size=1, max_size=10).flatmap(
        lambda x: st.tuples(st.just(x), st.permutations(x))
    )
)
def test_order_of_the_members_does_not_matter(pair: tuple[list[Stake], list[Stake]]) -> None:
    assert Sharing.of(pair[0]) == Sharing.of(pair[1])


@given(periods, rules)
def test_factor_stays_within_the_cap(drawn: Periods, chosen: Rules) -> None:
    steps = carry(entries_of(drawn), chosen)

    cap = D(chosen.cap_percent) / 100
    assert 1 - cap <= factor_after(steps) <= 1 + cap
    for step in steps:
        if step:
            assert abs(step.carried) <= step.basis * cap


@given(periods.filter(bool), rules, st.lists(quarters, min_size=2, max_size=5))
def test_who_had_less_never_weighs_less(drawn: Periods, chosen: Rules, amounts: list[D]) -> None:
    *former, last = entries_of(drawn)
    factors = [
        factor_after(
            carry(
                [
                    *former,
                    Entry(
                        period_id=last.period_id,
                        sharing=last.sharing,
                        stake=Stake(D(100), had),
                        adjustment=last.adjustment,
                    ),
                ],
                chosen,
            )
        )
        for had in sorted(amounts)
    ]

    assert all(less >= more for less, more in pairwise(factors))


@given(st.lists(st.lists(stakes, max_size=6), max_size=6), rules)
def test_newcomer_weighs_one_whatever_the_others_had(
    former: list[list[Stake]], chosen: Rules
) -> None:
    entries = entries_of([(None, others, 0) for others in former])

    assert factor_after(carry(entries, chosen)) == 1


@given(periods, st.integers(0, 5), rules)
def test_absence_changes_nothing(drawn: Periods, place: int, chosen: Rules) -> None:
    entries = entries_of(drawn)
    absence = Entry(period_id=99, sharing=Sharing(D(9), D(3)), stake=None)
    with_absence = [*entries[:place], absence, *entries[place:]]

    steps = [step for step in carry(with_absence, chosen) if step]

    assert steps == [step for step in carry(entries, chosen) if step]
