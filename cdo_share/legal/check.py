"""Looking at somebody's work with every rule that holds for them; pure."""

from collections.abc import Iterable, Iterator, Sequence

from cdo_share.core.i18n import Message
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Finding, Severity
from cdo_share.legal.parameters import LAW, Parameters
from cdo_share.legal.rules import RULES
from cdo_share.legal.rules.rule import Rule

ORDER = tuple(Severity)


def check_visits(
    cdos: Iterable[CdoFacts], law: Parameters = LAW, rules: Sequence[Rule] = RULES
) -> list[Finding]:
    """Return what the law has to say, by CDO as given, the gravest first, then in order of time.

    Only what touches the days judged and is not past is told. Hours that nobody planned or
    declared here are not known: other employers, evenings, the ways from and to home.
    """
    return [finding for facts in cdos for finding in _of_cdo(facts, law, rules)]


def _of_cdo(facts: CdoFacts, law: Parameters, rules: Sequence[Rule]) -> list[Finding]:
    found = [
        _finding(rule, breach, facts)
        for rule in rules
        if facts.contract.regime in rule.regimes
        for breach in _breaches(rule, facts, law)
    ]
    return sorted(found, key=lambda one: (ORDER.index(one.severity), one.day))


def _breaches(rule: Rule, facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    for breach in rule.check(facts, law):
        if rule.is_valid_on(breach.day) and _touches(breach, facts):
            yield breach


def _touches(breach: Breach, facts: CdoFacts) -> bool:
    """Return whether a breach lies in the weeks of the days judged and is not past."""
    return breach.until >= facts.told_from and breach.day <= facts.last


def _finding(rule: Rule, breach: Breach, facts: CdoFacts) -> Finding:
    article = breach.article or rule.articles[0]
    return Finding(
        rule=rule.code,
        engagement_id=facts.contract.engagement_id,
        day=breach.day,
        until=breach.until,
        measured=breach.measured,
        allowed=breach.allowed,
        article=article,
        severity=breach.severity or rule.severity,
        sentence=Message(breach.msgid, breach.values | {"article": article}),
        remedy=Message(rule.remedy),
    )
