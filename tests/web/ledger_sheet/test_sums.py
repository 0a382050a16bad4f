"""The sums that the ledger's pages show can be done again, and come out."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP
from decimal import Decimal as D
from fractions import Fraction

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdo_share.core.grid import HALF_DAYS
from cdo_share.ledger.carrying import Entry, carry
from cdo_share.ledger.rules import Rules
from cdo_share.ledger.sharing import Sharing, Stake
from cdo_share.ledger.views import Account, Amounts, CountedPeriod, Line
from cdo_share.web.ledger_sheet.sums import Sum, member_sums, next_weights

PERIOD = CountedPeriod(1, "Automne", date(2026, 9, 7), date(2026, 10, 2), HALF_DAYS)
USUAL = Rules()
DONE_AGAIN = {
    "Part équitable",
    "Solde de la période",
    "Gardé d’avant",
    "En tout",
    "Au plus",
    "Coefficient",
}


def a_line(stake: Stake, others: Stake, before: D = D(0), rules: Rules = USUAL) -> Line:
    """Return a line that counts, after a period from which `before` may be carried over."""
    wide = Stake(D(1000), D(500) + before)
    former = Entry(period_id=0, stake=wide, sharing=Sharing(D(1000), D(500)))
    entry = Entry(period_id=1, stake=stake, sharing=Sharing.of([stake, others]))
    step = carry([former, entry], rules)[1]
    return Line(
        period=PERIOD,
        amounts=Amounts(in_force=stake.had),
        sharing=entry.sharing,
        adjustments=(),
        step=step,
        absence=None,
    )


@pytest.fixture
def french(app: Flask) -> Iterator[None]:
    """Speak French, as a page does."""
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        yield


def number(text: str) -> D:
    """Read a number as the page writes it."""
    plain = re.sub(r"[^\d,−.-]", "", text).replace("−", "-").replace(",", ".")
    return D(plain)


def done_again(one: Sum) -> D:
    """Do a sum again as a reader would: exactly, then rounded as the page says."""
    formula = re.sub(r" (=|≈|, arrondi vers le bas)$", "", one.formula)
    formula = formula.replace(", arrondi vers le bas", "").replace("−", "-")
    formula = re.sub(r"(\d+)\s*%", r"(\1/100)", formula).replace(",", ".")
    formula = re.sub(r"[\s]", "", formula).replace("×", "*").replace("÷", "/")
    exact = eval(re.sub(r"(\d+\.?\d*)", r"F('\1')", formula), {"F": Fraction})  # noqa: S307
    how = ROUND_DOWN if one.label == "Au plus" else ROUND_HALF_UP
    return (D(exact.numerator) / D(exact.denominator)).quantize(D("0.01"), how)


def shown(line: Line, rules: Rules = USUAL) -> list[tuple[str, str, str]]:
    """Return the sums of a line as they are read."""
    return [(one.label, one.formula, one.result) for one in member_sums(line, rules)]


@pytest.mark.usefixtures("french")
def test_line_is_told_step_by_step() -> None:
    line = a_line(Stake(D(7), D(1)), Stake(D(23), D(9)), before=D(3))

    assert shown(line) == [
        ("Demandé", "tous les besoins envoyés", "7"),
        ("Obtenu", "1 prévues ou faites + 0 abandonnées par l’adhérent", "1"),
        ("Tous les adhérents ensemble", "10 ÷ 30 ≈", "33,3\N{NO-BREAK SPACE}%"),
        ("Part équitable", "7 × 10 ÷ 30 ≈", "2,33"),
        ("Solde de la période", "1 − 2,33 =", "−1,33"),
        ("Gardé d’avant", "50\N{NO-BREAK SPACE}% × 3 =", "+1,5"),
        ("En tout", "1,5 + (−1,33) =", "+0,17"),
        ("Au plus", "25\N{NO-BREAK SPACE}% × 7 =", "± 1,75"),
        ("Report", "dans le plafond", "+0,17"),
        ("Coefficient", "1 − 0,17 ÷ 7 ≈", "0,98"),
    ]


@pytest.mark.usefixtures("french")
def test_visit_put_on_another_day_is_told_and_not_counted() -> None:
    line = a_line(Stake(D(7), D(4)), Stake(D(23), D(9)))
    moved = replace(line, amounts=Amounts(in_force=D(3), by_member=D(1), given_back=D(2)))

    told = shown(moved)

    assert told[1:3] == [
        ("Obtenu", "3 prévues ou faites + 1 abandonnées par l’adhérent", "4"),
        (
            "Non compté comme obtenu",
            "annulé\N{NO-BREAK SPACE}: 2 par l’adhérent, à replacer un autre jour",
            "–",
        ),
    ]


amounts = st.integers(1, 400).map(lambda quarters: D(quarters) / 4)
stakes = st.builds(lambda basis, had: Stake(basis, min(basis, had)), amounts, amounts)
chosen = st.builds(
    lambda keep, cap: Rules(keep_percent=keep, cap_percent=cap),
    st.integers(0, 100),
    st.integers(0, 50),
)
before = st.integers(-200, 200).map(lambda quarters: D(quarters) / 4)


@pytest.mark.usefixtures("french")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stakes, stakes, before, chosen)
def test_every_sum_comes_out_when_done_again(
    own: Stake, others: Stake, carried: D, rules: Rules
) -> None:
    sums = member_sums(a_line(own, others, carried, rules), rules)
    again = [one for one in sums if one.label in DONE_AGAIN]

    assert len(again) == len(DONE_AGAIN)
    for one in again:
        assert done_again(one) == number(one.result), one


@pytest.mark.usefixtures("french")
def test_sum_that_does_not_come_out_is_found() -> None:
    wrong = Sum("Part équitable", "7 × 10 ÷ 30 ≈", "2,34")

    assert done_again(wrong) != number(wrong.result)


@pytest.mark.usefixtures("french")
def test_weights_are_the_usual_ones_times_the_factor() -> None:
    line = a_line(Stake(D(20), D(9)), Stake(D(20), D(15)))
    account = Account(id=1, name="A", is_active=True, lines=(line,))

    assert account.factor == D("1.15")
    assert [(one.formula, one.result) for one in next_weights(account, Rules())] == [
        ("10 × 1,15 = 11,5 ≈", "12"),
        ("15 × 1,15 = 17,25 ≈", "17"),
        ("30 × 1,15 = 34,5 ≈", "35"),
    ]
    plain = next_weights(account, Rules(is_weighing=False))
    assert [(one.formula, one.result) for one in plain] == [
        ("10 × 1,00 =", "10"),
        ("15 × 1,00 =", "15"),
        ("30 × 1,00 =", "30"),
    ]
