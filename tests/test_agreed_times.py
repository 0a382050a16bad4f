"""A time agreed for a visit as one act: calendars follow, the member is told once, moves end it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.agreed_times import set_time_and_tell
from cdo_share.calendars.models import DetailLevel, FeedOwner
from cdo_share.calendars.queries import FeedKey, find_feed, load_body
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.setting_times import TimeWish
from cdo_share.web.mails import render_mail
from tests.calendars.samples import events_of
from tests.factories import a_person, a_role
from tests.publishing.world import AM, MONDAY, TUESDAY, At, World, a_plan, a_world
from tests.web.pages import words

ONE = uuid.UUID(int=1, version=4)
AROUND = Surroundings("https://cdo.example", render_mail)
HOUR = timedelta(hours=1)
QUARTER_PAST_NINE, TEN, NOON = time(9, 15), time(10), time(12)


@pytest.fixture
def world(session: Session, now: datetime) -> World:
    """Return a world with ONE in force, by Zoé, on forfait-jours, for Annick's biscuits."""
    world = a_world(session)
    world.zoe.regime = Regime.FORFAIT_JOURS
    voice = a_person(session, name="Annick Le Goff")
    a_role(session, voice, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, world.groupement, RoleKind.CDO, engagement_id=world.zoe.id)
    publish(session, world, MONDAY, now)
    return world


def publish(session: Session, world: World, day: date, now: datetime) -> None:
    plan = a_plan(session, world, [At(world.shop, world.zoe, day, AM, id=ONE)])
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish_plan(session, **keys, published_by_id=None, now=now, around=AROUND)


def agree(
    session: Session, world: World, now: datetime, start: time | None, end: time | None = NOON
) -> None:
    """Zoé notes a time, or takes it back."""
    set_time_and_tell(
        session,
        groupement_id=world.groupement.id,
        wish=TimeWish(
            visit_id=ONE, start=start, end=end if start else None, person_id=world.zoe.person_id
        ),
        now=now,
        base_url=AROUND.base_url,
        render=AROUND.render,
        engagement_id=world.zoe.id,
    )


def event(session: Session, world: World, detail: DetailLevel = DetailLevel.FULL) -> Any:
    """Return the one event of the member's stored calendar."""
    session.expire_all()
    key = FeedKey(FeedOwner.MEMBER, world.biscuits.id, detail)
    feed = find_feed(session, world.groupement.id, key)
    assert feed is not None
    (one,) = events_of(load_body(session, feed.id))
    return one


def told(session: Session, name: str = "Annick") -> list[str]:
    """Return the subjects of the mails to a person that wait or have left, in order."""
    mails = session.scalars(
        select(OutboxMail)
        .join(Person, Person.id == OutboxMail.person_id)
        .where(Person.name.startswith(name), OutboxMail.withdrawn_at.is_(None))
        .order_by(OutboxMail.id)
    )
    return [mail.subject for mail in mails]


def all_leave(session: Session, now: datetime) -> None:
    session.execute(update(OutboxMail).values(sent_at=now))
    session.execute(delete(UntoldChange))


def test_calendars_show_the_time_until_the_visit_moves(
    session: Session, world: World, now: datetime
) -> None:
    before = event(session, world)

    agree(session, world, now, QUARTER_PAST_NINE)
    timed = event(session, world)
    busy = event(session, world, DetailLevel.BUSY)
    publish(session, world, TUESDAY, now + HOUR)
    moved = event(session, world)

    assert before["DTSTART"].dt == MONDAY
    for one in (timed, busy):
        start, end = one["DTSTART"].dt, one["DTEND"].dt
        assert (start.astimezone(UTC), end.astimezone(UTC)) == (
            datetime(2027, 1, 4, 8, 15, tzinfo=UTC),
            datetime(2027, 1, 4, 11, tzinfo=UTC),
        )
        assert one["DTSTART"].params["TZID"] == "Europe/Paris"
    assert (moved["DTSTART"].dt, moved["DTEND"].dt) == (TUESDAY, TUESDAY + timedelta(days=1))
    versions = [before, timed, moved]
    assert {str(one["UID"]) for one in versions} == {str(ONE)}
    assert [one["SEQUENCE"] for one in versions] == [0, 1, 2]
    changed = [one["LAST-MODIFIED"].dt for one in versions]
    assert changed == sorted(set(changed))
    assert [str(one["SUMMARY"]).split(" – ")[0] for one in versions] == [
        "Matin",
        "Ouvrir la boutique en ligne",
        "Matin",
    ]


def test_member_is_told_once_and_the_mail_of_the_release_says_that_it_lapsed(
    session: Session, world: World, now: datetime
) -> None:
    all_leave(session, now)
    count = len(told(session))

    agree(session, world, now, QUARTER_PAST_NINE)
    agree(session, world, now, TEN)  # the first letter had not left
    all_leave(session, now)
    publish(session, world, TUESDAY, now + HOUR)

    agreed, release = told(session)[count:]
    assert words(agreed) == "Heure convenue : lundi 4 janvier 2027, de 10 h à 12 h"
    assert words(release) == "Intervention déplacée : mardi 5 janvier 2027"
    text = session.scalars(select(OutboxMail.text).where(OutboxMail.subject == release)).first()
    assert text is not None
    assert "L’heure convenue ne tient plus." in text
    assert [one for one in told(session, "Zoé") if "convenue" in one] == []


def test_time_taken_back_before_its_mail_left_is_told_to_nobody(
    session: Session, world: World, now: datetime
) -> None:
    before = told(session)

    agree(session, world, now, TEN)
    agree(session, world, now, None)

    assert told(session) == before


def test_time_that_lapses_before_its_mail_left_is_not_told(
    session: Session, world: World, now: datetime
) -> None:
    agree(session, world, now, TEN)
    publish(session, world, TUESDAY, now + HOUR)

    assert [subject for subject in told(session) if "convenue" in subject] == []
