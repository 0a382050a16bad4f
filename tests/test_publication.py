"""Publishing is one act: release, calendars and letters, or nothing of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.calendars.models import DetailLevel, Feed
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import Plan
from cdo_share.publication import Surroundings, publish_plan, require_unchanged
from cdo_share.publishing.models import Release, Visit
from cdo_share.web.mails import render_mail
from tests.factories import a_groupement, a_period
from tests.publishing.world import MONDAY, TUESDAY, At, World, a_plan, a_world, publish_places

BASE_URL = "https://cdo.example"


@pytest.fixture
def world(session: Session) -> World:
    """Return two members, two CDOs, January 2027."""
    return a_world(session)


@pytest.fixture
def plan(session: Session, world: World) -> Plan:
    """Return a plan with one visit."""
    plan = a_plan(session, world, [At(world.shop, world.zoe, MONDAY, 0)])
    session.commit()
    return plan


def publish_with(
    session: Session, plan: Plan, now: datetime, render: Callable[..., str] = render_mail
) -> Release:
    """Publish the plan as the edge does."""
    return publish_plan(
        session,
        groupement_id=plan.groupement_id,
        plan_id=plan.id,
        published_by_id=None,
        now=now,
        around=Surroundings(BASE_URL, render),
    )


def test_publish_plan_stores_calendars_and_letters_with_the_release(
    session: Session, world: World, plan: Plan, now: datetime
) -> None:
    with transaction(session):
        publish_with(session, plan, now)

    visit = session.scalars(select(Visit)).one()
    feed = session.scalars(
        select(Feed).where(Feed.engagement_id == world.zoe.id, Feed.detail == DetailLevel.FULL)
    ).one()
    assert feed.body.replace(b"\r\n ", b"").count(f"UID:{visit.id}".encode()) == 1
    mail = session.scalars(select(OutboxMail)).one()
    assert mail.subject == "Nouvelle intervention : lundi 4 janvier 2027"
    assert f"{BASE_URL}/" in mail.text


def test_publish_plan_with_a_letter_that_fails_leaves_nothing(
    sessions: sessionmaker[Session], session: Session, plan: Plan, now: datetime
) -> None:
    def broken(template: str, language: str, **values: Any) -> str:
        raise LookupError(template)

    with sessions() as acting, pytest.raises(LookupError), transaction(acting):
        publish_with(acting, plan, now, broken)

    for row in (Release, Visit, Feed, OutboxMail):
        assert session.scalar(select(func.count()).select_from(row)) == 0


def require(session: Session, plan: Plan, seen_number: int) -> None:
    """Ask whether the release that somebody saw is still the newest."""
    require_unchanged(
        session, groupement_id=plan.groupement_id, plan_id=plan.id, seen_number=seen_number
    )


def test_require_unchanged_accepts_the_newest_release_of_the_period(
    session: Session, world: World, plan: Plan, now: datetime
) -> None:
    require(session, plan, 0)
    publish_places(session, world, [At(world.stock, world.yann, TUESDAY, 0)], now)
    require(session, plan, 1)
    world.period = a_period(session, world.groupement)
    publish_places(session, world, [], now)
    require(session, plan, 1)


@pytest.mark.parametrize("seen", [0, 2])
def test_require_unchanged_refuses_when_another_release_came(
    session: Session, world: World, plan: Plan, now: datetime, seen: int
) -> None:
    publish_places(session, world, [At(world.stock, world.yann, TUESDAY, 0)], now)

    with pytest.raises(Conflict, match=r"Release 1 has been published meanwhile"):
        require(session, plan, seen)


def test_require_unchanged_for_a_foreign_plan_finds_nothing(session: Session, plan: Plan) -> None:
    with pytest.raises(NotFound):
        require_unchanged(
            session, groupement_id=a_groupement(session).id, plan_id=plan.id, seen_number=0
        )
