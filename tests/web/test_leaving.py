"""Whoever left a groupement reaches nothing more in that role; who comes back has it again."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from cdo_share.accounts.archive import set_engagement_active, set_member_active
from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from tests.web.api.conftest import Program, ProgramOf
from tests.web.api.conftest import program_of as program_of
from tests.web.conftest import ClientOf
from tests.web.matrix import ask, guarded_rules, questions
from tests.web.test_matrix import snapshot
from tests.web.two_groupements import Tenant, a_tenant

LEAVING = (RoleKind.MEMBER, RoleKind.CDO)
PATHS = {RoleKind.MEMBER: "/adherent/", RoleKind.CDO: "/cdo/"}


@pytest.fixture
def own(session: Session) -> Tenant:
    """Return a groupement with one of everything."""
    return a_tenant(session, 1)


def set_active(session: Session, own: Tenant, kind: RoleKind, *, is_active: bool) -> None:
    """Archive the member or the CDO, or bring them back."""
    values = {"groupement_id": own.groupement.id, "is_active": is_active}
    version = 1 if not is_active else 2
    if kind is RoleKind.MEMBER:
        member_id = own.addresses["member_id"]
        set_member_active(session, **values, member_id=member_id, version=version)
    else:
        engagement_id = own.addresses["engagement_id"]
        whose = {"engagement_id": engagement_id, "version": version, "now": utc_now()}
        set_engagement_active(session, **values, **whose)
    session.commit()


@pytest.mark.parametrize("kind", LEAVING)
def test_no_page_answers_somebody_whose_member_or_engagement_is_archived(
    app: Flask, session: Session, client_of: ClientOf, own: Tenant, kind: RoleKind
) -> None:
    browser = client_of(own.people[kind])
    set_active(session, own, kind, is_active=False)
    before = snapshot(session)

    asked = [
        question
        for question in questions(app, guarded_rules(app), own.addresses)
        if question.path.startswith(PATHS[kind])
    ]
    answers = {f"{one.method} {one.path}": ask(browser, one)[0] for one in asked}

    assert len(answers) > 10
    assert {path: status for path, status in answers.items() if status != 404} == {}
    assert snapshot(session) == before


@pytest.mark.parametrize("kind", LEAVING)
def test_first_page_offers_the_role_again_after_coming_back(
    session: Session, client_of: ClientOf, own: Tenant, kind: RoleKind
) -> None:
    browser = client_of(own.people[kind])
    set_active(session, own, kind, is_active=False)
    without = browser.get("/")

    set_active(session, own, kind, is_active=True)

    assert (without.status_code, PATHS[kind] in without.text) == (200, False)
    assert browser.get("/").location.startswith(PATHS[kind])


def statuses(program: Program, own: Tenant) -> list[int]:
    """Return how the API answers about the token, the round and the visits."""
    period_id = own.addresses["period_id"]
    paths = ("/me", "/periods", f"/visits?period_id={period_id}")
    return [program.get(path).status_code for path in paths]


@pytest.mark.parametrize("kind", LEAVING)
def test_token_ends_with_the_belonging_and_comes_back_with_it(
    session: Session, program_of: ProgramOf, own: Tenant, kind: RoleKind
) -> None:
    program = program_of(own.people[kind], kind)
    before = statuses(program, own)

    set_active(session, own, kind, is_active=False)
    without = statuses(program, own)
    set_active(session, own, kind, is_active=True)

    assert (before, without, statuses(program, own)) == ([200] * 3, [401] * 3, [200] * 3)


@pytest.mark.parametrize("kind", LEAVING)
def test_no_new_token_is_given_for_a_role_whose_bearer_left(
    session: Session, client_of: ClientOf, own: Tenant, kind: RoleKind
) -> None:
    browser = client_of(own.people[kind])
    set_active(session, own, kind, is_active=False)

    page = browser.get("/compte/acces").text

    assert [name for name in "GM" if f"{own.canary} {name}" in page] == []
