"""The site, a clock that the test turns, and the acts that change what calendars show."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Engagement, Person, RoleKind
from cdo_share.calendars.models import Feed
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.subscriptions import create_token
from cdo_share.core.errors import AppError
from cdo_share.publishing.cancelling import CancelWish, cancel_visit
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from cdo_share.publishing.service import publish
from cdo_share.web.extensions import SessionMakers
from tests.calendars.machine.devices import Asking, Device
from tests.calendars.samples import BASE_URL
from tests.conftest import NOW
from tests.factories import a_person, a_role
from tests.publishing.world import At, World, a_plan, a_world


@dataclass
class Stage:
    """One groupement on a database of its own transaction, at an instant that only rises."""

    session: Session
    app: Flask
    world: World
    coordinator: Person
    now: datetime = NOW
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def rebuild(self) -> None:
        """Store the feeds as they must be now, as every act and the daily job do."""
        rebuild_feeds(
            self.session, groupement_id=self.world.groupement.id, now=self.now, base_url=BASE_URL
        )
        self.session.commit()

    def publish(self, places: Iterable[At]) -> bool:
        """Publish visits at these places; return whether law and the others' times let it."""
        plan = a_plan(self.session, self.world, places)
        self.session.commit()  # a refusal undoes what publishing did, not the plan
        try:
            publish(
                self.session,
                groupement_id=self.world.groupement.id,
                plan_id=plan.id,
                published_by_id=None,
                now=self.now,
            )
        except AppError:
            return False
        self.rebuild()
        return True

    def cancel(self, visit: Visit, by: CancelledBy) -> None:
        """Cancel a visit that has not begun."""
        wish = CancelWish(visit_id=visit.id, cancelled_by=by, person_id=None, is_replaced=False)
        cancel_visit(self.session, groupement_id=self.world.groupement.id, wish=wish, now=self.now)
        self.rebuild()

    def rename(self, row: Any, name: str, value: str) -> None:
        """Change a text that calendars show."""
        setattr(row, name, value)
        self.session.flush()
        self.rebuild()

    def pass_time(self, how_long: timedelta) -> None:
        """Let time pass until the daily job has run."""
        self.now += how_long
        self.rebuild()

    def in_force(self) -> list[Visit]:
        """Return the visits in force that have not begun, in one order."""
        statement = (
            select(Visit)
            .where(
                Visit.groupement_id == self.world.groupement.id,
                Visit.state == VisitState.PLANNED,
                Visit.starts_at > self.now,
            )
            .order_by(Visit.created_at, Visit.id)
        )
        return list(self.session.scalars(statement))

    def feeds(self) -> list[Feed]:
        """Return every stored feed, in one order."""
        statement = select(Feed).where(Feed.groupement_id == self.world.groupement.id)
        return list(self.session.scalars(statement.order_by(Feed.id)))

    def new_id(self) -> uuid.UUID:
        """Return an id for a visit; the same in each run, so that failures come back."""
        return uuid.UUID(int=next(self.numbers) << 80 | self.world.groupement.id, version=4)

    def subscribe(self, feed: Feed, person_id: int, asking: Asking) -> tuple[int, Device]:
        """Return a new token's number and the device that has its address."""
        token, secret = create_token(
            self.session,
            groupement_id=self.world.groupement.id,
            feed_id=feed.id,
            person_id=person_id,
            label="Téléphone",
            now=self.now,
        )
        self.session.commit()
        return token.id, Device(f"/cal/{secret}/{feed.slug}.ics", asking)

    def poll(self, device: Device) -> int:
        """Let a device ask the site, at the instant of the stage."""
        with patch("cdo_share.web.feeds.server.utc_now", lambda: self.now):
            return device.poll(self.app.test_client())

    def place(self, visit: Visit, **changes: Any) -> At:
        """Return where a visit is, with changes."""
        demands = {one.id: one for one in (self.world.shop, self.world.stock)}
        engagement = self.session.get_one(Engagement, visit.engagement_id)
        where: dict[str, Any] = {
            "demand": demands[visit.demand_id],
            "engagement": engagement,
            "day": visit.day,
            "slot": visit.slot,
            "id": visit.id,
        }
        return At(**(where | changes))


@contextmanager
def a_stage(engine: Engine, app: Flask) -> Iterator[Stage]:
    """Yield a stage whose every row is undone afterwards."""
    with engine.connect() as connection:
        outer = connection.begin()
        makers = sessionmaker(connection, join_transaction_mode="create_savepoint")
        with makers() as session:
            world = a_world(session, starts_on=date(2026, 12, 21), ends_on=date(2027, 6, 25))
            stage = Stage(session, app, world, a_person(session, name="Claire Morvan"))
            a_role(session, stage.coordinator, world.groupement, RoleKind.COORDINATOR)
            for engagement in (world.zoe, world.yann):
                person = session.get_one(Person, engagement.person_id)
                place = {"engagement_id": engagement.id}
                a_role(session, person, world.groupement, RoleKind.CDO, **place)
            stage.rebuild()
            app.extensions["database"] = SessionMakers(makers, makers)
            yield stage
        outer.rollback()
