"""Stating many demands at once: the same rows and refusals as one by one, in few statements."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.errors import AppError, Conflict, InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.demands.many import submit_demands
from cdo_share.demands.models import Demand
from cdo_share.demands.queries import list_demands
from cdo_share.demands.service import submit_demand
from cdo_share.rounds.models import MemberAnswer, PeriodState
from tests.demands.conftest import Scene
from tests.demands.wishes import a_wish
from tests.factories import a_groupement, a_member
from tests.statements import recorded_statements

COLUMNS = [column.name for column in Demand.__table__.columns if column.name != "id"]


def submit(session: Session, scene: Scene, now: datetime, *members: int, **values: Any) -> None:
    submit_demands(
        session,
        groupement_id=scene.groupement.id,
        period_id=scene.period.id,
        wishes=[(member_id, a_wish(**values)) for member_id in members],
        now=now,
    )


def test_demands_stated_at_once_are_those_stated_one_by_one(
    session: Session, scene: Scene, now: datetime
) -> None:
    halfdays = {"preferred": frozenset({(0, Half.AM)}), "impossible": frozenset({(2, Half.PM)})}
    submit_demand(
        session, **scene.keys, period_id=scene.period.id, wish=a_wish(**halfdays), now=now
    )

    submit(session, scene, now, scene.member.id, **halfdays)

    session.expire_all()
    first, second = list_demands(session, scene.groupement.id, scene.period.id)
    assert [getattr(second, name) for name in COLUMNS] == [getattr(first, name) for name in COLUMNS]
    assert [(row.weekday, row.half, row.wish) for row in second.halfdays] == [
        (row.weekday, row.half, row.wish) for row in first.halfdays
    ]


def _lock(session: Session, scene: Scene) -> int:
    scene.period.state = PeriodState.LOCKED
    return scene.member.id


@pytest.mark.parametrize(
    ("member_of", "title", "refusal"),
    [
        (_lock, "Site", Conflict),
        (lambda _session, scene: scene.member.id, "", InvalidInput),
        (lambda session, _scene: a_member(session, a_groupement(session)).id, "Site", NotFound),
        (
            lambda session, scene: a_member(session, scene.groupement, is_active=False).id,
            "Site",
            NotFound,
        ),
    ],
)
def test_refused_like_one(
    session: Session,
    scene: Scene,
    now: datetime,
    member_of: Callable[[Session, Scene], int],
    title: str,
    refusal: type[AppError],
) -> None:
    member_id = member_of(session, scene)

    with pytest.raises(refusal):
        submit(session, scene, now, member_id, title=title)


def test_demand_takes_the_place_of_the_answer_that_nothing_is_needed(
    session: Session, scene: Scene, now: datetime
) -> None:
    other = a_member(session, scene.groupement)
    for member_id in (scene.member.id, other.id):
        session.add(
            MemberAnswer(
                groupement_id=scene.groupement.id,
                period_id=scene.period.id,
                member_id=member_id,
                answered_at=now,
            )
        )
    session.flush()

    submit(session, scene, now, scene.member.id)

    assert session.scalars(select(MemberAnswer.member_id)).all() == [other.id]


def test_many_demands_take_about_a_statement_each(
    session: Session, scene: Scene, now: datetime
) -> None:
    with recorded_statements(session) as statements:
        submit(session, scene, now, *[scene.member.id] * 30)

    assert len(statements) <= 30 + 10
