"""Without an agreement on annual days that is signed by then, the limits in hours hold."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules import average_max, day_max, week_max
from cdo_share.legal.rules.rule import FORFAIT, WORKING_TIME_ACT, Rule


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield days, weeks and runs of weeks beyond the limits in hours that end before the agreement.

    Half-days count with the hours of the grid. Where no agreement is recorded there may be one: to
    be confirmed. Where it is recorded with a later day there was none. From that day on none of
    the limits holds (L3121-62), so a week or a run that reaches it is not judged.
    """
    signed_on = facts.contract.forfait_signed_on
    severity = Severity.TO_CONFIRM if signed_on is None else Severity.BLOCKING
    before = signed_on or date.max
    found = (
        (day_max.RULE, day_max.find(facts, law)),
        (week_max.RULE, week_max.find(facts, law)),
        (average_max.RULE, average_max.find_before(facts, law, before)),
    )
    for rule, breaches in found:
        for breach in breaches:
            if breach.until < before:
                yield replace(breach, article=rule.articles[0], severity=severity)


RULE = Rule(
    code="forfait_hours",
    title=N_("Hours without the agreement"),
    words=N_(
        "Without a signed agreement on annual days: at most %(day_max_minutes)s a day, "
        "%(week_max_minutes)s a week and %(average_max_minutes)s on average over any 12 weeks."
    ),
    remedy=N_(
        "Lighten this day or these weeks, or record the date on which the agreement on annual days "
        "was signed, if it was by then."
    ),
    articles=("L3121-18", "L3121-20", "L3121-22"),
    valid_from=WORKING_TIME_ACT,
    regimes=FORFAIT,
    severity=Severity.TO_CONFIRM,
    parameters=("day_max_minutes", "week_max_minutes", "average_max_minutes"),
    check=find,
)
