"""Programs with a token of each role, in two groupements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.access_tokens import SCOPES_OF, issue_token
from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.core.clock import utc_now
from tests.web.two_groupements import Tenant, a_tenant


@dataclass
class Program:
    """A client of the API with a token."""

    client: FlaskClient
    secret: str

    def ask(self, method: str, path: str, **values: Any) -> TestResponse:
        """Return the answer to a request under /api/v1."""
        headers = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **values)

    def get(self, path: str) -> TestResponse:
        """Return the answer to a GET."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: Any) -> TestResponse:
        """Return the answer to a POST of JSON."""
        return self.ask("POST", path, json=fields)


ProgramOf = Callable[..., Program]


@pytest.fixture
def program_of(app: Flask, session: Session) -> ProgramOf:
    """Return a function that gives a program acting as a person in a role of theirs."""

    def make(person: Person, kind: RoleKind, *scopes: str) -> Program:
        role = session.scalars(
            select(Role).where(Role.person_id == person.id, Role.kind == kind)
        ).one()
        _, secret = issue_token(
            session,
            person_id=person.id,
            role_id=role.id,
            label="tests",
            scopes=scopes or [scope.value for scope in SCOPES_OF[kind]],
            days=1,
            now=utc_now(),
        )
        session.commit()
        return Program(app.test_client(), secret)

    return make


@pytest.fixture
def own(session: Session) -> Tenant:
    """Return the groupement whose programs ask."""
    return a_tenant(session, 1)


@pytest.fixture
def foreign(session: Session) -> Tenant:
    """Return another groupement."""
    return a_tenant(session, 2)


@pytest.fixture
def coordinator(program_of: ProgramOf, own: Tenant) -> Program:
    """Return a program of the coordinator."""
    return program_of(own.people[RoleKind.COORDINATOR], RoleKind.COORDINATOR)


@pytest.fixture
def member(program_of: ProgramOf, own: Tenant) -> Program:
    """Return a program of a member."""
    return program_of(own.people[RoleKind.MEMBER], RoleKind.MEMBER)
