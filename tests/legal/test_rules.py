"""Every rule just within and just beyond the law, with hand-reckoned figures."""

import sys
from dataclasses import replace

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.legal.check import check_visits
from cdo_share.legal.findings import Severity
from cdo_share.legal.parameters import LAW
from cdo_share.legal.rules import BY_CODE, RULES
from tests.legal.cases import CASES, Case
from tests.legal.work import MONDAY, ONE_DAY, facts, findings, whole_days

by_rule = pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)


def test_every_rule_has_its_case() -> None:
    assert [case.rule for case in CASES] == [rule.code for rule in RULES]


@by_rule
def test_work_within_the_law_is_not_told(case: Case) -> None:
    assert findings(case.within, case.rule) == []


@by_rule
def test_work_beyond_the_law_is_told_with_its_figures(case: Case) -> None:
    found = findings(case.beyond, case.rule)

    rule = BY_CODE[case.rule]
    assert [(one.day, one.measured, one.allowed) for one in found] == [case.expected]
    assert (found[0].severity, found[0].article) == (rule.severity, rule.articles[0])


@by_rule
def test_sentence_has_all_its_values(case: Case) -> None:
    found = findings(case.beyond, case.rule)[0]

    assert found.article in str(found.sentence)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.stricter], ids=lambda case: case.rule
)
def test_measure_of_the_groupement_decides(case: Case) -> None:
    found = findings(case.within, case.rule, replace(LAW, **case.stricter))

    assert len(found) == 1


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.constant], ids=lambda case: case.rule
)
def test_measure_of_the_law_decides(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, value = case.constant or ("", "", "")
    rule = sys.modules[BY_CODE[case.rule].check.__module__]
    monkeypatch.setattr(rule, name, value)

    assert getattr(module, name) is not None
    assert len(findings(case.within, case.rule)) == 1


@by_rule
def test_rule_speaks_to_its_regimes_only(case: Case) -> None:
    other = [regime for regime in Regime if regime not in BY_CODE[case.rule].regimes]

    for regime in other:
        contract = replace(case.beyond.contract, regime=regime)
        assert findings(replace(case.beyond, contract=contract), case.rule) == []


@by_rule
def test_rule_says_nothing_before_it_was_law(case: Case) -> None:
    day = case.expected[0]
    rule = BY_CODE[case.rule]
    young = replace(rule, valid_from=day + ONE_DAY)
    ended = replace(rule, valid_until=day)

    assert check_visits([case.beyond], rules=[young]) == []
    assert check_visits([case.beyond], rules=[ended]) == []
    assert len(check_visits([case.beyond], rules=[replace(rule, valid_from=day)])) == 1


def test_volunteers_are_not_under_the_law_of_work() -> None:
    assert check_visits([facts(whole_days(MONDAY, 20), Regime.VOLUNTEER)]) == []


def test_gravest_come_first_then_in_order_of_time() -> None:
    found = check_visits([facts(whole_days(MONDAY, 14))])

    assert [(one.rule, one.severity) for one in found][:2] == [
        ("week_max", Severity.BLOCKING),
        ("weekly_rest", Severity.BLOCKING),
    ]
    assert [one.severity for one in found] == sorted(
        (one.severity for one in found), key=list(Severity).index
    )


def test_codes_and_files_are_one_each() -> None:
    assert (
        len({rule.code for rule in RULES}) == len({rule.check.__module__ for rule in RULES}) == 22
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_in_words_has_all_its_values(rule) -> None:  # type: ignore[no-untyped-def]
    assert "%(" not in str(rule.in_words(LAW))
