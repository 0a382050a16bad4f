"""Annual days need an agreement signed by the employee."""

from collections.abc import Iterator
from dataclasses import replace

from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import Parameters
from cdo_share.legal.rules.rule import FORFAIT, WORKING_TIME_ACT, Rule, of_contract

NONE = N_(
    "No individual agreement on annual days is recorded; without one the limits in hours hold, and "
    "are checked (%(article)s)."
)
LATER = N_(
    "The individual agreement on annual days is signed on %(signed)s; before that day the limits "
    "in hours hold, and are checked (%(article)s)."
)


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Say when no individual agreement is recorded, or one that begins within the days judged.

    `forfait_hours` checks the limits in hours until then.
    """
    signed_on = facts.contract.forfait_signed_on
    if signed_on is None:
        yield of_contract(facts, 0, 0, NONE)
    elif signed_on > facts.first:
        breach = of_contract(facts, 0, 0, LATER)
        yield replace(breach, values=breach.values | {"signed": signed_on})


RULE = Rule(
    code="forfait_agreement",
    title=N_("Individual agreement"),
    words=N_("Annual days need a collective agreement and one signed with the employee."),
    remedy=N_("Record the date on which it was signed."),
    articles=("L3121-55", "L3121-58", "L3121-63"),
    valid_from=WORKING_TIME_ACT,
    regimes=FORFAIT,
    severity=Severity.INFO,
    check=find,
)
