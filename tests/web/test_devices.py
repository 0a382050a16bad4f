"""The devices of a person: connected with a password that is shown once, seen, taken back."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.calendars.dav.models import DavPassword
from cdo_share.calendars.dav.passwords import MOST_PASSWORDS, password_hash
from cdo_share.calendars.models import FeedToken
from cdo_share.core.clock import utc_now
from cdo_share.settings import Settings
from tests.web.conftest import ClientOf
from tests.web.pages import words
from tests.web.two_groupements import Tenant, a_tenant


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of an installation with two-way calendars."""
    return replace(settings, caldav=True)


@pytest.fixture
def tenant(session: Session) -> Tenant:
    """Return a groupement whose people have no device yet."""
    tenant = a_tenant(session, 1)
    session.execute(delete(DavPassword))
    session.commit()
    return tenant


def pages(tenant: Tenant, kind: RoleKind) -> str:
    """Return the address of the calendars of a person."""
    return {
        RoleKind.MEMBER: f"/adherent/{tenant.addresses['member_id']}/agendas",
        RoleKind.CDO: f"/cdo/{tenant.addresses['engagement_id']}/agendas",
        RoleKind.COORDINATOR: f"/coordination/{tenant.groupement.slug}/agendas",
    }[kind]


@pytest.fixture
def browser(tenant: Tenant, client_of: ClientOf) -> FlaskClient:
    """Return the browser of the CDO."""
    return client_of(tenant.people[RoleKind.CDO])


@pytest.mark.parametrize("kind", RoleKind)
def test_device_is_connected_once_seen_and_taken_back(
    tenant: Tenant, session: Session, client_of: ClientOf, kind: RoleKind
) -> None:
    browser, home = client_of(tenant.people[kind]), pages(tenant, kind)

    made = browser.post(f"{home}/appareils", data={"label": "Téléphone"})

    assert made.status_code == 200
    (password,) = set(re.findall(r"(?:[a-z2-7]{4}-){7}[a-z2-7]{4}", made.text))
    assert made.headers["Cache-Control"] == "no-store"
    said = (tenant.people[kind].email, password)
    assert browser.open("/dav/", method="OPTIONS", auth=said).status_code == 200
    listed = browser.get(home).text
    assert "Téléphone" in listed
    assert password not in listed

    row = session.scalars(select(DavPassword)).one()
    told = browser.post(f"{home}/appareils/{row.id}/retirer", follow_redirects=True)
    assert "« Téléphone » ne peut plus se connecter." in words(told.text)
    assert browser.open("/dav/", method="OPTIONS", auth=said).status_code == 401
    assert "Téléphone" not in words(browser.get(f"{home}/appareils").text)


def test_only_a_cdo_reads_of_blocked_time(tenant: Tenant, client_of: ClientOf) -> None:
    texts = [
        words(client_of(tenant.people[kind]).get(pages(tenant, kind)).text) for kind in RoleKind
    ]

    assert [text.count("bloque aussi du temps") for text in texts] == [
        int(kind is RoleKind.CDO) for kind in RoleKind
    ]


def test_form_of_a_device_sent_twice_connects_one(
    browser: FlaskClient, tenant: Tenant, session: Session
) -> None:
    home = f"{pages(tenant, RoleKind.CDO)}/appareils"
    (once,) = re.findall(r'name="once"[^>]* value="(\w+)"', browser.get(home).text)
    data = {"label": "Téléphone", "once": once}

    first, again = browser.post(home, data=data), browser.post(home, data=data)
    browser.post(home, data=data | {"label": "Autre"})

    shown = [re.findall(r"(?:[a-z2-7]{4}-){7}[a-z2-7]{4}", page.text)[0] for page in (first, again)]
    assert shown[0] == shown[1]
    twice = "Votre formulaire est arrivé deux fois"
    assert [twice in words(page.text) for page in (first, again)] == [False, True]
    rows = session.scalars(select(DavPassword).order_by(DavPassword.id)).all()
    assert [row.label for row in rows] == ["Téléphone", "Autre"]
    assert rows[0].password_sha256 == password_hash(shown[0]) != rows[1].password_sha256


def test_device_without_a_name_is_asked_for_one(browser: FlaskClient, tenant: Tenant) -> None:
    answer = browser.post(f"{pages(tenant, RoleKind.CDO)}/appareils", data={"label": " "})

    assert answer.status_code == 422
    assert 'name="label"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_device_too_many_is_refused_and_its_name_kept(browser: FlaskClient, tenant: Tenant) -> None:
    address = f"{pages(tenant, RoleKind.CDO)}/appareils"
    for _ in range(MOST_PASSWORDS):
        browser.post(address, data={"label": "x"})

    answer = browser.post(address, data={"label": "Encore un"})

    assert answer.status_code == 422
    assert "Vous avez 20 appareils, c’est le maximum." in words(answer.text)
    assert 'value="Encore un"' in answer.text


def test_device_of_somebody_else_is_not_found(
    browser: FlaskClient, tenant: Tenant, client_of: ClientOf, session: Session
) -> None:
    member = client_of(tenant.people[RoleKind.MEMBER])
    member.post(f"{pages(tenant, RoleKind.MEMBER)}/appareils", data={"label": "Autre"})
    row = session.scalars(select(DavPassword)).one()

    answer = browser.post(f"{pages(tenant, RoleKind.CDO)}/appareils/{row.id}/retirer")

    assert answer.status_code == 404


def test_where_it_is_not_switched_on_nothing_is_offered(
    app: Flask, browser: FlaskClient, tenant: Tenant
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], caldav=False)
    home = pages(tenant, RoleKind.CDO)

    assert "Appareils connectés" not in words(browser.get(home).text)
    assert browser.post(f"{home}/appareils", data={"label": "x"}).status_code == 404
    assert "Pas activé ici" in words(browser.get(f"{home}/appareils").text)


def test_device_that_was_seen_is_told_in_the_place_of_missing_links(
    tenant: Tenant, session: Session, browser: FlaskClient
) -> None:
    session.execute(delete(FeedToken))
    home = pages(tenant, RoleKind.CDO)
    browser.post(f"{home}/appareils", data={"label": "Téléphone"})
    before = words(browser.get(home).text)
    session.execute(update(DavPassword).values(last_used_at=utc_now()))
    session.commit()

    after = words(browser.get(home).text)

    said = "Aucun appareil ne suit encore vos interventions"
    assert (said in before, said in after) == (True, False)
    assert "Vos interventions arrivent sur un appareil connecté" in after
