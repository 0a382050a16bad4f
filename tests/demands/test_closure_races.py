"""One firm closed twice for the same days at the same moment."""

from datetime import date
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.core.orm import transaction
from cdo_share.demands.closures import add_closure, list_closures
from tests.factories import a_groupement, a_member
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race


def test_overlapping_closures_at_once_leave_one(own_engine: Engine) -> None:  # noqa: F811
    with Session(own_engine) as session, transaction(session):
        member = a_member(session, a_groupement(session))
        whose = {"groupement_id": member.groupement_id, "member_id": member.id}
    stretches = [(date(2027, 8, 2), date(2027, 8, 20)), (date(2027, 8, 16), date(2027, 8, 27))]
    acts = [
        partial(add_closure, **whose, starts_on=first, ends_on=last) for first, last in stretches
    ]

    assert race(own_engine, acts) == ["InvalidInput", "done"]
    with Session(own_engine) as session:
        assert len(list_closures(session, **whose)) == 1
