"""On forfait-jours half-days are agreed, never clock times."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import FORFAIT, WORKING_TIME_ACT, Rule, of_day

HALFDAY_MINUTES = 210  # the shortest half-day there is


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days with visits shorter than a half-day: hours would be imposed.

    Pages never show such a CDO clock times; a visit of an hour imposes one all the same.
    """
    for day in facts.own_days:
        shortest = min(piece.minutes for piece in day.pieces)
        if shortest < HALFDAY_MINUTES:
            yield of_day(
                day,
                shortest,
                HALFDAY_MINUTES,
                N_(
                    "On %(day)s a visit of %(measured)s is less than a half-day: on "
                    "forfait-jours hours must not be imposed (%(article)s)."
                ),
            )


RULE = Rule(
    code="forfait_clock",
    title=N_("Half-days, not hours"),
    words=N_("Whole half-days only: a timetable in hours voids the agreement on annual days."),
    remedy=N_("Plan this period in half-days, or let the visit fill the half-day."),
    articles=("L3121-58",),
    valid_from=WORKING_TIME_ACT,
    regimes=FORFAIT,
    severity=Severity.TO_CONFIRM,
    check=find,
)
