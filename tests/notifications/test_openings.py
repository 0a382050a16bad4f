"""Telling everybody that a round is open."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person
from cdo_share.notifications.openings import tell_opening
from tests.notifications.rounds import a_round, sending_at

NO_BREAK = "\N{NO-BREAK SPACE}"


def test_opening_tells_each_person_once_with_all_their_roles(
    session: Session, now: datetime
) -> None:
    world = a_round(session, now)

    mails = tell_opening(session, world.period, sending_at(now))

    assert [mail.recipient for mail in mails] == [
        "annick@biscuits.example",
        "zoe@cdo.example",
        "loic@kermor.example",
    ]
    firms = "dites ce dont votre entreprise a besoin, ou qu’elle n’a besoin de rien"
    assert mails[0].subject.replace(NO_BREAK, " ") == (
        "Hiver 2027 : votre réponse jusqu’au vendredi 18 décembre 2026"
    )
    assert mails[0].text.replace(NO_BREAK, " ").splitlines() == [
        "Bonjour Annick Le Goff,",
        "",
        "Golfe Numérique prépare la période Hiver 2027, du lundi 4 janvier 2027 au "
        "vendredi 29 janvier 2027.",
        "",
        f"- Biscuiterie Le Goff : {firms}",
        f"- Boulangerie Rio : {firms}",
        "",
        "Merci de répondre jusqu’au vendredi 18 décembre 2026 inclus.",
        "Tout se trouve ici : https://partage.example/",
        "",
        "Golfe Numérique",
    ]
    assert mails[1].subject == "Hiver 2027: say what you need until Friday 18 December 2026"


def test_opening_at_night_waits_for_the_morning(session: Session, now: datetime) -> None:
    world = a_round(session, now)
    saturday_night = datetime(2026, 12, 12, 22, 0, tzinfo=UTC)

    mails = tell_opening(session, world.period, sending_at(saturday_night))

    monday = datetime(2026, 12, 14, 7, 0, tzinfo=UTC)
    assert {mail.next_try_at for mail in mails} == {monday}


def test_opening_of_a_round_without_a_last_day_names_none(session: Session, now: datetime) -> None:
    world = a_round(session, now)
    world.period.closes_on = None
    session.get_one(Person, world.annick.id).language = "en"

    mail = tell_opening(session, world.period, sending_at(now))[0]

    assert mail.subject == "Hiver 2027: say what you need"
    assert "until" not in mail.text
