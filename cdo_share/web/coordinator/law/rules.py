"""The rules of the law in words, regime by regime, with the measures of the groupement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext

from cdo_share.accounts.models import Regime
from cdo_share.core.i18n import Message
from cdo_share.legal.findings import Severity
from cdo_share.legal.notice import notice_of
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules import RULES
from cdo_share.legal.rules.rule import Rule
from cdo_share.web.formats import regime_text
from cdo_share.web.languages import translate


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as people read it; its articles by the day since which they say so."""

    title: str
    words: str
    articles: dict[date, list[str]]
    severity: Severity


@dataclass(frozen=True, slots=True)
class RegimeRules:
    """The rules of one regime; `notice` says how long ahead a change is told."""

    name: str
    rules: tuple[RuleRow, ...]
    notice: str


def rules_by_regime(law: Parameters) -> list[RegimeRules]:
    """Return the rules of every regime; volunteers have none."""
    return [
        RegimeRules(regime_text(regime), tuple(_rows(regime, law)), _notice(regime, law))
        for regime in Regime
    ]


def _rows(regime: Regime, law: Parameters) -> Iterator[RuleRow]:
    for rule in RULES:
        if regime in rule.regimes:
            yield _row(rule, law)


def _row(rule: Rule, law: Parameters) -> RuleRow:
    return RuleRow(
        title=translate(Message(rule.title)),
        words=translate(rule.in_words(law)),
        articles=rule.articles_by_day(),
        severity=rule.severity,
    )


def _notice(regime: Regime, law: Parameters) -> str:
    notice = notice_of(regime, law)
    if regime is Regime.VOLUNTEER:
        return str(gettext("No labour law: a volunteer is asked before every change."))
    if not notice.days:
        return str(gettext("The law asks for no notice of a change; your convention may."))
    if not notice.counts_working_days:
        sentence = ngettext(
            "A change is told %(num)d day ahead (%(article)s).",
            "A change is told %(num)d days ahead (%(article)s).",
            notice.days,
            article=notice.article,
        )
    elif notice.article:
        sentence = ngettext(
            "A change is told %(num)d working day ahead (%(article)s).",
            "A change is told %(num)d working days ahead (%(article)s).",
            notice.days,
            article=notice.article,
        )
    else:
        sentence = ngettext(
            "A change is told %(num)d working day ahead, by your convention.",
            "A change is told %(num)d working days ahead, by your convention.",
            notice.days,
        )
    return str(sentence)
