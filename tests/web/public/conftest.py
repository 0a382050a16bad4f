"""A member with a password, and the forms that a browser would send."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Member, Person, RoleKind
from cdo_share.accounts.passwords import hash_password
from tests.factories import a_groupement, a_member, a_person, a_role

PASSWORD = "le phare du bout du quai"
HASHED = hash_password(PASSWORD)


@pytest.fixture
def groupement(session: Session) -> Groupement:
    """Return a groupement."""
    return a_groupement(session, name="Golfe Numérique")


@pytest.fixture
def member(session: Session, groupement: Groupement) -> Member:
    """Return a firm."""
    return a_member(session, groupement, name="Chantier Le Goff")


@pytest.fixture
def person(session: Session, groupement: Groupement, member: Member) -> Person:
    """Return somebody who may log in for the firm."""
    person = a_person(
        session, email="anne@legoff.example", name="Anne Le Goff", password_hash=HASHED
    )
    a_role(session, person, groupement, RoleKind.MEMBER, member_id=member.id)
    session.commit()
    return person


@pytest.fixture
def log_in(client: FlaskClient) -> Callable[..., Any]:
    """Return a function that sends the log-in form."""

    def send(email: str = "anne@legoff.example", password: str = PASSWORD, **more: str) -> Any:
        return client.post("/connexion", data={"email": email, "password": password, **more})

    return send
