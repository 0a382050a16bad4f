"""Who has answered, and reminding those who have not."""

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Invitation, Member, RoleKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.models import Demand
from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Period, PeriodState
from cdo_share.web.coordinator.rounds.answers import _reminded_text
from tests.factories import a_demand, a_member, a_person, a_role, an_engagement
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words

AT = datetime(2098, 12, 1, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def people(session: Session, world: World) -> None:
    """Add a member without a demand, whose voice is Annick, and one who is invited."""
    world.period.closes_on = date(2098, 12, 19)
    silent = a_member(session, world.groupement, name="Garage Le Méner")
    annick = a_person(session, name="Annick", email="annick@garage.example", last_login_at=AT)
    a_role(session, annick, world.groupement, RoleKind.MEMBER, member_id=silent.id)
    invited = a_member(session, world.groupement, name="Hôtel du Port")
    session.add(
        Invitation(
            token_sha256=b"i" * 32,
            groupement_id=world.groupement.id,
            email="loic@hotel.example",
            name="Loïc",
            kind=RoleKind.MEMBER,
            member_id=invited.id,
            created_at=AT,
            expires_at=datetime(2099, 1, 1, tzinfo=UTC),
        )
    )
    whose = {"groupement_id": world.groupement.id, "period_id": world.period.id}
    session.add(CdoAnswer(engagement_id=world.zoe.id, answered_at=AT, **whose))
    needs_nothing = a_member(session, world.groupement, name="Imprimerie")
    session.add(MemberAnswer(member_id=needs_nothing.id, answered_at=AT, **whose))
    session.commit()


def test_index_tells_who_has_answered_what_and_who_can(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/reponses").text

    assert body_rows(page) == [
        "Garage Le Méner Pas encore Annick dernière connexion le lun. 1er déc. 2098, 11:00"
        " Relancer",
        "Hôtel du Port Pas encore Loïc invitation pas encore acceptée Relancer",
        "Biscuiterie Le Goff 1 besoin depuis le lun. 2 nov. 2026, 09:00 Inviter",
        "Chantier naval Kermor 1 besoin depuis le lun. 2 nov. 2026, 09:00 Inviter",
        "Imprimerie Aucun besoin depuis le lun. 1er déc. 2098, 11:00 Inviter",
    ]
    assert body_rows(page[page.index('id="cdos"') :]) == [
        "Yann Guégan Pas encore Inviter",
        "Zoé Martin Disponibilités confirmées depuis le lun. 1er déc. 2098, 11:00 Inviter",
    ]
    assert "réponses attendues jusqu’au 19 décembre 2098" in words(page)
    assert "3 sur 5" in words(page)


def test_index_shows_only_those_who_have_not_when_asked(browser: FlaskClient, pages: str) -> None:
    rows = body_rows(browser.get(f"{pages}/reponses?voir=manquantes").text)

    assert [row.split(" Pas")[0] for row in rows] == ["Garage Le Méner", "Hôtel du Port"]


def test_index_without_a_period_calls_to_open_a_round(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    for rows in (CdoAnswer, MemberAnswer, Demand, Period):
        session.execute(delete(rows))
    session.commit()

    page = browser.get(f"{pages}/reponses").text

    assert "Pas encore de campagne" in words(page)
    assert f'href="{pages}/campagnes/nouvelle"' in page


def test_closed_round_still_shows_who_had_not_answered(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    page = browser.get(f"{pages}/reponses?periode={world.period.id}&voir=manquantes").text

    assert "La campagne est close ; 3 réponses manquaient." in words(page)
    assert len(body_rows(page)) == 2
    assert "Relancer" not in words(page)


def recipients(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMail.recipient).order_by(OutboxMail.recipient)))


def test_remind_all_writes_once_to_each(session: Session, browser: FlaskClient, pages: str) -> None:
    first = browser.post(f"{pages}/reponses/relancer", follow_redirects=True)
    second = browser.post(f"{pages}/reponses/relancer", follow_redirects=True)

    assert recipients(session) == ["annick@garage.example", "loic@hotel.example"]
    assert "2 relances partent " in words(first.text)
    assert "Plus personne à relancer" in words(second.text)


def test_remind_one_writes_to_them_and_shows_when(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    member = session.scalar(select(Member.id).where(Member.name == "Garage Le Méner"))

    answer = browser.post(
        f"{pages}/reponses/relancer?periode={world.period.id}",
        data={"sujet": f"member-{member}", "retour": "manquantes"},
        follow_redirects=True,
    )

    rows = body_rows(answer.text)
    assert recipients(session) == ["annick@garage.example"]
    assert answer.request.args["voir"] == "manquantes"
    assert not rows[0].endswith("Relancer")


@pytest.mark.parametrize(
    "subject", ["member-999999", "coordinator-0", "member-x", "cdo-", "member-" + "9" * 5000]
)
def test_remind_of_nobody_is_not_found(browser: FlaskClient, pages: str, subject: str) -> None:
    answer = browser.post(f"{pages}/reponses/relancer", data={"sujet": subject})

    assert answer.status_code == 404


def test_remind_of_a_closed_round_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    world.period.state = PeriodState.LOCKED
    session.commit()

    answer = browser.post(f"{pages}/reponses/relancer?periode={world.period.id}")

    assert answer.status_code == 409
    assert recipients(session) == []


def test_index_sends_the_same_statements_for_one_and_for_ten(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.get(f"{pages}/reponses")
    with recorded_statements(session) as few:
        browser.get(f"{pages}/reponses")
    for _ in range(10):
        member = a_member(session, world.groupement)
        a_demand(session, member, world.period)
        a_role(session, a_person(session), world.groupement, RoleKind.MEMBER, member_id=member.id)
        an_engagement(session, world.groupement)
    session.commit()
    with recorded_statements(session) as many:
        browser.get(f"{pages}/reponses")

    assert len(many) == len(few) <= 15


def test_reminded_says_when_the_mails_leave(app: Flask) -> None:
    with app.test_request_context():
        assert _reminded_text([AT.replace(year=2025)] * 2) == "2 relances partent maintenant."
        assert words(_reminded_text([AT])) == (
            "Une relance part le lun. 1er déc. 2098, 11:00 : jamais la nuit ni le dimanche."
        )


def test_invited_who_was_reminded_is_shown_so_and_not_offered_again(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.post(f"{pages}/reponses/relancer?periode={world.period.id}")
    page = words(browser.get(f"{pages}/reponses").text)

    assert len(re.findall("relancé le|la relance part le", page)) == 2
    assert "Relancer tous" not in page
