"""What a rule is: since when which article says what to whom, and the function that looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from cdo_share.accounts.models import Regime
from cdo_share.core.i18n import Message
from cdo_share.legal.facts import CdoFacts, Week
from cdo_share.legal.findings import Breach, Severity, duration_words
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.workday import WorkDay

Check = Callable[[CdoFacts, Parameters], Iterator[Breach]]

RECODIFIED = date(2008, 5, 1)  # the code as it is numbered since
WORKING_TIME_ACT = date(2016, 8, 10)  # the law of 8 August 2016 on working time
COUNTED_IN_HOURS = frozenset({Regime.HOURS, Regime.PART_TIME})
EMPLOYED = COUNTED_IN_HOURS | {Regime.FORFAIT_JOURS}
PART_TIME = frozenset({Regime.PART_TIME})
FORFAIT = frozenset({Regime.FORFAIT_JOURS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `code` is stable. `words` may name the `parameters`, in hours or as numbers.

    `valid_from` is the day since which `articles` say so under these numbers, but for those with a
    day of their own in `since`; before it, and from `valid_until` on, the rule finds nothing.
    """

    code: str
    title: str
    words: str
    remedy: str
    articles: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    since: Mapping[str, date] = field(default_factory=dict)
    regimes: frozenset[Regime]
    severity: Severity
    parameters: tuple[str, ...] = ()
    check: Check

    def is_valid_on(self, day: date) -> bool:
        """Return whether the rule holds on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    def articles_by_day(self) -> dict[date, list[str]]:
        """Return the articles by the day since which they say so, in the order given."""
        found: dict[date, list[str]] = {}
        for article in self.articles:
            found.setdefault(self.since.get(article, self.valid_from), []).append(article)
        return found

    def in_words(self, law: Parameters) -> Message:
        """Return what the rule says with the measures of a groupement."""
        return Message(self.words, {name: _value_words(law, name) for name in self.parameters})


def _value_words(law: Parameters, name: str) -> Any:
    value = getattr(law, name)
    return duration_words(value) if name.endswith("_minutes") else value


def of_day(day: WorkDay, measured: int, allowed: int, msgid: str, **values: Any) -> Breach:
    """Return a breach of one day; the sentence may say `day`, `measured`, `allowed` in hours."""
    return _breach(day.day, day.day, measured, allowed, msgid, values)


def of_week(week: Week, measured: int, allowed: int, msgid: str, **values: Any) -> Breach:
    """Return a breach of one civil week; `day` in the sentence is its Monday."""
    return _breach(week.monday, week.sunday, measured, allowed, msgid, values)


def of_weeks(monday: date, weeks: int, measured: int, allowed: int, msgid: str) -> Breach:
    """Return a breach of some consecutive civil weeks; the sentence may say `weeks` as well."""
    until = monday + timedelta(days=7 * weeks - 1)
    return _breach(monday, until, measured, allowed, msgid, {"weeks": weeks, "until": until})


def _breach(
    day: date, until: date, measured: int, allowed: int, msgid: str, values: dict[str, Any]
) -> Breach:
    words = {"measured": duration_words(measured), "allowed": duration_words(allowed)}
    return Breach(
        day=day,
        until=until,
        measured=measured,
        allowed=allowed,
        msgid=msgid,
        values={"day": day} | words | values,
    )


def of_contract(
    facts: CdoFacts, measured: int, allowed: int, msgid: str, severity: Severity | None = None
) -> Breach:
    """Return what is to be said of the contract itself, for all the days that are judged."""
    return replace(
        _breach(facts.first, facts.last, measured, allowed, msgid, {}), severity=severity
    )


def of_halfdays(
    first: date,
    last: date,
    measured: int,
    allowed: int,
    msgid: str,
    severity: Severity | None = None,
) -> Breach:
    """Return a breach of a stretch that is measured in half-days."""
    values = {"day": first, "until": last, "halfdays": measured, "most": allowed}
    return Breach(
        day=first,
        until=last,
        measured=measured,
        allowed=allowed,
        msgid=msgid,
        values=values,
        severity=severity,
    )
