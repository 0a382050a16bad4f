"""A CDO who subscribes to their own feed."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.models import Feed, FeedOwner, FeedToken
from cdo_share.calendars.queries import (
    FeedKey,
)
from cdo_share.calendars.service import open_feed, rebuild_feeds
from cdo_share.calendars.subscriptions import (
    create_token,
    revoke_token,
)
from tests.calendars.samples import BASE_URL
from tests.factories import a_role
from tests.publishing.world import AM, MONDAY, At, World, a_world, publish_places

ONE = uuid.UUID(int=1, version=4)
ONE_SECOND = timedelta(seconds=1)
MONTH = timedelta(days=30)


def a_subscribing_world(session: Session, now: datetime) -> World:
    """Return a world with one visit by Zoé and its feeds; Zoé has the role of a CDO."""
    world = a_world(session)
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM, id=ONE)], now)
    rebuild_feeds(session, groupement_id=world.groupement.id, now=now, base_url=BASE_URL)
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    return world


def feed_of(session: Session, world: World, *key: Any) -> Feed:
    now = datetime.fromisoformat("2026-12-14T09:00:00Z")
    return open_feed(
        session, groupement_id=world.groupement.id, key=FeedKey(*key), now=now, base_url=BASE_URL
    )


def subscribe(session: Session, world: World, now: datetime) -> tuple[FeedToken, str]:
    """Return a token of Zoé for her feed, and its secret."""
    feed = feed_of(session, world, FeedOwner.CDO, world.zoe.id)
    return create_token(
        session,
        groupement_id=world.groupement.id,
        feed_id=feed.id,
        person_id=world.zoe.person_id,
        label="Téléphone",
        now=now,
    )


def revoke(session: Session, world: World, token: FeedToken, now: datetime) -> None:
    revoke_token(
        session,
        groupement_id=world.groupement.id,
        token_id=token.id,
        person_id=world.zoe.person_id,
        now=now,
    )
