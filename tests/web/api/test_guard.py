"""Who may ask the API: a token that is valid now, within its scopes, within its role."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import AccessToken, RoleKind
from cdo_share.core.clock import utc_now
from tests.web.api.conftest import Program, ProgramOf
from tests.web.conftest import ClientOf
from tests.web.two_groupements import Tenant


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ca_wrong", "Basic ca_wrong"])
def test_request_without_a_known_token_is_refused(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": header} if header else {})

    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    is_known = header.startswith("Bearer ca_")
    assert answer.json["detail"].startswith("Ce jeton" if is_known else "Envoyez")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("field", ["expires_at", "revoked_at"])
def test_token_that_has_ended_is_refused(
    session: Session, coordinator: Program, field: str
) -> None:
    token = session.scalars(select(AccessToken)).one()
    token.created_at = utc_now() - timedelta(days=2)
    setattr(token, field, utc_now())
    session.commit()

    assert coordinator.get("/me").status_code == 401


def test_token_of_a_closed_account_is_refused(
    session: Session, own: Tenant, coordinator: Program
) -> None:
    own.people[RoleKind.COORDINATOR].is_active = False
    session.commit()

    assert coordinator.get("/me").status_code == 401


def test_log_in_of_a_browser_does_not_open_the_api(client_of: ClientOf, own: Tenant) -> None:
    browser = client_of(own.people[RoleKind.COORDINATOR])

    assert browser.get("/api/v1/me").status_code == 401


def test_token_does_not_open_the_pages(coordinator: Program, own: Tenant) -> None:
    path = f"/coordination/{own.groupement.slug}/"
    headers = {"Authorization": f"Bearer {coordinator.secret}"}

    assert coordinator.client.get(path, headers=headers).status_code == 302


def test_token_without_the_scope_is_forbidden(program_of: ProgramOf, own: Tenant) -> None:
    person, period_id = own.people[RoleKind.COORDINATOR], own.addresses["period_id"]
    reader = program_of(person, RoleKind.COORDINATOR, "demands:read")

    assert reader.get(f"/demands?period_id={period_id}").status_code == 200
    refused = reader.get("/members")
    assert (refused.status_code, "“people:read”" in refused.json["detail"]) == (403, True)
    assert reader.post(f"/demands/{own.addresses['demand_id']}/withdraw").status_code == 403


def test_use_of_a_token_is_noted_at_most_every_five_minutes(
    session: Session, coordinator: Program
) -> None:
    coordinator.get("/me").close()
    session.expire_all()
    token = session.scalars(select(AccessToken)).one()
    noted_at = token.last_used_at

    coordinator.get("/me").close()

    session.expire_all()
    assert noted_at is not None
    assert session.scalars(select(AccessToken.last_used_at)).one() == noted_at


def test_answers_are_never_kept_by_a_cache(coordinator: Program) -> None:
    assert coordinator.get("/me").headers["Cache-Control"] == "no-store"


def test_who_asks_is_told_role_and_scopes(member: Program, own: Tenant) -> None:
    assert member.get("/me").json == {
        "role": "member",
        "subject_id": own.addresses["member_id"],
        "groupement": "tenant-1",
        "groupement_name": own.groupement.name,
        "scopes": ["demands:read", "demands:write", "rounds:read", "visits:read"],
    }
