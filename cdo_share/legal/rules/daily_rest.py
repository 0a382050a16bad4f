"""Eleven hours of rest between two days of work, in elapsed time."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import EMPLOYED, WORKING_TIME_ACT, Rule, of_day
from cdo_share.legal.workday import minutes_between


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days that begin too soon after the work of the day before.

    Rest is what elapses: the night on which clocks go forward has an hour less than they show.
    A night after the last day judged counts as that day's.
    """
    for before, day in pairwise(facts.days):
        rest = minutes_between(before.ends_at, day.starts_at)
        if (before.is_own or day.is_own) and rest < law.daily_rest_minutes:
            breach = of_day(
                day,
                rest,
                law.daily_rest_minutes,
                N_(
                    "Before %(day)s there are %(measured)s of rest; %(allowed)s in a row are due "
                    "(%(article)s)."
                ),
            )
            yield replace(breach, day=before.day if day.day > facts.last else day.day)


RULE = Rule(
    code="daily_rest",
    title=N_("Rest of the night"),
    words=N_("%(daily_rest_minutes)s of rest in a row between two days of work."),
    remedy=N_("Begin later that day, or end earlier the day before."),
    articles=("L3131-1",),
    valid_from=WORKING_TIME_ACT,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    parameters=("daily_rest_minutes",),
    check=find,
)
