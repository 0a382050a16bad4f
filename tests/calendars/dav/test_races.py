"""Two devices of one person at the same moment, on both databases."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person, RoleKind
from cdo_share.availability.models import BlockedTime
from cdo_share.availability.sealing import ENTRIES, Seal
from cdo_share.calendars.dav import changes
from cdo_share.calendars.dav.blocks import Match, Sent, delete_block, put_block
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.guard import Looked
from cdo_share.calendars.dav.models import DavItem
from cdo_share.calendars.dav.passwords import MOST_PASSWORDS, create_password
from cdo_share.core.orm import transaction
from tests.factories import a_groupement, a_role, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import race

NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)
NEW = Match(if_none_match=frozenset("*"))
SEAL = Seal("only-for-tests-" * 4, purpose=ENTRIES)


@pytest.fixture
def calendar(own_engine: Engine) -> Calendar:  # noqa: F811
    """Return the calendar of blocked time of a CDO that no device has asked for yet."""
    with Session(own_engine) as session, transaction(session):
        engagement = an_engagement(session, a_groupement(session))
        person_id = engagement.person_id
        person = session.get_one(Person, person_id)
        here = session.get_one(Groupement, engagement.groupement_id)
        a_role(session, person, here, RoleKind.CDO, engagement_id=engagement.id)
    return Calendar(person_id=person_id, name="busy", title="", zone="Europe/Paris")


def put(calendar: Calendar, name: str, uid: str, match: Match = NEW) -> Any:
    """Return the act of storing an entry."""
    looked = Looked(uid=uid, starts_at=NOW, ends_at=NOW, is_recurring=False, times=())
    sent = Sent(
        folder="/dav/x/busy/", name=name, body=uid.encode(), looked=looked, read_until=NOW.date()
    )
    return partial(_put, calendar=calendar, sent=sent, match=match)


def _put(session: Session, *, calendar: Calendar, sent: Sent, match: Match) -> None:
    put_block(session, calendar, sent, match=match, seal=SEAL, now=NOW)


def test_same_new_entry_from_two_devices_is_stored_by_one(
    own_engine: Engine,  # noqa: F811
    calendar: Calendar,
) -> None:
    for number in range(3):
        acts = [put(calendar, f"{number}.ics", str(number))] * 2
        assert race(own_engine, acts) == ["Refusal", "done"]


def test_one_event_under_two_names_is_stored_once(
    own_engine: Engine,  # noqa: F811
    calendar: Calendar,
) -> None:
    for number in range(3):
        acts = [put(calendar, f"{name}{number}.ics", str(number)) for name in "ab"]
        assert race(own_engine, acts) == ["Refusal", "done"]


def test_changes_at_once_are_all_numbered_and_all_told(
    own_engine: Engine,  # noqa: F811
    calendar: Calendar,
) -> None:
    acts = [put(calendar, f"{number}.ics", str(number)) for number in range(4)]
    assert race(own_engine, acts) == ["done"] * 4
    ends = [partial(delete_block, calendar=calendar, name="0.ics", match=Match(), now=NOW)] * 2

    assert race(own_engine, ends) == ["Refusal", "done"]
    with Session(own_engine) as session:
        found = changes.find_collection(session, calendar.person_id, "busy")
        assert found is not None
        items = session.scalars(select(DavItem).order_by(DavItem.revision)).all()
        assert len({item.revision for item in items}) == 4
        assert (found.revision, items[-1].revision, items[-1].is_deleted) == (5, 5, True)
        assert session.scalars(select(BlockedTime)).all() == []


def test_last_place_for_a_device_is_given_once(
    own_engine: Engine,  # noqa: F811
    calendar: Calendar,
) -> None:
    make = partial(create_password, person_id=calendar.person_id, label="x", now=NOW)
    with Session(own_engine) as session, transaction(session):
        for _ in range(MOST_PASSWORDS - 1):
            make(session)
        assert session.get(Person, calendar.person_id) is not None

    assert race(own_engine, [make] * 3) == ["InvalidInput", "InvalidInput", "done"]
