"""Twenty minutes of break, at the latest when six hours of the day are worked."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import BREAK_AFTER_MINUTES, Parameters
from cdo_share.legal.rules.rule import COUNTED_IN_HOURS, WORKING_TIME_ACT, Rule, of_day
from cdo_share.legal.workday import WorkDay


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days of six hours or more without a break in time.

    The way to the next site is work: a gap at noon must hold the way and the break.
    """
    for day in facts.days:
        longest = _longest_in_time(day)
        if day.is_own and day.work_minutes >= BREAK_AFTER_MINUTES and longest < law.break_minutes:
            has_trip = any(gap.trip for gap in day.gaps)
            yield of_day(day, longest, law.break_minutes, N_WITH_WAY if has_trip else N_WITHOUT)


N_WITH_WAY = N_(
    "On %(day)s the ways between visits leave a break of %(measured)s within the first six hours "
    "of work; %(allowed)s are due (%(article)s)."
)
N_WITHOUT = N_(
    "On %(day)s there is a break of %(measured)s within the first six hours of work; %(allowed)s "
    "are due (%(article)s)."
)


def _longest_in_time(day: WorkDay) -> int:
    gaps = (gap.free for gap in day.gaps if gap.worked_before <= BREAK_AFTER_MINUTES)
    return max(0, max(gaps, default=0))


RULE = Rule(
    code="break",
    title=N_("Break"),
    words=N_("%(break_minutes)s of break as soon as six hours of the day are worked."),
    remedy=N_("Leave time between two visits, choose nearer sites, or put them on two days."),
    articles=("L3121-16",),
    valid_from=WORKING_TIME_ACT,
    regimes=COUNTED_IN_HOURS,
    severity=Severity.BLOCKING,
    parameters=("break_minutes",),
    check=find,
)
