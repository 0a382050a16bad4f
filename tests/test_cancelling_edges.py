"""A cancelled visit: whose it must be, what calendars show of it, and who is written to."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.queries import FeedKey, find_feed, load_body
from cdo_share.cancelling import cancel_and_tell
from cdo_share.core.errors import NotFound
from cdo_share.core.outbox import OutboxMail
from cdo_share.planning.models import Constraint
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy, Visit, VisitState
from tests.calendars.samples import events_of
from tests.factories import a_person, a_role
from tests.publishing.world import World, a_world
from tests.test_agreed_times import AROUND, ONE
from tests.test_agreed_times import world as world  # a fixture


def cancel(
    session: Session, world: World, now: datetime, *, person_id: int | None = None, **keys: Any
) -> None:
    """Cancel the visit in the name of the coordination."""
    wish = CancelWish(
        visit_id=ONE,
        cancelled_by=CancelledBy.COORDINATOR,
        person_id=person_id,
        is_replaced=False,
    )
    values = {"groupement_id": world.groupement.id} | keys
    around = {"base_url": AROUND.base_url, "render": AROUND.render}
    cancel_and_tell(session, wish=wish, now=now, **around, **values)  # type: ignore[arg-type]


def test_cancelled_visit_leaves_the_calendar_at_once(
    session: Session, world: World, now: datetime
) -> None:
    key = FeedKey(FeedOwner.MEMBER, world.biscuits.id, DetailLevel.FULL)

    def count() -> int:
        session.expire_all()
        feed = find_feed(session, world.groupement.id, key)
        assert feed is not None
        return len(list(events_of(load_body(session, feed.id))))

    before = count()
    cancel(session, world, now)

    assert (before, count()) == (1, 0)


@pytest.mark.parametrize("whose", ["member", "groupement"])
def test_visit_of_others_is_not_cancelled(
    session: Session, world: World, now: datetime, whose: str
) -> None:
    keys = {"member": {"member_id": world.boats.id}}.get(
        whose, {"groupement_id": a_world(session).groupement.id}
    )

    with pytest.raises(NotFound):
        cancel(session, world, now, **keys)

    assert session.get_one(Visit, ONE).state is VisitState.PLANNED
    assert session.scalars(select(Constraint)).all() == []


def test_who_cancels_is_not_written_to_and_their_colleague_is(
    session: Session, world: World, now: datetime
) -> None:
    office, colleague = (a_person(session, name=name) for name in ("Claire", "Nolwenn"))
    for person in (office, colleague):
        a_role(session, person, world.groupement, RoleKind.COORDINATOR)

    cancel(session, world, now, person_id=office.id)

    told = select(OutboxMail.person_id).where(OutboxMail.dedupe_key.startswith("cancelled-"))
    assert session.scalars(told).all() == [colleague.id]
