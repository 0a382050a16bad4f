"""At most six days of work a week."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import EMPLOYED, RECODIFIED, Rule, of_week


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the civil weeks with work on too many days, here and elsewhere together."""
    for week in facts.own_weeks:
        worked = len(week.days)
        if worked > law.week_max_days:
            yield of_week(
                week,
                worked,
                law.week_max_days,
                N_(
                    "In the week of %(day)s there is work on %(days)s days; at most %(most)s are "
                    "allowed (%(article)s)."
                ),
                days=worked,
                most=law.week_max_days,
            )


RULE = Rule(
    code="six_days",
    title=N_("Days of a week"),
    words=N_("Work on at most %(week_max_days)s days a week."),
    remedy=N_("Free a day of this week."),
    articles=("L3132-1",),
    valid_from=RECODIFIED,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    parameters=("week_max_days",),
    check=find,
)
