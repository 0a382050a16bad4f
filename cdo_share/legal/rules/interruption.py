"""A part-time day is interrupted once at most, for two hours at most."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import LAW, Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_day


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days with too many or too long interruptions of the work for this groupement.

    The break of the law is no interruption, nor is the way to the next site; noon is one, and so
    is what a groupement gives beyond the law's break.
    """
    for day in facts.own_days:
        gaps = [gap.free for gap in day.gaps if gap.free > LAW.break_minutes]
        if max(gaps, default=0) > law.interruption_max_minutes:
            yield of_day(
                day,
                max(gaps),
                law.interruption_max_minutes,
                N_(
                    "On %(day)s work is interrupted for %(measured)s; part time allows "
                    "%(allowed)s (%(article)s)."
                ),
            )
        if len(gaps) > law.interruptions_max:
            yield of_day(
                day,
                len(gaps),
                law.interruptions_max,
                N_(
                    "On %(day)s work is interrupted %(times)s times; part time allows %(most)s "
                    "(%(article)s)."
                ),
                times=len(gaps),
                most=law.interruptions_max,
            )


RULE = Rule(
    code="interruption",
    title=N_("Interruptions in part time"),
    words=N_(
        "Interruptions of a day: %(interruptions_max)s at most, none longer than "
        "%(interruption_max_minutes)s."
    ),
    remedy=N_("Bring the visits of the day together, or put them on two days."),
    articles=("L3123-30", "L3123-23"),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.BLOCKING,
    parameters=("interruptions_max", "interruption_max_minutes"),
    check=find,
)
