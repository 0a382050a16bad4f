"""The same form of a CDO sent twice at the same moment."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import add_exception, set_pattern
from cdo_share.availability.wish import ExceptionWish
from cdo_share.core.grid import Half
from cdo_share.core.orm import transaction
from tests.factories import a_groupement, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

ROUNDS = 5
WEEK = {(0, Half.AM): "1111", (1, Half.PM): "0110"}


@pytest.fixture
def whose(own_engine: Engine) -> dict[str, int]:  # noqa: F811
    """Return the numbers that name a CDO whose weekly pattern is empty."""
    with Session(own_engine) as session, transaction(session):
        cdo = an_engagement(session, a_groupement(session), pattern=False)
        return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}


def test_set_pattern_three_times_at_once_keeps_one_week(
    own_engine: Engine,  # noqa: F811
    whose: dict[str, int],
) -> None:
    acts = [partial(set_pattern, pattern=WEEK, **whose)] * 3

    assert [race(own_engine, acts) for _ in range(ROUNDS)] == [["done"] * 3] * ROUNDS
    with Session(own_engine) as session:
        assert get_availability(session, *whose.values()).pattern == WEEK


def test_add_exception_three_times_at_once_stores_it_once(
    own_engine: Engine,  # noqa: F811
    whose: dict[str, int],
) -> None:
    for day in range(1, ROUNDS + 1):
        wish = ExceptionWish(
            kind=ExceptionKind.LEAVE, starts_on=date(2027, 2, day), ends_on=date(2027, 2, day)
        )
        acts = [partial(add_exception, wish=wish, **whose)] * 3
        assert race(own_engine, acts) == ["InvalidInput", "InvalidInput", "done"]
