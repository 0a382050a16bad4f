"""No operation of the API shows or changes another groupement's things."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from cdo_share.accounts.models import RoleKind
from tests.web.api.conftest import Program, ProgramOf
from tests.web.test_matrix import snapshot
from tests.web.two_groupements import Tenant

NAMES = {"cdo_id": "engagement_id"}  # the API says CDO where the rows say engagement


def rules(app: Flask) -> list[Rule]:
    """Return the operations that name a thing by number."""
    return [r for r in app.url_map.iter_rules() if r.endpoint.startswith("api.") and r.arguments]


def leaks(app: Flask, program: Program, foreign: Tenant) -> list[str]:
    """Return the operations that answer about a thing of another groupement."""
    found = []
    adapter = app.url_map.bind("localhost")
    for rule in rules(app):
        values = {name: foreign.addresses[NAMES.get(name, name)] for name in rule.arguments}
        path = adapter.build(rule.endpoint, values).removeprefix("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            answer = program.ask(method, path)
            is_shapeless = method in ("PUT", "POST", "DELETE") and answer.status_code == 422
            is_hidden = answer.status_code in (403, 404) or is_shapeless
            if not is_hidden or foreign.canary in answer.get_data(as_text=True):
                found.append(f"{method} {path} -> {answer.status_code}")
    return found


@pytest.mark.parametrize("kind", RoleKind)
def test_other_groupement_is_not_found_and_stays_unchanged(
    app: Flask,
    session: Session,
    program_of: ProgramOf,
    kind: RoleKind,
    own: Tenant,
    foreign: Tenant,
) -> None:
    program = program_of(own.people[kind], kind)
    program.get("/me").close()  # notes the use of the token now
    before = snapshot(session)

    assert leaks(app, program, foreign) == []
    assert snapshot(session) == before


@pytest.mark.parametrize("path", ["/demands", "/visits"])
def test_lists_of_another_groupement_are_not_found(
    coordinator: Program, foreign: Tenant, path: str
) -> None:
    assert coordinator.get(f"{path}?period_id={foreign.addresses['period_id']}").status_code == 404


def test_lists_hold_the_own_things_only(coordinator: Program, own: Tenant, foreign: Tenant) -> None:
    paths = ("/members", "/cdos", "/periods")
    pages = [coordinator.get(path).get_data(as_text=True) for path in paths]

    assert all(own.canary in page and foreign.canary not in page for page in pages)


@pytest.mark.own_site
def test_planted_leak_is_found(app: Flask, coordinator: Program, foreign: Tenant) -> None:
    app.add_url_rule(
        "/api/v1/leak/<int:demand_id>", "api.demands.leak", lambda demand_id: foreign.canary
    )

    number = foreign.addresses["demand_id"]
    assert leaks(app, coordinator, foreign) == [f"GET /leak/{number} -> 200"]
