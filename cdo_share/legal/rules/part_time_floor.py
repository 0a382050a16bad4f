"""A part-time contract has 24 hours a week, unless the employee asked for less in writing."""

from collections.abc import Iterator

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts, Contract
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import PART_TIME, WORKING_TIME_ACT, Rule, of_contract


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Say whether the contract has the least hours; a plan alone cannot tell.

    The floor holds for the contract with the groupement, not for each member.
    """
    contract = facts.contract
    if contract.weekly_minutes is None:
        yield of_contract(
            facts,
            0,
            law.part_time_floor_minutes,
            N_(
                "The hours of the contract are not recorded: whether it reaches %(allowed)s a "
                "week (%(article)s) cannot be checked."
            ),
            severity=Severity.INFO,
        )
    elif contract.weekly_minutes < law.part_time_floor_minutes and not _is_excused(contract):
        yield of_contract(
            facts,
            contract.weekly_minutes,
            law.part_time_floor_minutes,
            N_(
                "The contract has %(measured)s a week, less than %(allowed)s, and neither a "
                "written request of the employee nor another reason is recorded (%(article)s)."
            ),
        )


def _is_excused(contract: Contract) -> bool:
    return contract.waiver_on is not None or contract.short_reason is not None


RULE = Rule(
    code="part_time_floor",
    title=N_("Least hours of part time"),
    words=N_(
        "A contract of at least %(part_time_floor_minutes)s a week, unless the employee asked for "
        "less in writing, with reasons, or is under 26 and studying, replaces somebody, or is "
        "hired for seven days at most."
    ),
    remedy=N_(
        "Record the hours of the contract, and the date of the written request or another reason."
    ),
    articles=("L3123-7", "L3123-27"),
    valid_from=WORKING_TIME_ACT,
    regimes=PART_TIME,
    severity=Severity.TO_CONFIRM,
    parameters=("part_time_floor_minutes",),
    check=find,
)
