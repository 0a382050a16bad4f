"""The mail of an invitation: one to a person, in words that fit who reads it."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Invitation, RoleKind
from cdo_share.notifications.invitations import (
    Link,
    Reader,
    find_languages,
    tell_invitation,
    write_invitation,
)
from cdo_share.web.mails import render_mail
from tests.factories import a_groupement, a_member, a_person, a_role, an_engagement

URL = "https://partage.example/invitations/ci_secret"
END = "Thursday 17 December 2026, 10:00. If you did not expect this mail, do nothing."


@pytest.fixture
def groupement(session: Session) -> Groupement:
    return a_groupement(session, name="Armor")


def an_invitation(
    session: Session, groupement: Groupement, kind: RoleKind, now: datetime
) -> Invitation:
    member = a_member(session, groupement, name="Crêperie du Port")
    invitation = Invitation(
        token_sha256=uuid.uuid4().bytes * 2,
        groupement_id=groupement.id,
        email="maelle@firm.example",
        name="Maëlle",
        kind=kind,
        member_id=member.id if kind is RoleKind.MEMBER else None,
        engagement_id=an_engagement(session, groupement).id if kind is RoleKind.CDO else None,
        created_at=now,
        expires_at=now + timedelta(hours=72),
    )
    session.add(invitation)
    session.flush()
    return invitation


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (RoleKind.COORDINATOR, "invites you to coordinate it."),
        (RoleKind.CDO, "invites you to say when you can work and to read your visits."),
        (
            RoleKind.MEMBER,
            "invites you to state what Crêperie du Port needs and to see who comes when.",
        ),
    ],
)
def test_mail_carries_the_link_and_says_what_for(
    session: Session, groupement: Groupement, now: datetime, kind: RoleKind, sentence: str
) -> None:
    mail = tell_invitation(
        session,
        invitation=an_invitation(session, groupement, kind, now),
        url=URL,
        language="en",
        now=now,
        render=render_mail,
    )

    assert (mail.recipient, mail.next_try_at) == ("maelle@firm.example", now)
    assert mail.subject == "Invitation to Armor"
    assert mail.text == (
        f"Hello Maëlle,\n\nArmor {sentence}\n\n"
        f"Open this link to choose your password:\n{URL}\n\n"
        f"It works once, until {END}\n\nArmor\n"
    )


def test_who_has_an_account_is_asked_to_log_in_in_their_language(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    a_person(session, email="maelle@firm.example", password_hash="x", language="en")

    mail = tell_invitation(
        session,
        invitation=an_invitation(session, groupement, RoleKind.MEMBER, now),
        url=URL,
        language="fr",
        now=now,
        render=render_mail,
    )

    assert (
        f"You have an account already: open this link and log in with this address.\n{URL}\n"
    ) in mail.text
    assert "password" not in mail.text


def test_one_person_of_two_firms_gets_one_mail_without_the_name_of_a_firm_as_theirs(
    session: Session, groupement: Groupement, now: datetime
) -> None:
    invitations = [an_invitation(session, groupement, RoleKind.MEMBER, now) for _ in range(2)]
    links = [
        Link(one, f"{URL}{number}", f"Firm {number}") for number, one in enumerate(invitations, 1)
    ]

    mail = write_invitation(links, Reader("", "en"), groupement, now=now, render=render_mail)

    assert mail.text == (
        "Hello,\n\nArmor invites you to state what each of your firms needs and to see who "
        "comes when.\n\n"
        "Open the link of the first firm to choose your password, log in, then open the others:\n"
        f"Firm 1 – {URL}1\nFirm 2 – {URL}2\n\nEach works once, until {END}\n\nArmor\n"
    )


def test_accounts_are_those_of_people_who_log_in(session: Session, groupement: Groupement) -> None:
    other = a_groupement(session)
    a_person(session, email="has@a.example", password_hash="x", language="en")
    a_person(session, email="gone@a.example", is_active=False)
    elsewhere = a_person(session, email="elsewhere@a.example")
    a_role(session, elsewhere, other, RoleKind.COORDINATOR)
    engaged = a_person(session, email="engaged@a.example")
    a_role(session, engaged, groupement, RoleKind.COORDINATOR)
    emails = [f"{name}@a.example" for name in ("has", "gone", "elsewhere", "engaged", "nobody")]

    assert find_languages(session, groupement.id, emails) == {
        "has@a.example": "en",
        "gone@a.example": "fr",
        "elsewhere@a.example": "fr",
    }
