"""Runs of twelve civil weeks in a row: where they may begin, and which are worth telling; pure."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from cdo_share.legal.facts import ONE_WEEK, CdoFacts
from cdo_share.legal.parameters import AVERAGE_WEEKS

LAST_DAY = AVERAGE_WEEKS * ONE_WEEK - timedelta(days=1)


def runs_too_full(
    facts: CdoFacts,
    total: Callable[[date], int],
    is_too_full: Callable[[int], bool],
    before: date = date.max,
) -> Iterator[date]:
    """Yield the first Mondays of the fullest runs that hold a week judged and are not past.

    Runs that overlap one already told are left out: it says the same, and worse. Those that end on
    the day `before` or later are not looked at.
    """
    mondays = [monday for monday in _first_mondays(facts) if monday + LAST_DAY < before]
    runs = [monday for monday in mondays if is_too_full(total(monday))]
    while runs:
        worst = max(runs, key=lambda monday: (total(monday), -monday.toordinal()))
        yield worst
        runs = [monday for monday in runs if abs(monday - worst) > LAST_DAY]


def _first_mondays(facts: CdoFacts) -> list[date]:
    mondays = {
        week.monday - number * ONE_WEEK
        for week in facts.judged_weeks()
        for number in range(AVERAGE_WEEKS)
    }
    return sorted(monday for monday in mondays if monday + LAST_DAY >= facts.told_from)
