"""Beyond 35 hours a week begins overtime."""

from collections.abc import Iterator

from cdo_share.accounts.models import Regime
from cdo_share.core.i18n import N_
from cdo_share.legal.facts import CdoFacts
from cdo_share.legal.findings import Breach, Severity
from cdo_share.legal.parameters import LEGAL_WEEK_MINUTES, Parameters
from cdo_share.legal.rules.rule import WORKING_TIME_ACT, Rule, of_week


def find(facts: CdoFacts, law: Parameters) -> Iterator[Breach]:
    """Yield the weeks with overtime; none where hours are averaged over several weeks.

    With a reference period the balance is known at its end only, from the hours really worked.
    """
    for week in facts.own_weeks:
        if law.reference_weeks == 1 and week.own_minutes > LEGAL_WEEK_MINUTES:
            yield of_week(
                week,
                week.own_minutes,
                LEGAL_WEEK_MINUTES,
                N_(
                    "The week of %(day)s holds %(measured)s: what exceeds %(allowed)s is "
                    "overtime (%(article)s)."
                ),
            )


RULE = Rule(
    code="overtime",
    title=N_("Overtime"),
    words=N_(
        "Beyond 35 hours a week begins overtime, unless hours are averaged over several weeks."
    ),
    remedy=N_("Nothing to mend; pay or time off is due for it."),
    articles=("L3121-27", "L3121-28"),
    valid_from=WORKING_TIME_ACT,
    regimes=frozenset({Regime.HOURS}),
    severity=Severity.INFO,
    parameters=("reference_weeks",),
    check=find,
)
