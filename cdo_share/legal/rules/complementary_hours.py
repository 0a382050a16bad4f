"""Hours beyond a part-time contract: a tenth of it at most, a third by agreement."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_week


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the weeks with too many hours beyond the contract; nothing while it is not recorded.

    A contract counted by the month or the year, or an amendment for some weeks, may allow more
    than a week shows: it is to be confirmed.
    """
    contract = facts.contract.weekly_minutes
    if contract is None:
        return
    most = int(contract * (1 + law.complementary_share))
    for week in facts.own_weeks:
        if week.own_minutes > most:
            yield of_week(
                week,
                week.own_minutes,
                most,
                N_(
                    "The week of %(day)s holds %(measured)s; contract and complementary hours "
                    "allow %(allowed)s (%(article)s)."
                ),
            )


RULE = Rule(
    code="complementary_hours",
    title=N_("Complementary hours"),
    words=N_(
        "At most %(complementary_percent)s%% beyond the hours of a part-time contract; 33%% stand "
        "for a third."
    ),
    remedy=N_(
        "Move visits to another week, or make sure that the contract counts by the month or has "
        "an amendment for this week."
    ),
    articles=("L3123-28", "L3123-20", "L3123-22"),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.TO_CONFIRM,
    parameters=("complementary_percent",),
    check=find,
)
