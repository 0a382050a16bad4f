"""A run's question carries what the fairness ledger says of the periods before."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

import solver
from cdo_share.demands.models import Urgency
from cdo_share.jobs.posing import pose
from cdo_share.ledger.models import LedgerRules
from cdo_share.planning.question import NO_QUESTION
from cdo_share.rounds.models import Period
from tests.factories import a_demand, a_member, a_run
from tests.ledger.conftest import Autumn, autumn  # noqa: F401 - a fixture

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


def question_of(session: Session, period: Period) -> dict[str, Any]:
    """Return the question of a run of a period."""
    return pose(session, a_run(session, period), NO_QUESTION, NOW)[0]


def weights(session: Session, period: Period) -> dict[str, list[int]]:
    """Return the weights in the question of a run of a period, by member, in order."""
    found: dict[str, list[int]] = {}
    for demand in question_of(session, period)["demands"]:
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
    # The only visit of A's other demand was cancelled for good: it is not asked again.
    assert weights(session, autumn.period) == {f"M{autumn.a.id}": [10], f"M{autumn.b.id}": [10]}


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


def served(session: Session, period: Period) -> Counter[str]:
    """Return the half-days that the solver gives each member."""
    question = question_of(session, period)
    member_of = {demand["id"]: demand["member"] for demand in question["demands"]}
    options = solver.Options(time_limit_seconds=2, seed=1, workers=1, isolation="none")
    result = solver.solve(solver.read_instance(question), options)
    assert result.plan is not None
    return Counter(member_of[visit.demand] for visit in result.plan.visits)


@pytest.mark.parametrize(("time", "expected"), [(7, (3, 2, 2)), (8, (3, 3, 2)), (9, (3, 3, 3))])
def test_owed_member_is_served_first_and_a_newcomer_in_between(
    session: Session,
    autumn: Autumn,  # noqa: F811
    time: int,
    expected: tuple[int, ...],
) -> None:
    """Three members ask for the same four half-days of one CDO, who has `time` of them."""
    newcomer = a_member(session, autumn.groupement)
    members = (autumn.a, newcomer, autumn.b)
    for member in members:
        member.site_id = autumn.cdo.base_id
        a_demand(session, member, autumn.winter)
    autumn.cdo.period_cap_halfdays = time
    session.commit()

    found = served(session, autumn.winter)

    assert tuple(found[f"M{member.id}"] for member in members) == expected
