"""Each civil week has 35 hours of rest in a row: a whole day and, joined to it, a night's rest."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from cdo_share.core.clock import local_instant
from cdo_share.core.i18n import N_
from cdo_share.legal.facts import ONE_WEEK, CdoFacts, Week
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import DAY_MINUTES, Parameters
from cdo_share.legal.rules.rule import EMPLOYED, RECODIFIED, Rule, of_week
from cdo_share.legal.workday import minutes_between

Stretch = tuple[datetime, datetime]
EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the weeks whose longest rest is too short, in elapsed time.

    A rest is the week's when at least a day of it lies in the week, by the clock on the wall or in
    elapsed time: the Sunday on which clocks go forward is a day, though of 23 hours. The night's
    part may lie in the week before or after. What comes before the first and after the last day
    known is rest.
    """
    stretches = list(_free_stretches(facts))
    for week in facts.judged_weeks():
        longest = _longest_rest(week, stretches, facts.zone)
        if longest < law.weekly_rest_minutes:
            yield of_week(
                week,
                longest,
                law.weekly_rest_minutes,
                N_(
                    "In the week of %(day)s the longest rest is %(measured)s; %(allowed)s in a "
                    "row are due (%(article)s)."
                ),
            )


def _free_stretches(facts: CdoFacts) -> Iterator[Stretch]:
    """Yield the time between days of work, in order."""
    free_from = EVER[0]
    for day in facts.days:
        yield free_from, day.starts_at
        free_from = day.ends_at
    yield free_from, EVER[1]


def _longest_rest(week: Week, stretches: list[Stretch], zone: str) -> int:
    """Return the minutes of the longest rest with a day in the week, else of its longest part."""
    begin, end = _midnight(week.monday, zone), _midnight(week.monday + ONE_WEEK, zone)
    rests = [0]
    touching = (one for one in stretches if one[0] < end and begin < one[1])
    for start, stop in touching:
        within = max(start, begin), min(stop, end)
        is_whole = _has_a_day(*within, zone)
        rests.append(minutes_between(start, stop) if is_whole else minutes_between(*within))
    return max(rests)


def _has_a_day(start: datetime, stop: datetime, zone: str) -> bool:
    local = ZoneInfo(zone)
    on_the_wall = minutes_between(
        start.astimezone(local).replace(tzinfo=None), stop.astimezone(local).replace(tzinfo=None)
    )
    return max(on_the_wall, minutes_between(start, stop)) >= DAY_MINUTES


def _midnight(day: date, zone: str) -> datetime:
    return local_instant(day, time(), zone)


RULE = Rule(
    code="weekly_rest",
    title=N_("Rest of the week"),
    words=N_("%(weekly_rest_minutes)s of rest in a row in each week."),
    remedy=N_("Free a whole day of this week, and the night beside it."),
    articles=("L3132-2",),
    valid_from=RECODIFIED,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    parameters=("weekly_rest_minutes",),
    check=find,
)
