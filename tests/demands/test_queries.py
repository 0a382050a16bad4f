"""Reading demands."""

import pytest
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Engagement
from cdo_share.core.errors import NotFound
from cdo_share.core.grid import Half
from cdo_share.demands.models import (
    DeclinedCdo,
    DeclineReason,
    Demand,
    DemandHalfday,
    DemandState,
    Wish,
)
from cdo_share.demands.queries import get_demand, list_demands
from tests.demands.conftest import Scene
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement
from tests.statements import recorded_statements


def _a_full_demand(session: Session, scene: Scene, engagement: Engagement) -> Demand:
    """Return a demand with a half-day and a declined CDO."""
    demand = a_demand(session, a_member(session, scene.groupement), scene.period)
    reason = DeclineReason.CONFLICT_OF_INTEREST
    session.add_all(
        (
            DemandHalfday(demand_id=demand.id, weekday=0, half=Half.AM, wish=Wish.PREFERRED),
            DeclinedCdo(demand_id=demand.id, engagement_id=engagement.id, reason=reason),
        )
    )
    session.flush()
    return demand


def _read_everything(session: Session, keys: tuple[int, int]) -> list[tuple[object, ...]]:
    """Touch all that a page shows of each demand."""
    return [
        (
            demand.member.site.commune,
            demand.period.name,
            [row.wish for row in demand.halfdays],
            [row.engagement.person.name for row in demand.declined],
        )
        for demand in list_demands(session, *keys)
    ]


def test_listed_demands_are_those_of_the_period_and_member_in_order(
    session: Session, scene: Scene
) -> None:
    neighbour = a_member(session, scene.groupement)
    first = a_demand(session, scene.member, scene.period)
    second = a_demand(session, neighbour, scene.period, state=DemandState.WITHDRAWN)
    third = a_demand(session, scene.member, scene.period)
    a_demand(session, scene.member, a_period(session, scene.groupement))
    keys = (scene.groupement.id, scene.period.id)

    assert list_demands(session, *keys) == [first, second, third]
    assert list_demands(session, *keys, scene.member.id) == [first, third]
    assert list_demands(session, a_groupement(session).id, scene.period.id) == []


def test_demand_is_found_only_within_its_groupement_and_member(
    session: Session, scene: Scene
) -> None:
    demand = a_demand(session, scene.member, scene.period)
    neighbour = a_member(session, scene.groupement)
    groupement_id = scene.groupement.id

    assert get_demand(session, groupement_id, demand.id) is demand
    assert get_demand(session, groupement_id, demand.id, scene.member.id) is demand
    for keys in (
        (groupement_id, demand.id, neighbour.id),
        (groupement_id, demand.id + 1000),
        (a_groupement(session).id, demand.id),
    ):
        with pytest.raises(NotFound):
            get_demand(session, *keys)


def test_listing_ten_demands_sends_as_many_statements_as_listing_one(
    session: Session, sessions: sessionmaker[Session], scene: Scene
) -> None:
    engagement = an_engagement(session, scene.groupement)
    keys = scene.groupement.id, scene.period.id
    counts = {}

    for new in (1, 9):
        for _ in range(new):
            _a_full_demand(session, scene, engagement)
        with sessions() as reader, recorded_statements(reader) as statements:
            rows = _read_everything(reader, keys)
        counts[len(rows)] = len(statements)

    assert counts == {1: 2, 10: 2}
