"""At most 48 hours of work a week; sixty by a permit."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_week


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the civil weeks with too much work, here and elsewhere together."""
    for week in facts.own_weeks:
        if week.work_minutes > law.week_max_minutes:
            yield of_week(
                week,
                week.work_minutes,
                law.week_max_minutes,
                N_(
                    "The week of %(day)s holds %(measured)s of work, work elsewhere included; "
                    "%(allowed)s are allowed (%(article)s)."
                ),
            )


RULE = Rule(
    code="week_max",
    title=N_("Longest week"),
    words=N_("At most %(week_max_minutes)s of work a week, work for other employers included."),
    remedy=N_("Move visits to another week or give them to another CDO."),
    articles=("L3121-20", "L3121-21"),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    parameters=("week_max_minutes",),
    check=find,
)
