"""A mail comes in by the command of a mail server: it is taken, dropped, sent back or kept."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from cdo_share.calendars.replies import MOST_BYTES
from cdo_share.cli import main
from cdo_share.core.clock import utc_now
from cdo_share.core.reply_addresses import ReplyAddresses
from cdo_share.notifications.models import Answer, VisitInvitation
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from tests.answers import a_mail, an_answer
from tests.inviting import ANNICK, REPLIES, an_invited_world, choose, publish
from tests.notifications.post_office import SENDER, open_post_office
from tests.publishing.conftest import own_engine  # noqa: F401 - a fixture
from tests.publishing.world import AM, MONDAY, At

ONE = uuid.UUID(int=1, version=4)
FORGED = ReplyAddresses(REPLIES.intake, "another key of forty characters, at least").of(1)


@dataclass
class Intake:
    """An installation whose database holds one invitation that has left."""

    engine: Engine
    folder: Path
    sent_at: datetime
    number: int
    message: Any

    def run(self, raw: bytes, *options: str, **environ: str) -> Result:
        """Return how the command ended for a mail."""
        values = {
            "CDO_SHARE_DATA": str(self.folder),
            "CDO_SHARE_DATABASE_URL": self.engine.url.render_as_string(hide_password=False),
            "CDO_SHARE_SECRET_KEY": REPLIES.secret_key,
            "CDO_SHARE_MAIL_IN": REPLIES.intake,
        }
        return CliRunner().invoke(main, ["mail-in", *options], input=raw, env=values | environ)

    @property
    def address(self) -> str:
        """Return where Annick answers to."""
        return REPLIES.of(self.number)

    def answer(self, **values: Any) -> str:
        """Return what her calendar program writes, a minute later unless said otherwise."""
        usual = {"uid": str(ONE), "organizer": self.address, "stamp": self.sent_at + MINUTE}
        return an_answer(**(usual | values))

    def stands(self) -> Answer | None:
        """Return what is stored of her answer."""
        with Session(self.engine) as session:
            return session.scalars(select(VisitInvitation.answer)).one()

    def unreadable_at(self) -> datetime | None:
        """Return when an answer came last that could not be read."""
        with Session(self.engine) as session:
            return session.scalars(select(VisitInvitation.unreadable_at)).one()


MINUTE = timedelta(minutes=1)


@pytest.fixture
def intake(own_engine: Engine, tmp_path: Path) -> Intake:  # noqa: F811 - the fixture
    sent_at = utc_now().replace(microsecond=0) - timedelta(hours=1)
    with Session(own_engine) as session, open_post_office() as office:
        people = an_invited_world(session)
        choose(session, people, sent_at)
        places = [At(people.world.shop, people.world.zoe, MONDAY, AM, id=ONE)]
        publish(session, people, places, sent_at)
        session.commit()
        sessions = lambda: Session(own_engine)  # noqa: E731 - a maker of sessions
        send_due(sessions, MailServer(office.url, SENDER), now=sent_at + timedelta(days=9))
        session.expire_all()
        row = session.scalars(select(VisitInvitation)).one()
        row.sent_at, number = sent_at, row.id
        session.commit()
    (message,) = (one for one in office.messages if one["To"] == ANNICK)
    return Intake(own_engine, tmp_path, sent_at, number, message)


def test_answer_to_the_mail_that_arrived_is_taken(intake: Intake) -> None:
    _, invitation = intake.message.iter_parts()
    organizer = intake.message["Reply-To"]

    done = intake.run(a_mail(intake.answer(organizer=organizer), to=organizer).as_bytes())

    assert organizer in invitation.get_payload(decode=True).decode().replace("\r\n ", "")
    assert (done.exit_code, done.output, intake.stands()) == (0, "", Answer.ACCEPTED)


def test_address_is_found_wherever_the_server_puts_it(intake: Intake) -> None:
    to, stamps = "bureau@ge.example", [intake.sent_at + count * MINUTE for count in (1, 2, 3)]
    header, option, organizer = (
        a_mail(intake.answer(organizer=one, stamp=stamp), to=to)
        for one, stamp in zip(("", "", intake.address), stamps, strict=True)
    )
    header["Delivered-To"] = intake.address

    runs = ((header, ()), (option, ("--to", intake.address)), (organizer, ()))
    found = []
    for mail, options in runs:
        intake.run(mail.as_bytes(), *options)
        with Session(intake.engine) as session:
            found.append(session.scalars(select(VisitInvitation.answered_at)).one())

    assert found == stamps


def test_planted_mail_with_the_right_sender_and_a_forged_address_is_dropped(
    intake: Intake,
) -> None:
    mail = a_mail(intake.answer(organizer=FORGED), to=FORGED, Reply_To=ANNICK)

    done = intake.run(mail.as_bytes())

    assert (done.exit_code, done.output, intake.stands()) == (0, "", None)


def test_sender_does_not_matter_where_the_address_is_right(intake: Intake) -> None:
    mail = a_mail(intake.answer(), to=intake.address, sender="assistante@ailleurs.example")

    assert (intake.run(mail.as_bytes()).exit_code, intake.stands()) == (0, Answer.ACCEPTED)


def test_planted_replay_after_a_refusal_changes_nothing(intake: Intake) -> None:
    yes = a_mail(intake.answer(), to=intake.address).as_bytes()
    no = a_mail(
        intake.answer(status="DECLINED", stamp=intake.sent_at + 2 * MINUTE), to=intake.address
    ).as_bytes()

    codes = [intake.run(raw).exit_code for raw in (yes, no, yes)]

    assert (codes, intake.stands()) == ([0, 0, 0], Answer.DECLINED)


FAULTS: dict[str, dict[str, Any]] = {
    "another visit": {"uid": str(uuid.UUID(int=9, version=4))},
    "another attendee": {"attendee": "autre@biscuits.example"},
    "no method": {"method": None},
    "no stamp": {"stamp": None},
    "delegated": {"status": "DELEGATED"},
}


FAR_OFF = {
    "wished end": (
        "DTSTART:20270104T080000Z",
        "DTSTART:20270104T080000Z\r\nDTEND:99991231T235959Z",
    ),
    "wished start": ("DTSTART:20270104T080000Z", "DTSTART:00010101T000000Z"),
    "stamp": ("DTSTAMP:", "DTSTAMP;TZID=Europe/Paris:00010101T000000\r\nCOMMENT:"),
}


@pytest.mark.parametrize("before_and_after", FAR_OFF.values(), ids=FAR_OFF)
def test_planted_moment_that_nobody_means_is_sent_back_and_not_tried_again(
    intake: Intake, before_and_after: tuple[str, str]
) -> None:
    answer = intake.answer(method="COUNTER").replace(*before_and_after)
    mail = a_mail(answer, to=intake.address, params={"method": "COUNTER"})

    assert (intake.run(mail.as_bytes()).exit_code, intake.stands()) == (65, None)


def test_planted_fault_in_an_answer_sends_it_back(intake: Intake) -> None:
    mails = {
        name: a_mail(intake.answer(**fault), to=intake.address, params={"component": "VEVENT"})
        for name, fault in FAULTS.items()
    }

    done = {name: intake.run(mail.as_bytes()) for name, mail in mails.items()}

    assert {name: one.exit_code for name, one in done.items()} == dict.fromkeys(FAULTS, 65)
    assert intake.stands() is None
    told = "".join(one.output for one in done.values())
    assert len(told.splitlines()) == 2 * len(FAULTS)  # in French and in English
    assert not any(secret in told for secret in (ANNICK, intake.address, str(ONE)))


def test_answer_of_a_machine_is_taken_and_its_faults_are_not_sent_back(intake: Intake) -> None:
    """Calendar programs that answer by themselves say so."""
    head = {"to": intake.address, "Auto_Submitted": "auto-generated"}
    foreign = a_mail(intake.answer(uid="another"), **head)
    right = a_mail(intake.answer(), **head)

    done = [intake.run(mail.as_bytes()) for mail in (foreign, right)]

    assert [(one.exit_code, one.output) for one in done] == [(0, ""), (0, "")]
    assert intake.stands() is Answer.ACCEPTED


def test_address_is_found_among_several(intake: Intake) -> None:
    to = f"bureau@ge.example, {intake.address}"

    assert intake.run(a_mail(intake.answer(organizer=""), to=to).as_bytes()).exit_code == 0
    assert intake.stands() is Answer.ACCEPTED


def test_answer_counts_for_the_one_of_our_addresses_that_it_is_about(intake: Intake) -> None:
    other = REPLIES.of(intake.number + 1)

    done = intake.run(a_mail(intake.answer(), to=f"{other}, {intake.address}").as_bytes())

    assert (done.exit_code, intake.stands()) == (0, Answer.ACCEPTED)


def test_answer_packed_by_outlook_is_sent_back_with_what_to_do_and_noted(intake: Intake) -> None:
    mail = a_mail(None, to=intake.address)
    mail.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")

    done = intake.run(mail.as_bytes())

    french, english = done.output.splitlines()
    assert (done.exit_code, intake.stands()) == (65, None)
    assert intake.unreadable_at() is not None
    assert intake.run(a_mail(intake.answer(), to=intake.address).as_bytes()).exit_code == 0
    assert (intake.stands(), intake.unreadable_at()) == (Answer.ACCEPTED, None)
    assert "Choisissez le format de message HTML ou texte brut" in french
    assert "Set the message format to HTML or plain text" in english


WITHOUT = {
    "no answer": (a_mail(None, to="ADDRESS").as_bytes(), 65),
    "away": (a_mail(None, to="ADDRESS", Auto_Submitted="auto-replied").as_bytes(), 0),
    "did not arrive": (a_mail(None, to="ADDRESS", Return_Path="<>").as_bytes(), 0),
    "to nobody": (a_mail(None, to="bureau@ge.example").as_bytes(), 0),
    "nothing": (b"", 0),
    "large": (b"To: ADDRESS\n\n" + b"x" * MOST_BYTES, 65),
    "large to nobody": (b"x" * (MOST_BYTES + 1), 0),
}


def test_mail_without_an_answer_is_sent_back_only_to_who_was_invited(intake: Intake) -> None:
    address = intake.address.encode()

    done = {
        name: intake.run(raw.replace(b"ADDRESS", address)) for name, (raw, _) in WITHOUT.items()
    }

    assert {name: one.exit_code for name, one in done.items()} == {
        name: code for name, (_, code) in WITHOUT.items()
    }
    assert {name for name, one in done.items() if one.output} == {"no answer", "large"}
    assert intake.unreadable_at() is None
    assert intake.stands() is None


AWAY = {
    "no file": {"CDO_SHARE_DATABASE_URL": "sqlite:////no-such-folder/x.sqlite3"},
    "no server": {"CDO_SHARE_DATABASE_URL": "postgresql://127.0.0.1:1/x"},
    "off": {"CDO_SHARE_MAIL_IN": ""},
    "wrong": {"CDO_SHARE_MAIL_IN": "a+b@x"},
}


def test_mail_that_cannot_be_taken_now_is_kept_by_the_server(intake: Intake) -> None:
    raw = a_mail(intake.answer(), to=intake.address).as_bytes()

    done = {name: intake.run(raw, **environ) for name, environ in AWAY.items()}

    assert {name: one.exit_code for name, one in done.items()} == dict.fromkeys(AWAY, 75)
    assert [len(one.output.splitlines()) for one in done.values()] == [1] * len(AWAY)
    assert intake.stands() is None


def test_mail_that_comes_before_migrate_is_kept(intake: Intake) -> None:
    with intake.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))

    done = intake.run(a_mail(intake.answer(), to=intake.address).as_bytes())

    assert done.exit_code == 75
