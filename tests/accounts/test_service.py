"""People, how they log in, and their roles."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cdo_share.accounts.invitations import (
    Invitee,
    invite,
)
from cdo_share.accounts.models import LoginSession, Person, RoleKind
from cdo_share.accounts.queries import find_person_by_email
from cdo_share.accounts.service import (
    authenticate,
    grant_role,
    open_groupement,
    register_person,
    set_password,
)
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from tests.factories import a_groupement, a_member, a_person, a_role

PASSWORD = "une phrase assez longue"


def test_register_person_stores_the_address_in_lower_case(session: Session, now: datetime) -> None:
    person = register_person(session, email=" Anne@Chantier.Example ", name=" Anne ", now=now)

    assert (person.email, person.name) == ("anne@chantier.example", "Anne")
    assert find_person_by_email(session, "ANNE@chantier.example") is person


def test_register_person_twice_is_a_conflict(session: Session, now: datetime) -> None:
    register_person(session, email="anne@chantier.example", name="Anne", now=now)

    with pytest.raises(Conflict):
        register_person(session, email="Anne@chantier.example", name="Other", now=now)


def test_database_refuses_an_address_with_capitals(session: Session, now: datetime) -> None:
    session.add(Person(email="Anne@chantier.example", name="Anne", created_at=now))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "email", ["", "anne", "anne@", "a b@c.example", "anne@x.example\r\nBcc: y"]
)
def test_register_person_with_a_bad_address_names_the_field(
    session: Session, now: datetime, email: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        register_person(session, email=email, name="Anne", now=now)

    assert [fault.field for fault in refusal.value.faults] == ["email"]


def test_authenticate_with_the_right_password_returns_the_person(session: Session) -> None:
    person = a_person(session, email="anne@chantier.example")
    set_password(session, person, PASSWORD)

    assert authenticate(session, "ANNE@chantier.example", PASSWORD) is person


@pytest.mark.parametrize(
    ("email", "password", "is_active"),
    [
        ("anne@chantier.example", PASSWORD + "!", True),
        ("anne@chantier.example", "", True),
        ("nobody@chantier.example", PASSWORD, True),
        ("anne@chantier.example", PASSWORD, False),
    ],
)
def test_authenticate_refuses(session: Session, email: str, password: str, is_active: bool) -> None:
    person = a_person(session, email="anne@chantier.example", is_active=is_active)
    set_password(session, person, PASSWORD)

    assert authenticate(session, email, password) is None


def test_authenticate_refuses_a_person_without_a_password(session: Session) -> None:
    a_person(session, email="anne@chantier.example")

    assert authenticate(session, "anne@chantier.example", "nobody has this password") is None


@pytest.mark.parametrize("length", [0, 14, 129])
def test_set_password_of_a_wrong_length_names_the_limits(session: Session, length: int) -> None:
    person = a_person(session)

    with pytest.raises(InvalidInput) as refusal:
        set_password(session, person, "é" * length)

    assert refusal.value.faults[0].values == {"length": length, "least": 15, "most": 128}


def test_set_password_ends_every_session_of_the_person(session: Session, now: datetime) -> None:
    person, other = a_person(session), a_person(session)
    for number, owner in enumerate((person, person, other)):
        session.add(
            LoginSession(
                id_sha256=bytes([number]) * 32,
                person_id=owner.id,
                values={},
                created_at=now,
                last_seen_at=now,
                expires_at=now,
            )
        )

    set_password(session, person, PASSWORD)

    assert session.scalars(select(LoginSession.person_id)).all() == [other.id]


def test_open_groupement_refuses_a_short_name_that_no_address_can_hold(
    session: Session, now: datetime
) -> None:
    with pytest.raises(InvalidInput):
        open_groupement(session, name="G", slug="Golfe !", contact_email="a@b.example", now=now)


def test_grant_role_twice_gives_one_role(session: Session, now: datetime) -> None:
    groupement, person = a_groupement(session), a_person(session)
    values = {"person_id": person.id, "groupement_id": groupement.id, "now": now}

    first = grant_role(session, kind=RoleKind.COORDINATOR, **values)
    second = grant_role(session, kind=RoleKind.COORDINATOR, **values)

    assert first is second


def test_database_refuses_the_same_role_twice(session: Session) -> None:
    groupement, person = a_groupement(session), a_person(session)
    a_role(session, person, groupement, RoleKind.COORDINATOR)

    with pytest.raises(IntegrityError):
        a_role(session, person, groupement, RoleKind.COORDINATOR)


def test_grant_role_for_a_member_of_another_groupement_is_not_found(
    session: Session, now: datetime
) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    stranger = a_member(session, other)

    with pytest.raises(NotFound):
        grant_role(
            session,
            person_id=a_person(session).id,
            groupement_id=groupement.id,
            kind=RoleKind.MEMBER,
            subject_id=stranger.id,
            now=now,
        )


def test_database_refuses_a_role_for_a_member_of_another_groupement(session: Session) -> None:
    groupement, other = a_groupement(session), a_groupement(session)
    stranger = a_member(session, other)

    with pytest.raises(IntegrityError):
        a_role(session, a_person(session), groupement, RoleKind.MEMBER, member_id=stranger.id)


@pytest.mark.parametrize("name", ["", " \u200b\u202e ", "x" * 121])
def test_name_that_cannot_be_stored_is_refused_wherever_it_is_typed(
    session: Session, now: datetime, name: str
) -> None:
    groupement = a_groupement(session)
    invitee = Invitee("zoe@firm.fr", name, RoleKind.COORDINATOR)
    whose = {"groupement_id": groupement.id, "invited_by_id": None, "now": now}
    contact = {"slug": "baie", "contact_email": "bonjour@baie.fr"}

    acts: list[Callable[[], object]] = [
        lambda: register_person(session, email="zoe@firm.fr", name=name, now=now),
        lambda: invite(session, invitee, **whose),
        lambda: open_groupement(session, name=name, now=now, **contact),
    ]
    for act in acts:
        with pytest.raises(InvalidInput) as refused:
            act()
        assert [fault.field for fault in refused.value.faults] == ["name"]


def test_name_is_kept_on_one_line(session: Session, now: datetime) -> None:
    person = register_person(session, email="zoe@firm.fr", name=" Zoé\r\nBcc: x ", now=now)
    assert person.name == "Zoé Bcc: x"
