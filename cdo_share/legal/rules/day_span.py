"""A day of work lasts thirteen hours at most from its first to its last minute."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import EMPLOYED, WORKING_TIME_ACT, Rule, of_day


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days that last too long, breaks included; it follows from the rest of the night."""
    for day in facts.days:
        if day.is_own and day.span_minutes > law.span_max_minutes:
            yield of_day(
                day,
                day.span_minutes,
                law.span_max_minutes,
                N_(
                    "%(day)s lasts %(measured)s from the first to the last minute of work; "
                    "%(allowed)s are allowed (%(article)s)."
                ),
            )


RULE = Rule(
    code="day_span",
    title=N_("Length of a day"),
    words=N_("From first to last minute a day lasts at most %(span_max_minutes)s."),
    remedy=N_("Take the first or the last visit of the day elsewhere."),
    articles=("L3131-1",),
    valid_from=WORKING_TIME_ACT,
    regimes=EMPLOYED,
    severity=Severity.BLOCKING,
    parameters=("span_max_minutes",),
    check=find,
)
