"""Entering the address of somebody known elsewhere: nothing of them is told, no role is given."""

import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, RoleKind
from cdo_share.accounts.queries import list_roles
from tests.exchange.files import csv_file
from tests.factories import a_groupement, a_person, a_role
from tests.web.api.conftest import Program, ProgramOf
from tests.web.api.conftest import program_of as program_of
from tests.web.conftest import ClientOf
from tests.web.matrix import readable
from tests.web.pages import answers
from tests.web.two_groupements import Tenant, a_tenant

EMAIL = "somebody@elsewhere.example"
SECRETS = ("Véritable Nom", "+33 6 12 34 56 78", "2026-03-17", "17 mars")
WISH = {
    "name": "As typed",
    "email": EMAIL,
    "regime": "hours",
    "commune": "56260",
    "week_cap_halfdays": 8,
    "period_cap_halfdays": 90,
    "skills": {"VENTE-WEB": 2},
}


@pytest.fixture
def own(session: Session) -> Tenant:
    """Return the groupement whose coordinator asks."""
    return a_tenant(session, 1)


@pytest.fixture
def stranger(session: Session) -> Person:
    """Return a coordinator of another groupement, who logged in not long ago."""
    person = a_person(
        session,
        email=EMAIL,
        name=SECRETS[0],
        phone=SECRETS[1],
        password_hash="x",
        last_login_at=datetime(2026, 3, 17, 9, tzinfo=UTC),
    )
    a_role(session, person, a_groupement(session), RoleKind.COORDINATOR)
    session.commit()
    return person


@pytest.fixture
def program(program_of: ProgramOf, own: Tenant) -> Program:
    """Return a program of the coordinator."""
    return program_of(own.people[RoleKind.COORDINATOR], RoleKind.COORDINATOR)


@pytest.fixture
def browser(client_of: ClientOf, own: Tenant) -> FlaskClient:
    """Return a browser of the coordinator."""
    return client_of(own.people[RoleKind.COORDINATOR])


def told(content: str) -> list[str]:
    """Return what an answer says of the stranger."""
    return [secret for secret in SECRETS if secret in content]


def kinds(session: Session, person: Person) -> list[RoleKind]:
    session.expire_all()
    return [role.kind for role in list_roles(session, person.id)]


def without_numbers(answer: Any) -> dict[str, Any]:
    hidden = ("id", "email", "base")
    return {name: value for name, value in answer.json.items() if name not in hidden}


def test_api_answers_alike_for_a_known_and_an_unknown_address(
    session: Session, program: Program, stranger: Person
) -> None:
    known = program.post("/cdos", **WISH)
    unknown = program.post("/cdos", **(WISH | {"email": "nobody@elsewhere.example"}))

    assert (known.status_code, unknown.status_code) == (201, 201)
    assert without_numbers(known) == without_numbers(unknown)
    assert (told(known.text), kinds(session, stranger)) == ([], [RoleKind.COORDINATOR])


def test_role_chooser_of_the_stranger_stays_as_it_was(
    app: Flask, program: Program, client_of: ClientOf, stranger: Person
) -> None:
    program.post("/cdos", **WISH)

    answer = client_of(stranger).get("/")

    assert (answer.status_code, answer.location.startswith("/coordination/")) == (302, True)


PAGES = ("personnes", "reponses", "disponibilites", "personnes/inviter", "verification")
FILES = (
    "tableaux/export?table=cdos&format=csv",
    "tableaux/export?table=cdos&format=xlsx",
    "tableaux/export-complet?format=zip",
)


def test_no_page_and_no_export_tells_of_the_stranger(
    own: Tenant, program: Program, browser: FlaskClient, stranger: Person
) -> None:
    cdo_id = program.post("/cdos", **WISH).json["id"]
    base = f"/coordination/{own.groupement.slug}"

    contents = {
        path: readable(browser.get(f"{base}/{path}").get_data())
        for path in (*PAGES, *FILES, f"cdo/{cdo_id}")
    }

    assert {path: told(content) for path, content in contents.items() if told(content)} == {}
    assert {path for path in (*PAGES, *FILES) if "As typed" not in contents[path]} <= {
        "verification"
    }


def test_import_by_the_address_tells_and_gives_nothing(
    session: Session, own: Tenant, browser: FlaskClient, stranger: Person
) -> None:
    heads = ["e-mail", "nom", "régime", "commune", "demi-journées par semaine"]
    heads += ["demi-journées par période", "compétences"]
    row = [EMAIL, "As typed", "heures", "Vannes", "8", "90", "VENTE-WEB : 3"]
    base = f"/coordination/{own.groupement.slug}/tableaux/imports"
    file = (io.BytesIO(csv_file([heads, row])), "cdos.csv")

    begun = browser.post(base, data={"kind": "cdos", "file": file})
    preview = browser.get(begun.location).text
    seen = re.findall(r'name="seen" value="([^"]+)"', preview)[0]
    done = browser.post(begun.location, data={"seen": seen}, follow_redirects=True).text

    assert session.scalars(select(Person.name).where(Person.name == "As typed")).all() != []
    assert (told(preview), told(done)) == ([], [])
    assert kinds(session, stranger) == [RoleKind.COORDINATOR]


def test_form_for_the_address_tells_and_gives_nothing(
    session: Session, own: Tenant, browser: FlaskClient, stranger: Person
) -> None:
    path = f"/coordination/{own.groupement.slug}/cdo/nouveau"
    typed = answers(browser.get(path).text) | {
        "name": "As typed",
        "email": EMAIL,
        "commune": "Vannes (56)",
        "insee": "56260",
        "skill-VENTE-WEB": "2",
    }

    made = browser.post(path, data=typed)

    assert (made.status_code, told(made.text)) == (201, [])
    assert kinds(session, stranger) == [RoleKind.COORDINATOR]
