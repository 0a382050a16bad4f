"""Rest is given on Sunday."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import EMPLOYED, RECODIFIED, Rule, of_day

SUNDAY = 6


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the Sundays with work for this groupement, unless it has an exemption."""
    for day in facts.own_days:
        if law.sunday_off and day.day.weekday() == SUNDAY:
            yield of_day(
                day,
                day.work_minutes,
                0,
                N_("%(day)s is a Sunday: rest is given on Sundays (%(article)s)."),
            )


RULE = Rule(
    code="sunday",
    title=N_("Sunday"),
    words=N_("No work on Sundays, unless the groupement has an exemption."),
    remedy=N_("Move the visit to a weekday."),
    articles=("L3132-3",),
    valid_from=RECODIFIED,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    parameters=("sunday_off",),
    check=find,
)
