"""Leaving erases what phones blocked, in the act's own transaction: it is nobody else's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Groupement, Person, Role, RoleKind
from cdo_share.availability.found import ReadBusyTime
from cdo_share.availability.kinds import BusyKind
from cdo_share.availability.models import BlockedTime
from cdo_share.availability.sealing import ENTRIES, Seal
from cdo_share.calendars import lost
from cdo_share.calendars.dav.blocks import Match, Sent, put_block
from cdo_share.calendars.dav.changes import find_collection, hold_collection
from cdo_share.calendars.dav.collections import Calendar
from cdo_share.calendars.dav.ending import erase_lost_calendars
from cdo_share.calendars.dav.guard import Looked
from cdo_share.calendars.dav.models import DavCollection, DavItem, DavProperty
from cdo_share.core.orm import transaction
from cdo_share.parting import archive_engagement, close_account, leave_role
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.races import overtake

HOUR = timedelta(hours=1)
SEAL = Seal("only-for-tests-" * 4, purpose=ENTRIES)


def a_cdo(session: Session, here: Groupement, person: Person) -> Role:
    """Return the role of a person as a CDO."""
    engagement = an_engagement(session, here, person_id=person.id)
    return a_role(session, person, here, RoleKind.CDO, engagement_id=engagement.id)


def block(session: Session, person_id: int, now: datetime) -> None:
    """Let a phone of the person block an hour."""
    uid = f"{person_id}"
    times = (ReadBusyTime(now, now + HOUR, BusyKind.BUSY, uid.encode()),)
    looked = Looked(uid=uid, starts_at=now, ends_at=now + HOUR, is_recurring=False, times=times)
    sent = Sent(
        folder="/dav/x/busy/", name="a.ics", body=b"x", looked=looked, read_until=now.date()
    )
    calendar = Calendar(person_id=person_id, name="busy", title="", zone="Europe/Paris")
    put_block(session, calendar, sent, match=Match(), seal=SEAL, now=now)


def left(session: Session) -> tuple[set[str], set[int], set[int]]:
    """Return the names of the calendars that are there, who has entries in one, and who blocks."""
    session.expire_all()
    names = set(session.scalars(select(DavCollection.name)))
    owners = select(DavCollection.person_id).join(
        DavItem, DavItem.collection_id == DavCollection.id
    )
    blocking = set(session.scalars(select(BlockedTime.person_id)))
    return names, set(session.scalars(owners)), blocking


class People:
    """Zoé is a CDO and speaks for a member; Léo is a CDO too; each has blocked an hour."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.here = a_groupement(session)
        self.zoe, self.leo = a_person(session, name="Zoé"), a_person(session, name="Léo")
        self.cdo, self.other = (a_cdo(session, self.here, one) for one in (self.zoe, self.leo))
        member = a_member(session, self.here)
        self.firm = a_role(session, self.zoe, self.here, RoleKind.MEMBER, member_id=member.id)
        for person in (self.zoe, self.leo):
            block(session, person.id, now)
        for role in (self.cdo, self.firm):
            hold_collection(session, self.zoe.id, f"visits-{role.id}")
        busy = find_collection(session, self.zoe.id, "busy")
        assert busy is not None
        session.add(DavProperty(collection_id=busy.id, name="{x}colour", value="red"))
        session.flush()


@pytest.fixture
def people(session: Session, now: datetime) -> People:
    return People(session, now)


def archive(session: Session, people: People, now: datetime) -> None:
    engagement = session.get_one(Engagement, people.cdo.engagement_id)
    archive_engagement(
        session,
        groupement_id=people.here.id,
        engagement_id=engagement.id,
        version=engagement.version,
        now=now,
    )


def leave(session: Session, people: People, now: datetime) -> None:
    leave_role(session, person_id=people.zoe.id, role_id=people.cdo.id, now=now)


def close(session: Session, people: People, now: datetime) -> None:
    close_account(session, email=people.zoe.email, now=now)


Act = Callable[[Session, People, datetime], None]


@pytest.mark.parametrize(("act", "keeps_firm"), [(archive, True), (leave, True), (close, False)])
def test_act_that_ends_a_cdo_erases_what_their_phones_blocked(
    session: Session, people: People, now: datetime, act: Act, keeps_firm: bool
) -> None:
    everything = left(session)

    with session.begin_nested() as undone:
        act(session, people, now + HOUR)
        during = left(session)
        colours = session.scalars(select(DavProperty)).all()
        undone.rollback()

    names = {"busy", *([f"visits-{people.firm.id}"] if keeps_firm else [])}
    assert during == (names, {people.leo.id}, {people.leo.id})
    assert colours == []
    assert left(session) == everything


def test_entries_would_stay_where_nobody_erases_them(
    session: Session, people: People, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost, "erase_lost_calendars", lambda _: 0)

    archive(session, people, now + HOUR)

    assert left(session)[2] == {people.zoe.id, people.leo.id}


def test_cdo_of_another_groupement_keeps_what_they_block(
    session: Session, people: People, now: datetime
) -> None:
    a_cdo(session, a_groupement(session), people.zoe)

    archive(session, people, now + HOUR)

    assert left(session)[2] == {people.zoe.id, people.leo.id}


def test_who_comes_back_begins_with_an_empty_calendar(
    session: Session, people: People, now: datetime
) -> None:
    before = find_collection(session, people.zoe.id, "busy")
    assert before is not None
    nonce = before.nonce
    archive(session, people, now + HOUR)
    session.get_one(Engagement, people.cdo.engagement_id).is_active = True
    session.flush()

    block(session, people.zoe.id, now + 2 * HOUR)

    after = find_collection(session, people.zoe.id, "busy")
    assert after is not None
    assert (after.revision, after.nonce == nonce) == (1, False)


def test_calendar_that_an_act_forgot_is_erased_in_the_next_night(
    session: Session, people: People
) -> None:
    session.get_one(Person, people.zoe.id).is_active = False
    session.flush()

    assert erase_lost_calendars(session) == 3
    assert erase_lost_calendars(session) == 0
    assert left(session) == ({"busy"}, {people.leo.id}, {people.leo.id})


@pytest.fixture
def apart(own_engine: Engine, now: datetime) -> People:  # noqa: F811
    """Return people whose rows are committed."""
    with Session(own_engine, expire_on_commit=False) as session, transaction(session):
        return People(session, now)


@pytest.mark.parametrize("own_engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("act", [archive, close])
@pytest.mark.parametrize("is_first", [True, False])
def test_entry_that_comes_while_its_cdo_leaves_does_not_stay(
    own_engine: Engine,  # noqa: F811
    apart: People,
    now: datetime,
    act: Act,
    is_first: bool,
) -> None:
    acts: list[Any] = [
        partial(act, people=apart, now=now + HOUR),
        partial(block, person_id=apart.zoe.id, now=now + HOUR),
    ]
    with Session(own_engine) as session, transaction(session):
        erase_everything_of(session, apart.zoe.id)

    ended = overtake(own_engine, *(acts if is_first else reversed(acts)))

    assert ended == ("Refusal" if is_first else "done")
    with Session(own_engine) as session:
        assert left(session)[1:] == ({apart.leo.id}, {apart.leo.id})


def erase_everything_of(session: Session, person_id: int) -> None:
    """Leave the person as one whom no device has asked for yet."""
    person = session.get_one(Person, person_id)
    person.is_active = False
    session.flush()
    erase_lost_calendars(session)
    person.is_active = True
