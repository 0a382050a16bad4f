"""The same form of a CDO sent twice at the same moment."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cdo_share.availability.models import ExceptionKind
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import add_exception, edit_exception, set_pattern
from cdo_share.availability.wish import CompleteWish, ExceptionWish
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


def test_set_pattern_by_two_who_saw_the_same_week_refuses_the_second(
    own_engine: Engine,  # noqa: F811
    whose: dict[str, int],
) -> None:
    weeks = [{(0, Half.AM): "1111"}, {(4, Half.PM): "1111"}]
    acts = [partial(set_pattern, pattern=week, seen={}, **whose) for week in weeks]

    assert race(own_engine, acts) == ["Conflict", "done"]
    with Session(own_engine) as session:
        assert get_availability(session, *whose.values()).pattern in weeks


def test_edit_exception_by_two_who_saw_the_same_refuses_the_second(
    own_engine: Engine,  # noqa: F811
    whose: dict[str, int],
) -> None:
    def wish(last: int) -> ExceptionWish:
        return ExceptionWish(
            kind=ExceptionKind.LEAVE, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, last)
        )

    with Session(own_engine) as session, transaction(session):
        row = add_exception(session, wish=wish(1), **whose)
        exception_id, seen = row.id, CompleteWish.of(row).line
    acts = [
        partial(edit_exception, wish=wish(last), exception_id=exception_id, seen=seen, **whose)
        for last in (2, 3)
    ]

    assert race(own_engine, acts) == ["Conflict", "done"]
