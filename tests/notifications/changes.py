"""Acts that change visits, and the letters that then wait."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Regime, RoleKind
from cdo_share.accounts.places import PlaceWish, move_member
from cdo_share.agreed_times import set_time_and_tell
from cdo_share.calendars.models import FeedOwner
from cdo_share.calendars.queries import FeedKey
from cdo_share.calendars.service import open_feed
from cdo_share.calendars.subscriptions import create_token, note_read
from cdo_share.cancelling import cancel_and_tell
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.notifications.models import UntoldChange
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy
from cdo_share.publishing.setting_times import TimeWish
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.publishing.world import TUESDAY, At, World, a_plan, a_world
from tests.web.pages import words

ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))
AROUND = Surroundings("https://partage.example", render_mail)
FAR, NEAR = (datetime(*day, 14, tzinfo=UTC) for day in ((2026, 12, 14), (2026, 12, 30)))
MORNING_AFTER = datetime(2026, 12, 15, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_told_world(session: Session) -> World:
    """Return a world where Annick speaks for the biscuits; Zoé is on forfait-jours."""
    world = a_world(session)
    world.zoe.regime = Regime.FORFAIT_JOURS
    annick = a_person(session, name="Annick", email="annick@biscuits.example")
    a_role(session, annick, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id)
    return world


def publish(session: Session, world: World, places: Iterable[At], now: datetime) -> None:
    plan = a_plan(session, world, places)
    keys = {"groupement_id": world.groupement.id, "plan_id": plan.id}
    publish_plan(session, **keys, published_by_id=None, now=now, around=AROUND)


def cancel(
    session: Session,
    world: World,
    now: datetime,
    visit_id: uuid.UUID = ONE,
    person_id: int | None = None,
) -> None:
    wish = CancelWish(
        visit_id=visit_id,
        cancelled_by=CancelledBy.MEMBER,
        person_id=person_id,
        is_replaced=True,
    )
    site = {"base_url": AROUND.base_url, "render": AROUND.render}
    cancel_and_tell(session, groupement_id=world.groupement.id, wish=wish, now=now, **site)


def agree(session: Session, world: World, now: datetime, start: time | None) -> None:
    end = time(12) if start else None
    wish = TimeWish(visit_id=ONE, start=start, end=end, person_id=None)
    site = {"base_url": AROUND.base_url, "render": AROUND.render}
    set_time_and_tell(session, groupement_id=world.groupement.id, wish=wish, now=now, **site)


def waiting(session: Session, email: str = "annick@biscuits.example") -> list[OutboxMail]:
    """Return the letters about visits that a person is still to get."""
    mails = session.scalars(
        select(OutboxMail)
        .where(OutboxMail.recipient == email, OutboxMail.dedupe_key.startswith("changes-"))
        .order_by(OutboxMail.id)
        .execution_options(populate_existing=True)
    )
    return [mail for mail in mails if mail.state is MailState.WAITING]


def told_in(mail: OutboxMail) -> list[str]:
    return [words(line) for line in mail.text.splitlines() if line.startswith(("- ", "  "))]


def all_leave(session: Session, now: datetime) -> None:
    session.execute(update(OutboxMail).values(sent_at=now))
    session.execute(delete(UntoldChange))


def file_of(mail: OutboxMail) -> Any:
    (file,) = mail.attachments
    assert (file["name"], file["type"]) == ("interventions.ics", "text/calendar; method=PUBLISH")
    return Calendar.from_ical(file["text"])


def events_of(mail: OutboxMail) -> dict[uuid.UUID, Any]:
    return {uuid.UUID(str(one["UID"])): one for one in file_of(mail).walk("VEVENT")}


def subscribe(session: Session, world: World) -> None:
    """Let a phone of Annick read her firm's calendar."""
    (person_id,) = session.scalars(
        select(OutboxMail.person_id).where(OutboxMail.recipient.startswith("annick")).distinct()
    )
    key = FeedKey(FeedOwner.MEMBER, world.biscuits.id)
    site = {"groupement_id": world.groupement.id, "now": FAR}
    feed = open_feed(session, key=key, base_url=AROUND.base_url, **site)
    whose = {"feed_id": feed.id, "person_id": person_id, "label": "Téléphone"}
    token, _ = create_token(session, **whose, **site)
    note_read(session, token_id=token.id, client="DAVx5", now=FAR)


def move_away(session: Session, world: World) -> None:
    """Let the biscuits move from Vannes to 3, quai de la Chambre in Auray."""
    wish = PlaceWish(insee="56007", address="3, quai de la Chambre")
    keys = {"groupement_id": world.groupement.id, "member_id": world.biscuits.id}
    move_member(session, **keys, wish=wish, version=world.biscuits.version)


def undo(session: Session, world: World, shop: At) -> None:
    publish(session, world, [replace(shop, day=TUESDAY)], FAR)
    publish(session, world, [shop], FAR + HOUR)
