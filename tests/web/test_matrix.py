"""No route shows or changes another groupement's things; no route lacks a rule."""

from typing import Any

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.orm import Model
from cdo_share.web.extensions import db
from tests.web.conftest import ClientOf
from tests.web.matrix import (
    SUBJECTS,
    ask,
    guarded_rules,
    mixed,
    questions,
    unclassified_endpoints,
)
from tests.web.two_groupements import Tenant, a_tenant

pytestmark = pytest.mark.both_databases

# A release is named by its number within the groupement: both tenants have a number 1.
SHARED_NUMBERS = {"number"}
MOVED = {"coordinator.plan_unmet.index"}  # addresses of old, which lead on


@pytest.fixture
def own(session: Session) -> Tenant:
    return a_tenant(session, 1)


@pytest.fixture
def foreign(session: Session) -> Tenant:
    return a_tenant(session, 2)


def snapshot(session: Session) -> dict[str, Any]:
    """Return the content of every table but the browser sessions."""
    session.expire_all()
    return {
        name: session.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608 - our own tables
        for name in sorted(Model.metadata.tables)
        if name != "login_session"
    }


def leaks(
    app: Flask, client: FlaskClient, kind: RoleKind, own: Tenant, foreign: Tenant
) -> list[str]:
    """Return what an actor of one tenant could see of the other, or reach although foreign."""
    found = []
    rules = guarded_rules(app)
    for question in questions(app, rules, foreign.addresses):
        status, content = ask(client, question)
        if status != 404 or foreign.canary in content:
            found.append(f"{question.method} {question.path} -> {status}")
    inner = [
        rule
        for rule in rules
        if rule.endpoint.startswith(f"{kind}.")
        and rule.arguments - {SUBJECTS[kind]} - SHARED_NUMBERS
    ]
    for question in questions(app, inner, mixed(own, foreign, kind)):
        status, content = ask(client, question)
        if status != 404 or foreign.canary in content:
            found.append(f"{question.method} {question.path} -> {status}")
    return found


def test_every_route_is_behind_a_guard_or_named_as_public(app: Flask) -> None:
    assert unclassified_endpoints(app) == []


@pytest.mark.own_site
def test_route_without_a_rule_is_found(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "open")

    assert unclassified_endpoints(app) == ["forgotten"]


@pytest.mark.parametrize("kind", RoleKind)
def test_other_groupement_is_not_found_and_stays_unchanged(
    app: Flask,
    session: Session,
    client_of: ClientOf,
    kind: RoleKind,
    own: Tenant,
    foreign: Tenant,
) -> None:
    before = snapshot(session)

    found = leaks(app, client_of(own.people[kind]), kind, own, foreign)

    assert found == []
    assert snapshot(session) == before


@pytest.mark.own_site
def test_planted_leak_is_found(
    app: Flask, client_of: ClientOf, own: Tenant, foreign: Tenant
) -> None:
    leaky = Blueprint("leaky", __name__)

    @leaky.get("/besoin-oublie/<int:demand_id>")
    def show(demand_id: int) -> str:
        statement = text("SELECT title FROM demand WHERE id = :id")
        return str(db.session.scalar(statement, {"id": demand_id}))

    member = app.blueprints["member"]
    app.add_url_rule(f"{member.url_prefix}/besoin-oublie/<int:demand_id>", "member.leaky", show)
    client = client_of(own.people[RoleKind.MEMBER])

    found = leaks(app, client, RoleKind.MEMBER, own, foreign)

    path = f"/adherent/{own.addresses['member_id']}/besoin-oublie/{foreign.addresses['demand_id']}"
    assert found == [f"GET {path} -> 200"]


def test_own_pages_answer(app: Flask, client_of: ClientOf, own: Tenant) -> None:
    failures = []
    for kind in RoleKind:
        client = client_of(own.people[kind])
        rules = [rule for rule in guarded_rules(app) if rule.endpoint.startswith(f"{kind}.")]
        for question in questions(app, rules, own.addresses):
            if question.method == "GET":
                status, _ = ask(client, question)
                if status != (301 if question.rule.endpoint in MOVED else 200):
                    failures.append(f"{question.path} -> {status}")

    assert failures == []


def test_anybody_else_is_sent_to_the_log_in(app: Flask, client: FlaskClient, own: Tenant) -> None:
    statuses = {
        (question.path, ask(client, question)[0])
        for question in questions(app, guarded_rules(app), own.addresses)
    }

    assert {status for _, status in statuses} == {302}


def test_pages_that_are_read_write_nothing(
    app: Flask, session: Session, client_of: ClientOf, own: Tenant
) -> None:
    before = snapshot(session)

    for kind in RoleKind:
        client = client_of(own.people[kind])
        rules = [rule for rule in guarded_rules(app) if rule.endpoint.startswith(f"{kind}.")]
        for question in questions(app, rules, own.addresses):
            if question.method == "GET":
                ask(client, question)

    assert snapshot(session) == before
