"""There is time for the way between two visits: it is working time and cannot be wished away."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_day


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the ways between two sites that take longer than what lies between the visits.

    Not for forfait-jours: they arrange the clock times of their half-days themselves.
    """
    for day in facts.days:
        for gap in day.gaps:
            if gap.trip and gap.free < 0:
                yield of_day(
                    day,
                    gap.trip,
                    max(0, gap.trip + gap.free),
                    N_(
                        "On %(day)s the way to the next visit takes %(measured)s and has "
                        "%(allowed)s: it would be work on top of the visits (%(article)s)."
                    ),
                )


RULE = Rule(
    code="trip_time",
    title=N_("Ways between sites"),
    words=N_("The way between two sites is working time and must fit between the visits."),
    remedy=N_("Leave more time between the two visits, or choose sites nearer to each other."),
    articles=("L3121-1",),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    check=find,
)
