"""At most 44 hours a week on average over any twelve weeks in a row; 46 by agreement or permit."""

from collections.abc import Iterator
from datetime import date

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import ONE_WEEK, CdoFacts, monday_of
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import AVERAGE_WEEKS, Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_weeks


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the worst of the runs of twelve civil weeks that are too full on average.

    Weeks of which nothing is known count what is declared elsewhere: a plan of less than twelve
    weeks is judged with the weeks before and after it only as far as they were given.
    """
    mondays = _first_mondays(facts)
    worst = max(mondays, key=lambda monday: _total(facts, monday), default=None)
    if worst is None or _total(facts, worst) <= law.average_max_minutes * AVERAGE_WEEKS:
        return
    yield of_weeks(
        worst,
        AVERAGE_WEEKS,
        -(-_total(facts, worst) // AVERAGE_WEEKS),
        law.average_max_minutes,
        N_(
            "From %(day)s to %(until)s the week has %(measured)s of work on average; "
            "%(allowed)s are allowed over any %(weeks)s weeks (%(article)s)."
        ),
    )


def _first_mondays(facts: CdoFacts) -> list[date]:
    """Return where runs of twelve weeks may begin that hold a week judged with own work."""
    mondays = {
        week.monday - number * ONE_WEEK
        for week in facts.own_weeks
        if monday_of(facts.first) <= week.monday <= facts.last
        for number in range(AVERAGE_WEEKS)
    }
    return sorted(mondays)


def _total(facts: CdoFacts, monday: date) -> int:
    return sum(facts.week_minutes(monday + number * ONE_WEEK) for number in range(AVERAGE_WEEKS))


RULE = Rule(
    code="average_max",
    title=N_("Average over twelve weeks"),
    words=N_("At most %(average_max_minutes)s a week on average over any 12 weeks in a row."),
    remedy=N_("Lighten one of these weeks, or name the agreement that allows more."),
    articles=("L3121-22", "L3121-23"),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    parameters=("average_max_minutes",),
    check=find,
)
