"""Reminding those who have not answered."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import RoleKind
from cdo_share.core.errors import Conflict, NotFound
from cdo_share.core.orm import transaction
from cdo_share.core.outbox import OutboxMail
from cdo_share.notifications.reminders import is_reminder_due, remind
from cdo_share.notifications.sender import send_due
from cdo_share.notifications.server import MailServer
from cdo_share.rounds.models import CdoAnswer, ClosedDay, PeriodState, Reminder
from tests.factories import a_demand, a_groupement, a_period, a_person, a_role
from tests.notifications.post_office import SENDER, PostOffice
from tests.notifications.rounds import Round, a_round, sending_at
from tests.races import race

NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture
def world(session: Session, now: datetime) -> Round:
    """Return a round that nobody has answered."""
    return a_round(session, now)


def reminded(
    session: Session, world: Round, now: datetime, subject: tuple[RoleKind, int] | None = None
) -> list[OutboxMail]:
    return remind(
        session,
        groupement_id=world.groupement.id,
        period_id=world.period.id,
        sending=sending_at(now),
        subject=subject,
    )


def test_reminder_names_all_roles_the_last_day_and_one_link(
    session: Session, world: Round, now: datetime
) -> None:
    mail = reminded(session, world, now)[0]

    firms = "dites ce dont votre entreprise a besoin, ou qu’elle n’a besoin de rien"
    assert mail.recipient == "annick@biscuits.example"
    assert mail.subject.replace(NO_BREAK, " ") == (
        "Rappel : Hiver 2027 attend votre réponse jusqu’au vendredi 18 décembre 2026"
    )
    assert mail.text.replace(NO_BREAK, " ").splitlines() == [
        "Bonjour Annick Le Goff,",
        "",
        "Golfe Numérique prépare la période Hiver 2027, du lundi 4 janvier 2027 au "
        "vendredi 29 janvier 2027, et n’a pas encore de réponse :",
        "",
        f"- Biscuiterie Le Goff : {firms}",
        f"- Boulangerie Rio : {firms}",
        "",
        "Le dernier jour pour répondre est le vendredi 18 décembre 2026. Cinq minutes suffisent.",
        "Tout se trouve ici : https://partage.example/",
        "",
        "C’est la seule relance de cette campagne.",
        "",
        "Golfe Numérique",
    ]


def test_reminder_speaks_the_language_of_the_person(
    session: Session, world: Round, now: datetime
) -> None:
    mail = reminded(session, world, now)[1]

    assert mail.subject == (
        "Reminder: Hiver 2027 waits for your answer until Friday 18 December 2026"
    )
    assert "- Zoé Martin: confirm when you can work" in mail.text.splitlines()


def test_reminder_of_somebody_without_an_account_tells_how_to_get_a_new_link(
    session: Session, world: Round, now: datetime
) -> None:
    mail = reminded(session, world, now)[2]

    lines = mail.text.replace(NO_BREAK, " ").splitlines()
    assert mail.recipient == "loic@kermor.example"
    assert lines[7:10] == [
        "Vous n’avez pas encore de compte : une invitation a été envoyée à cette adresse le "
        "jeudi 10 décembre 2026.",
        "Son lien a expiré.",
        "Pour un nouveau lien, écrivez à bureau@groupement.example.",
    ]
    assert "https://" not in mail.text


def test_who_has_answered_is_left_in_peace(session: Session, world: Round, now: datetime) -> None:
    a_demand(session, world.biscuits, world.period)
    a_demand(session, world.yard, world.period)
    session.add(
        CdoAnswer(
            groupement_id=world.groupement.id,
            period_id=world.period.id,
            engagement_id=world.zoe.id,
            answered_at=now,
        )
    )

    (mail,) = reminded(session, world, now)

    assert mail.recipient == "annick@biscuits.example"
    assert "Boulangerie Rio" in mail.text
    assert "Biscuiterie" not in mail.text


def test_nobody_is_reminded_twice(session: Session, world: Round, now: datetime) -> None:
    first = reminded(session, world, now)
    second = reminded(session, world, now)

    rows = session.scalars(select(Reminder.person_id)).all()
    assert (len(first), second) == (3, [])
    assert set(rows) == {world.annick.id, world.zoe.person_id, None}


def test_invited_who_was_reminded_is_not_again_once_they_have_an_account(
    session: Session, world: Round, now: datetime
) -> None:
    reminded(session, world, now)
    loic = a_person(session, name="Loïc Kermor", email="loic@kermor.example")
    a_role(session, loic, world.groupement, RoleKind.MEMBER, member_id=world.yard.id)
    world.invitation.accepted_at = now

    assert reminded(session, world, now) == []


def test_remind_one_writes_to_those_who_speak_for_it(
    session: Session, world: Round, now: datetime
) -> None:
    mails = reminded(session, world, now, (RoleKind.MEMBER, world.bakery.id))

    assert [mail.recipient for mail in mails] == ["annick@biscuits.example"]
    assert "Biscuiterie Le Goff" in mails[0].text


def test_remind_of_a_stranger_is_not_found(session: Session, world: Round, now: datetime) -> None:
    with pytest.raises(NotFound):
        reminded(session, world, now, (RoleKind.MEMBER, world.yard.id + 1000))
    with pytest.raises(NotFound):
        remind(
            session,
            groupement_id=a_groupement(session).id,
            period_id=world.period.id,
            sending=sending_at(now),
        )


def test_closed_round_reminds_nobody(session: Session, world: Round, now: datetime) -> None:
    world.period.state = PeriodState.LOCKED

    with pytest.raises(Conflict):
        reminded(session, world, now)


@pytest.mark.parametrize(
    ("at", "leaves_at"),
    [
        (datetime(2026, 12, 14, 9, 0, tzinfo=UTC), datetime(2026, 12, 14, 9, 0, tzinfo=UTC)),
        (datetime(2026, 12, 14, 21, 0, tzinfo=UTC), datetime(2026, 12, 15, 7, 0, tzinfo=UTC)),
        (datetime(2026, 12, 13, 11, 0, tzinfo=UTC), datetime(2026, 12, 14, 7, 0, tzinfo=UTC)),
    ],
)
def test_reminder_never_leaves_at_night_or_on_sunday(
    session: Session, world: Round, at: datetime, leaves_at: datetime
) -> None:
    assert {mail.next_try_at for mail in reminded(session, world, at)} == {leaves_at}


def test_two_at_once_remind_each_person_once(own_engine: Engine, now: datetime) -> None:
    with Session(own_engine) as session, transaction(session):
        world = a_round(session, now)
        whose = {"groupement_id": world.groupement.id, "period_id": world.period.id}
    act = partial(remind, sending=sending_at(now), **whose)

    ends = race(own_engine, [act, act])

    with Session(own_engine) as session:
        counts = [
            session.scalar(select(func.count()).select_from(row)) for row in (Reminder, OutboxMail)
        ]
    assert ends == ["done", "done"]
    assert counts == [3, 3]


def test_reminders_reach_a_real_server(
    own_engine: Engine, office: PostOffice, now: datetime
) -> None:
    sessions = sessionmaker(own_engine)
    with sessions() as session, transaction(session):
        reminded(session, a_round(session, now), now)

    count = send_due(sessions, MailServer(office.url, SENDER), now=now)

    assert count == 3
    assert sorted(str(message["To"]) for message in office.messages) == [
        "annick@biscuits.example",
        "loic@kermor.example",
        "zoe@cdo.example",
    ]
    assert "Rappel" in str(office.messages[0]["Subject"])


@pytest.mark.parametrize(
    ("today", "is_due"),
    [
        (date(2026, 12, 14), False),  # Monday: four working days to Friday 18
        (date(2026, 12, 15), True),
        (date(2026, 12, 18), True),  # the last day
        (date(2026, 12, 19), False),
    ],
)
def test_automatic_reminder_is_due_three_working_days_before(
    session: Session, world: Round, today: date, is_due: bool
) -> None:
    assert is_reminder_due(session, world.period, today) is is_due


def test_closed_day_brings_the_automatic_reminder_forward(session: Session, world: Round) -> None:
    session.add(ClosedDay(groupement_id=world.groupement.id, day=date(2026, 12, 17), name="Pont"))
    session.flush()

    assert is_reminder_due(session, world.period, date(2026, 12, 14)) is True


def test_round_that_is_closed_or_has_no_last_day_has_no_automatic_reminder(
    session: Session, world: Round
) -> None:
    without = a_period(
        session, world.groupement, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 5)
    )
    world.period.state = PeriodState.LOCKED

    assert is_reminder_due(session, without, date(2026, 12, 15)) is False
    assert is_reminder_due(session, world.period, date(2026, 12, 15)) is False
