"""At most ten hours of work a day; twelve by agreement."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_day


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days with too much work, ways between sites and work elsewhere included.

    Hours elsewhere that are only declared have no day and are not counted here.
    """
    for day in facts.days:
        if day.is_own and day.work_minutes > law.day_max_minutes:
            yield of_day(
                day,
                day.work_minutes,
                law.day_max_minutes,
                N_(
                    "On %(day)s visits and ways between them make %(measured)s of work; "
                    "%(allowed)s are allowed (%(article)s)."
                ),
            )


RULE = Rule(
    code="day_max",
    title=N_("Longest day"),
    words=N_("At most %(day_max_minutes)s of work a day, ways between sites included."),
    remedy=N_("Move one of the visits to another day."),
    articles=("L3121-18", "L3121-19"),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    parameters=("day_max_minutes",),
    check=find,
)
