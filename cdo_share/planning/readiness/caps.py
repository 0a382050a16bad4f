"""Caps of CDOs above what their regime allows; pure. The law itself is in `accounts.regimes`."""

from collections.abc import Iterator, Sequence

from cdo_share.accounts.regimes import Severity as LawSeverity
from cdo_share.accounts.regimes import review_caps
from cdo_share.planning.readiness.facts import CdoFact
from cdo_share.planning.readiness.findings import Check, Finding, Severity

SEVERITIES = {LawSeverity.BLOCKING: Severity.BLOCKS, LawSeverity.TO_CONFIRM: Severity.LOOK}


def find_caps_above_law(cdos: Sequence[CdoFact], period_days: int) -> Iterator[Finding]:
    """Yield what the law says of each CDO's caps, at the field that mends it.

    `period_days` are the calendar days of the period. What an agreement or a permit may allow
    is to be looked at; what nothing allows blocks.
    """
    for cdo in cdos:
        for found in review_caps(cdo.regime, cdo.caps, period_days=period_days):
            yield Finding(
                check=Check.CAP_ABOVE_LAW,
                severity=SEVERITIES[found.severity],
                name=cdo.name,
                engagement_id=cdo.id,
                values={"field": found.field, "sentence": found.fault.message},
            )
