"""A visit that somebody cancels at this moment is neither cancelled again nor given a time."""

import uuid
from datetime import datetime, time

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime
from cdo_share.core.orm import transaction
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import Cancellation, CancelledBy, Visit
from cdo_share.publishing.setting_times import TimeWish, set_time
from tests.publishing.world import AM, MONDAY, At, a_world, publish_places
from tests.races import Act, overtake

ONE = uuid.UUID(int=1, version=4)


# SQLite has one writer at a time anyway.
@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("second", ["cancels", "sets a time"])
def test_cancelled_visit_is_cancelled_for_whoever_comes_a_moment_later(
    own_engine: Engine, now: datetime, second: str
) -> None:
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        world.zoe.regime = Regime.FORFAIT_JOURS
        publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)
    keys = {"groupement_id": world.groupement.id, "now": now}

    def cancelling(by: CancelledBy) -> Act:
        wish = CancelWish(visit_id=ONE, cancelled_by=by, person_id=None, is_replaced=False)
        return lambda session: cancel_visit(session, wish=wish, **keys)

    wish = TimeWish(visit_id=ONE, start=time(10), end=time(12), person_id=None)
    acts: dict[str, Act] = {
        "cancels": cancelling(CancelledBy.CDO),
        "sets a time": lambda session: set_time(session, wish=wish, **keys),
    }

    assert overtake(own_engine, cancelling(CancelledBy.MEMBER), acts[second]) == "Conflict"
    with Session(own_engine) as session:
        visit = session.get_one(Visit, ONE)
        assert (visit.cancelled_by, visit.agreed_start) == (CancelledBy.MEMBER, None)
        assert session.scalar(select(func.count()).select_from(Cancellation)) == 1
