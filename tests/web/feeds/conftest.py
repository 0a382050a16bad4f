"""A site on a database of its own, which really commits, with a feed and its secret."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.calendars.models import FeedOwner, FeedToken
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed, rebuild_feeds
from cdo_share.calendars.subscriptions import create_token
from cdo_share.core.clock import utc_now
from cdo_share.core.orm import transaction
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers
from tests.factories import a_role
from tests.publishing.conftest import own_engine
from tests.publishing.world import AM, MONDAY, At, World, a_world, publish_places

__all__ = ["own_engine"]

BASE_URL = "http://localhost"


@dataclass
class Installation:
    """A database with the feed of a CDO who has one visit, and processes that serve it."""

    engine: Engine
    world: World
    secret: str
    token_id: int
    settings: Settings

    @property
    def path(self) -> str:
        """Return the address of the feed."""
        return f"/cal/{self.secret}/planning.ics"

    def app(self) -> Flask:
        """Return the site as one more process of a server would make it."""
        app = create_app(self.settings, SessionMakers.of(self.engine))
        app.config.update(TESTING=True)
        return app

    def browser(self) -> FlaskClient:
        """Return a client of a process of its own."""
        return self.app().test_client()

    def edit(self, act: Callable[[Session, World], None], now: datetime | None = None) -> None:
        """Commit an edit together with its feeds."""
        with Session(self.engine) as session, transaction(session):
            act(session, self.world)
            rebuild_feeds(
                session,
                groupement_id=self.world.groupement.id,
                now=now or utc_now(),
                base_url=BASE_URL,
            )

    def read_at(self) -> datetime | None:
        """Return when the device was last noted to have read."""
        with Session(self.engine) as session:
            return session.get_one(FeedToken, self.token_id).last_read_at


@pytest.fixture
def installation(own_engine: Engine, tmp_path: Path, now: datetime) -> Installation:
    """Return an installation; a writer of SQLite is waited for a moment only."""
    if own_engine.dialect.name == "sqlite":
        event.listen(
            own_engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA busy_timeout=50"),
        )
        own_engine.dispose()
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        world = a_world(session)
        publish_places(session, world, [At(world.shop, world.zoe, MONDAY, AM)], now)
        person = session.get_one(Person, world.zoe.person_id)
        a_role(session, person, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
        groupement_id = world.groupement.id
        rebuild_feeds(session, groupement_id=groupement_id, now=now, base_url=BASE_URL)
        feed = open_feed(
            session,
            groupement_id=groupement_id,
            key=FeedKey(FeedOwner.CDO, world.zoe.id),
            now=now,
            base_url=BASE_URL,
        )
        token, secret = create_token(
            session,
            groupement_id=groupement_id,
            feed_id=feed.id,
            person_id=person.id,
            label="Téléphone",
            now=now,
        )
    settings = Settings(
        data_dir=tmp_path,
        database_url=own_engine.url.render_as_string(hide_password=False),
        secret_key="only-for-tests-" * 4,
        base_url=BASE_URL,
    )
    return Installation(own_engine, world, secret, token.id, settings)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for the data of the server."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data"
