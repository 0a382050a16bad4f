"""Public holidays of the place of work are off unless agreement or usage says otherwise."""

from collections.abc import Iterator
from dataclasses import replace

from cdo_share.communes.table import department_of
from cdo_share.core.i18n import N_, Message
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.labour_day import FIRST_OF_MAY
from cdo_share.legal.rules.rule import EMPLOYED, RECODIFIED, WORKING_TIME_ACT, Rule, of_day
from cdo_share.legal.workday import WorkDay
from cdo_share.rounds.holidays import ABOLITION, GOOD_FRIDAY, LOCAL

ALSACE_MOSELLE = frozenset(("57", "67", "68"))
ORDINARY, LOCAL_LAW, OVERSEAS = "L3133-1", "L3134-13", "L3422-2"


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the days with work at a site on a holiday of its commune, but the first of May.

    Remote work counts where the CDO sets out from. In Alsace-Moselle every holiday is off by local
    law, which spares some professions (L3134-1): which of them holds, the coordinator knows.
    """
    for day in facts.own_days:
        found = _holiday(facts, day)
        if found and (day.day.month, day.day.day) != FIRST_OF_MAY:
            name, insee = found
            article = _article(name, insee)
            breach = of_day(
                day, day.work_minutes, 0, _sentence(name, article), holiday=Message(name)
            )
            yield replace(breach, article=article)


def _holiday(facts: CdoFacts, day: WorkDay) -> tuple[str, str] | None:
    """Return the name of the holiday, and the commune that has it; the strictest law first."""
    found = [
        (name, piece.insee)
        for piece in day.pieces
        if (name := facts.holidays.get(piece.insee, {}).get(day.day))
    ]
    return max(found, key=lambda pair: _article(*pair) == LOCAL_LAW, default=None)


def _article(name: str, insee: str) -> str:
    if department_of(insee) in ALSACE_MOSELLE:
        return LOCAL_LAW
    return OVERSEAS if name == LOCAL[ABOLITION] else ORDINARY


def _sentence(name: str, article: str) -> str:
    if article != LOCAL_LAW:
        return N_ELSEWHERE
    return N_GOOD_FRIDAY if name == LOCAL[GOOD_FRIDAY] else N_ALSACE


N_ELSEWHERE = N_(
    "%(day)s is a public holiday at the place of work, %(holiday)s: work only if the agreement "
    "allows it (%(article)s)."
)
N_ALSACE = N_(
    "%(day)s is a public holiday in Alsace-Moselle, %(holiday)s: businesses of industry, trade and "
    "crafts must not have employees work, unless their profession is exempt (%(article)s, L3134-1, "
    "L3134-2)."
)
N_GOOD_FRIDAY = N_(
    "%(day)s is Good Friday, a public holiday in the communes of Alsace-Moselle with a Protestant "
    "or shared church: there, businesses of industry, trade and crafts must not have employees "
    "work, unless their profession is exempt (%(article)s, L3134-1, L3134-2)."
)

RULE = Rule(
    code="public_holiday",
    title=N_("Public holidays"),
    words=N_(
        "Public holidays of the place of work are off, unless the agreement says otherwise. In "
        "Alsace-Moselle local law forbids work on them, but for exempt professions; Good Friday "
        "only counts where the commune has a Protestant or shared church."
    ),
    remedy=N_("Move the visit, or make sure that work on this day is allowed here."),
    articles=(ORDINARY, LOCAL_LAW, OVERSEAS),
    valid_from=WORKING_TIME_ACT,
    since={LOCAL_LAW: RECODIFIED},
    regimes=EMPLOYED,
    severity=Severity.TO_CONFIRM,
    check=find,
)
