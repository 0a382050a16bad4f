"""A run's question carries what the fairness ledger says of the periods before."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from cdo_share.demands.models import Urgency
from cdo_share.jobs.solve import read_question
from cdo_share.ledger.models import LedgerRules
from cdo_share.rounds.models import Period
from tests.factories import a_demand, a_member, a_run
from tests.ledger.conftest import Autumn, autumn  # noqa: F401 - a fixture

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def weights(session: Session, period: Period) -> dict[str, list[int]]:
    """Return the weights in the question of a run of a period, by member, in order."""
    found: dict[str, list[int]] = {}
    for demand in read_question(session, a_run(session, period), NOW)["demands"]:
        found.setdefault(demand["member"], []).append(demand["weight"])
    return found


def test_question_weighs_demands_by_what_was_carried_over(
    session: Session,
    autumn: Autumn,  # noqa: F811
) -> None:
    newcomer = a_member(session, autumn.groupement)
    for member in (autumn.a, autumn.b, newcomer):
        for urgency in Urgency:
            a_demand(session, member, autumn.winter, urgency=urgency)

    assert weights(session, autumn.winter) == {
        f"M{autumn.a.id}": [11, 17, 33],  # 1.10: 11, 16.5, 33
        f"M{autumn.b.id}": [9, 14, 28],  # 0.93: 9.3, 13.95, 27.9
        f"M{newcomer.id}": [10, 15, 30],
    }


def test_rerun_of_a_period_does_not_weigh_by_itself(
    session: Session,
    autumn: Autumn,  # noqa: F811
) -> None:
    assert weights(session, autumn.period) == {f"M{autumn.a.id}": [10, 10], f"M{autumn.b.id}": [10]}


def test_question_of_a_groupement_that_does_not_weigh_has_the_usual_weights(
    session: Session,
    autumn: Autumn,  # noqa: F811
) -> None:
    session.add(
        LedgerRules(
            groupement_id=autumn.groupement.id, keep_percent=50, cap_percent=25, is_weighing=False
        )
    )
    a_demand(session, autumn.a, autumn.winter)

    assert weights(session, autumn.winter) == {f"M{autumn.a.id}": [10]}
