"""Part time never reaches the 35 hours of full time in a week."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity, duration_words
from cdo_share.legal.parameters import LEGAL_WEEK_MINUTES, Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_week


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the weeks in which the work for this groupement reaches full time."""
    for week in facts.own_weeks:
        if week.own_minutes >= LEGAL_WEEK_MINUTES:
            yield of_week(
                week,
                week.own_minutes,
                LEGAL_WEEK_MINUTES - 1,
                N_(
                    "The week of %(day)s holds %(measured)s: part time must stay below "
                    "%(full)s (%(article)s)."
                ),
                full=duration_words(LEGAL_WEEK_MINUTES),
            )


RULE = Rule(
    code="part_time_full",
    title=N_("Part time below full time"),
    words=N_("A part-time week, complementary hours included, stays below 35 hours."),
    remedy=N_("Move a visit to another week or give it to another CDO."),
    articles=("L3123-9",),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.BLOCKING,
    check=find,
)
