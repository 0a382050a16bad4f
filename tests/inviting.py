"""People who chose invitations, and what their calendars are sent; shared by several tests."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Person, Regime, RoleKind
from cdo_share.cancelling import cancel_and_tell
from cdo_share.core.outbox import MailState, OutboxMail
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.inviting import choose_invitations, end_invitations
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.round_mails import Sending
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.publication import Surroundings, publish_plan
from cdo_share.publishing.cancelling import CancelWish
from cdo_share.publishing.models import CancelledBy
from cdo_share.web.mails import render_mail
from tests.factories import a_person, a_role
from tests.notifications.post_office import SENDER, PostOffice, free_port
from tests.publishing.world import At, World, a_plan, a_world

BASE_URL = "https://partage.example"
REPLIES = ReplyAddresses("reponses@partage.example", "k" * 40)
AROUND = Surroundings(BASE_URL, render_mail, REPLIES)
ANNICK = "annick@biscuits.example"
ONE, TWO = (uuid.UUID(int=number, version=4) for number in (1, 2))
FAR, NEAR = (datetime(*day, 14, tzinfo=UTC) for day in ((2026, 12, 14), (2026, 12, 30)))
MORNING_AFTER = datetime(2026, 12, 15, 7, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Invited:
    """A world in which Annick speaks for the biscuits, and Zoé is a CDO by half-days."""

    world: World
    annick: Person
    zoe: Person

    @property
    def groupement_id(self) -> int:
        """Return the groupement of both."""
        return self.world.groupement.id


def an_invited_world(session: Session) -> Invited:
    """Return the world; nobody has chosen anything yet."""
    world = a_world(session)
    world.zoe.regime = Regime.FORFAIT_JOURS
    annick = a_person(session, name="Annick", email=ANNICK)
    here = world.groupement
    a_role(session, annick, here, RoleKind.MEMBER, member_id=world.biscuits.id)
    zoe = session.get_one(Person, world.zoe.person_id)
    a_role(session, zoe, here, RoleKind.CDO, engagement_id=world.zoe.id)
    return Invited(world, annick, zoe)


def sending(now: datetime) -> Sending:
    """Return how mails are written at this moment, invitations being on."""
    return AROUND.sending(now)


def choose(session: Session, people: Invited, now: datetime, who: Person | None = None) -> None:
    """Let Annick, or `who`, choose invitations."""
    person_id = (who or people.annick).id
    whose = {"groupement_id": people.groupement_id, "person_id": person_id}
    choose_invitations(session, **whose, sending=sending(now))


def end(session: Session, people: Invited, now: datetime) -> None:
    """Let Annick have links again."""
    whose = {"groupement_id": people.groupement_id, "person_id": people.annick.id}
    end_invitations(session, **whose, sending=sending(now))


def publish(session: Session, people: Invited, places: Iterable[At], now: datetime) -> None:
    """Publish a plan with visits at these places."""
    plan = a_plan(session, people.world, places)
    keys = {"groupement_id": people.groupement_id, "plan_id": plan.id}
    publish_plan(session, **keys, published_by_id=None, now=now, around=AROUND)


def cancel(
    session: Session, people: Invited, visit_id: uuid.UUID, now: datetime, by: int | None = None
) -> None:
    """Cancel a visit in the member's name."""
    wish = CancelWish(
        visit_id=visit_id, cancelled_by=CancelledBy.MEMBER, person_id=by, is_replaced=False
    )
    site = {"base_url": BASE_URL, "render": render_mail, "replies": REPLIES}
    cancel_and_tell(session, groupement_id=people.groupement_id, wish=wish, now=now, **site)


def waiting(session: Session, email: str = ANNICK) -> list[OutboxMail]:
    """Return the mails that a person is still to get, by number."""
    statement = select(OutboxMail).where(OutboxMail.recipient == email).order_by(OutboxMail.id)
    mails = session.scalars(statement.execution_options(populate_existing=True))
    return [mail for mail in mails if mail.state is MailState.WAITING]


def told(mails: Iterable[OutboxMail]) -> list[tuple[str, uuid.UUID, int]]:
    """Return method, UID and SEQUENCE of the one message of each mail."""
    found = []
    for mail in mails:
        (file,) = mail.attachments
        found.append(marks(file["text"]))
    return found


def marks(text: str | bytes) -> tuple[str, uuid.UUID, int]:
    """Return method, UID and SEQUENCE of a message."""
    calendar: Any = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), uuid.UUID(str(event["UID"])), event["SEQUENCE"]


def all_leave(sessions: sessionmaker[Session], office: PostOffice, now: datetime) -> None:
    """Send what is due, through a real server."""
    send_due(sessions, MailServer(office.url, SENDER), now=now, limit=200)


def heard(office: PostOffice) -> list[tuple[str, uuid.UUID, int]]:
    """Return the marks of the messages to Annick's calendar, in the order in which they left."""
    parts = [part for one in office.messages if one["To"] == ANNICK for part in one.walk()]
    events = [part for part in parts if part.get_param("method") in ("REQUEST", "CANCEL")]
    return [marks(part.get_payload(decode=True)) for part in events]


def stands(session: Session) -> tuple[int | None, bool, Answer | None]:
    row = session.scalars(select(VisitInvitation).execution_options(populate_existing=True)).one()
    return row.sequence, row.is_cancelled, row.answer


def refuse(sessions: sessionmaker[Session], now: datetime) -> None:
    """Let nobody answer to whoever sends."""
    send_due(sessions, MailServer(f"smtp://127.0.0.1:{free_port()}", SENDER), now=now, limit=200)


def refuse_for_a_day(sessions: sessionmaker[Session], begins_at: datetime) -> None:
    for hours in range(30):
        refuse(sessions, begins_at + hours * HOUR)
