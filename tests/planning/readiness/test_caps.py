"""Caps above what the regime allows."""

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.accounts.regimes import Caps
from cdo_share.planning.readiness.caps import find_caps_above_law
from cdo_share.planning.readiness.findings import Severity
from tests.planning.readiness.facts import a_cdo_fact

QUARTER_DAYS = 91


def found(regime: Regime, caps: Caps) -> list[tuple[Severity, str]]:
    cdo = a_cdo_fact(1, regime=regime, caps=caps)
    return [(one.severity, one.values["field"]) for one in find_caps_above_law([cdo], QUARTER_DAYS)]


@pytest.mark.parametrize(
    ("caps", "expected"),
    [
        (Caps(week_cap_halfdays=10, period_cap_halfdays=109), []),
        (
            Caps(week_cap_halfdays=10, period_cap_halfdays=110),
            [(Severity.LOOK, "period_cap_halfdays")],
        ),
        (
            Caps(week_cap_halfdays=13, period_cap_halfdays=109),
            [(Severity.BLOCKS, "week_cap_halfdays")],
        ),
    ],
)
def test_caps_within_the_law_are_not_found_and_above_it_are(
    caps: Caps, expected: list[tuple[Severity, str]]
) -> None:
    assert found(Regime.FORFAIT_JOURS, caps) == expected


def test_sentence_names_the_article() -> None:
    cdo = a_cdo_fact(1, caps=Caps(week_cap_halfdays=13, period_cap_halfdays=100))

    first = next(find_caps_above_law([cdo], QUARTER_DAYS))

    assert "L3132" in str(first.values["sentence"])
