"""Public holidays of the place of work are off unless agreement or usage says otherwise."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_, Message
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.labour_day import FIRST_OF_MAY
from cdo_share.legal.rules.rule import EMPLOYED, WORKING_TIME_ACT, Rule, of_day
from cdo_share.legal.workday import WorkDay


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days with work at a site on a holiday of its commune, but the first of May.

    Remote work counts where the CDO sets out from. Alsace-Moselle and overseas have days of
    their own.
    """
    for day in facts.own_days:
        name = _holiday(facts, day)
        if name and (day.day.month, day.day.day) != FIRST_OF_MAY:
            yield of_day(
                day,
                day.work_minutes,
                0,
                N_(
                    "%(day)s is a public holiday at the place of work, %(holiday)s: work only "
                    "if the agreement allows it (%(article)s)."
                ),
                holiday=Message(name),
            )


def _holiday(facts: CdoFacts, day: WorkDay) -> str | None:
    names = (facts.holidays.get(piece.insee, {}).get(day.day) for piece in day.pieces)
    return next((name for name in names if name), None)


RULE = Rule(
    code="public_holiday",
    title=N_("Public holidays"),
    words=N_("Public holidays of the place of work are off, unless the agreement says otherwise."),
    remedy=N_("Move the visit, or make sure that the agreement allows work on this day."),
    articles=("L3133-1", "L3134-13"),
    valid_from=WORKING_TIME_ACT,
    regimes=EMPLOYED,
    severity=Severity.TO_CONFIRM,
    check=find,
)
