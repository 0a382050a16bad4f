"""The first of May is a day off."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import EMPLOYED, RECODIFIED, Rule, of_day

FIRST_OF_MAY = (5, 1)


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield every first of May with work; the exception for what cannot stop is not ours."""
    for day in facts.own_days:
        if (day.day.month, day.day.day) == FIRST_OF_MAY:
            yield of_day(
                day,
                day.work_minutes,
                0,
                N_("%(day)s is Labour Day: nobody works (%(article)s)."),
            )


RULE = Rule(
    code="labour_day",
    title=N_("Labour Day"),
    words=N_("No work on 1 May."),
    remedy=N_("Move the visit to another day."),
    articles=("L3133-4",),
    valid_from=RECODIFIED,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    check=find,
)
