"""At most 44 hours a week on average over any twelve weeks in a row; 46 by agreement or permit."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import ONE_WEEK, CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import AVERAGE_WEEKS, Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_weeks
from cdo_share.legal.rules.runs import runs_too_full


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the runs of twelve civil weeks that are too full on average, each stretch once.

    Weeks of which nothing is known count what is declared elsewhere: a plan of less than twelve
    weeks is judged with the weeks before and after it only as far as they were given.
    """
    yield from find_before(facts, law, date.max)


def find_before(facts: CdoFacts, law: Parameters, before: date) -> Iterator[Breach]:
    """Yield as `find` does, of the runs that end earlier than the day `before`."""
    most = law.average_max_minutes
    total = partial(_total, facts)
    too_full = runs_too_full(facts, total, lambda minutes: minutes > most * AVERAGE_WEEKS, before)
    for monday in too_full:
        yield of_weeks(
            monday,
            AVERAGE_WEEKS,
            -(-total(monday) // AVERAGE_WEEKS),
            most,
            N_(
                "From %(day)s to %(until)s the week has %(measured)s of work on average; "
                "%(allowed)s are allowed over any %(weeks)s weeks (%(article)s)."
            ),
        )


def _total(facts: CdoFacts, monday: date) -> int:
    return sum(facts.week_minutes(monday + number * ONE_WEEK) for number in range(AVERAGE_WEEKS))


RULE = Rule(
    code="average_max",
    title=N_("Average over twelve weeks"),
    words=N_("At most %(average_max_minutes)s a week on average over any 12 weeks in a row."),
    remedy=N_(
        "Lighten these weeks; an agreement or a permit may raise the average to 46 hours at most."
    ),
    articles=("L3121-22", "L3121-23"),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    parameters=("average_max_minutes",),
    check=find,
)
