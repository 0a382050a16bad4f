"""Two who act at once on calendars: the second waits for the first, and sees what it did.

On PostgreSQL, each on a connection of its own; SQLite has one writer at a time anyway.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Person, Role, RoleKind
from cdo_share.availability.blocking import block_times, hold_engagements
from cdo_share.availability.found import ReadBusyTime
from cdo_share.availability.locks import lock_engagement
from cdo_share.availability.models import BlockedTime, BusyKind
from cdo_share.calendars.dav.models import DavPassword, DavPrincipal
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.free_pages import allow_pages, open_page
from cdo_share.calendars.models import Ending, Feed, FeedOwner, FeedToken, FreeTimePage
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, revoke_token
from cdo_share.core.orm import transaction
from cdo_share.parting import archive_engagement
from tests.factories import a_groupement, a_role, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import overtake

pytestmark = pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
HOUR = timedelta(hours=1)
UID = b"1" * 32


class Office:
    """A CDO of a groupement that allows pages of free half-days, in committed rows."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self.engine, self.now = engine, now
        with Session(engine) as session, transaction(session):
            here = a_groupement(session)
            engagement = an_engagement(session, here)
            person = session.get_one(Person, engagement.person_id)
            a_role(session, person, here, RoleKind.CDO, engagement_id=engagement.id)
            allow_pages(session, groupement_id=here.id, is_allowed=True, now=now)
            self.here, self.cdo, self.person = here.id, engagement.id, person.id

    @property
    def opening(self) -> Any:
        """Return the act of opening the CDO's feed."""
        key = FeedKey(FeedOwner.CDO, self.cdo)
        values = {"groupement_id": self.here, "key": key, "base_url": "https://cdo.example"}
        return partial(open_feed, now=self.now, **values)

    def linking(self, session: Session) -> FeedToken:
        """Make a link to the CDO's feed."""
        feed = self.opening(session)
        whose = {"groupement_id": self.here, "person_id": self.person, "feed_id": feed.id}
        return create_token(session, label="Phone", now=self.now, **whose)[0]

    def do(self, act: Any) -> Any:
        """Return what an act gives, committed."""
        with Session(self.engine, expire_on_commit=False) as session, transaction(session):
            return act(session)

    def count(self, kind: Any, *wanted: Any) -> int:
        """Return how many rows there are."""
        with Session(self.engine) as session:
            return session.scalars(select(func.count()).select_from(kind).where(*wanted)).one()


@pytest.fixture
def at(own_engine: Engine, now: datetime) -> Office:  # noqa: F811
    return Office(own_engine, now)


def test_feed_that_two_open_at_once_is_rendered_by_one(at: Office) -> None:
    assert overtake(at.engine, at.opening, at.opening) == "done"
    assert at.count(Feed) == 1


def test_page_that_is_opened_twice_at_once_has_one_address(at: Office) -> None:
    act = partial(open_page, groupement_id=at.here, engagement_id=at.cdo, now=at.now)

    assert overtake(at.engine, act, act) == "done"
    assert at.count(FreeTimePage) == 2
    assert at.count(FreeTimePage, FreeTimePage.revoked_at.is_(None)) == 1


def test_link_that_is_taken_back_twice_at_once_ended_the_first_time(at: Office) -> None:
    token = at.do(at.linking)
    whose = {"groupement_id": at.here, "token_id": token.id, "person_id": at.person}
    first = partial(revoke_token, now=at.now, **whose)
    second = partial(revoke_token, now=at.now + HOUR, ended_by=Ending.REPLACED, **whose)

    assert overtake(at.engine, first, second) == "done"
    assert at.count(FeedToken, FeedToken.revoked_at == at.now) == 1
    assert at.count(FeedToken, FeedToken.ended_by == Ending.TAKEN_BACK) == 1


def test_first_two_devices_of_a_person_are_connected_at_once(at: Office) -> None:
    act = partial(create_password, person_id=at.person, label="Phone", now=at.now)

    assert overtake(at.engine, act, act) == "done"
    assert (at.count(DavPrincipal), at.count(DavPassword)) == (1, 2)


def test_who_plans_with_a_cdo_sees_what_a_phone_just_blocked(at: Office) -> None:
    seen: list[int] = []

    def block(session: Session) -> None:
        hold_engagements(session, at.person)
        times = [ReadBusyTime(at.now, at.now + HOUR, BusyKind.BUSY, UID)]
        block_times(session, person_id=at.person, uid_sha256=UID, times=times)

    def plan(session: Session) -> None:
        lock_engagement(session, at.cdo)
        seen.append(len(session.scalars(select(BlockedTime)).all()))

    assert overtake(at.engine, block, plan) == "done"
    assert seen == [1]


def test_link_that_is_made_while_its_cdo_is_archived_ends(at: Office) -> None:
    at.do(at.opening)
    with Session(at.engine) as session:
        version = session.get_one(Engagement, at.cdo).version
        assert session.scalars(select(Role.kind)).all() == [RoleKind.CDO]
    whose = {"groupement_id": at.here, "engagement_id": at.cdo, "version": version}

    ended = overtake(at.engine, at.linking, partial(archive_engagement, now=at.now + HOUR, **whose))

    assert ended == "done"
    assert at.count(FeedToken, FeedToken.ended_by == Ending.LOST) == 1
