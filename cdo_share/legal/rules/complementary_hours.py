"""Hours beyond a part-time contract: a tenth of it at most, a third by agreement."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_week

ALL_PERCENT = 100


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the weeks with too many hours beyond the contract; nothing while it is not recorded.

    Contracts counted by the month or the year are judged week by week all the same.
    """
    contract = facts.contract.weekly_minutes
    if contract is None:
        return
    most = contract * (ALL_PERCENT + law.complementary_percent) // ALL_PERCENT
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
    words=N_("At most %(complementary_percent)s%% beyond the hours of a part-time contract."),
    remedy=N_("Move visits to another week, or agree on an amendment of the contract."),
    articles=("L3123-28", "L3123-20"),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.BLOCKING,
    parameters=("complementary_percent",),
    check=find,
)
