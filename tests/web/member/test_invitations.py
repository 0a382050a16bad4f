"""Choosing invitations in place of links, with a page that says what happens first."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.calendars.models import FeedToken, InvitedPerson
from tests.web.pages import main_part, words


@pytest.fixture
def offered(app: Flask) -> None:
    """Let the installation take answers in."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, mail_in="reponses@partage.example")


@pytest.fixture
def asking(firm: Member) -> str:
    """Return the address of the page that asks."""
    return f"/adherent/{firm.id}/agendas/invitations"


def page_of(browser: FlaskClient, path: str) -> str:
    return words(main_part(browser.get(path).text))


@pytest.mark.usefixtures("offered", "published")
def test_invitations_are_chosen_after_a_page_that_says_what_they_change(
    session: Session,
    browser: FlaskClient,
    address: str,
    asking: str,
) -> None:
    browser.post(address, data={"label": "Mon téléphone"})

    asked = page_of(browser, asking)
    answer = browser.post(asking)
    after = page_of(browser, address)

    assert "Votre lien d’agenda s’arrête maintenant : Mon téléphone." in asked
    assert "Vous recevez un courriel pour votre intervention à venir." in asked
    assert (answer.status_code, answer.location) == (302, address)
    assert "Vous recevez des invitations par courriel" in after
    assert "Un lien pour un autre appareil" not in after
    assert [one.revoked_at is None for one in session.scalars(select(FeedToken))] == [False]


@pytest.mark.usefixtures("offered", "published")
def test_link_beside_invitations_is_refused_until_they_end(
    session: Session,
    browser: FlaskClient,
    address: str,
    asking: str,
) -> None:
    browser.post(asking)

    refused = browser.post(address, data={"label": "Portable"})
    ended = browser.post(f"{asking}/arreter")
    made = browser.post(address, data={"label": "Portable"})

    assert [one.status_code for one in (refused, ended, made)] == [409, 302, 200]
    assert "Arrêtez-les d’abord" in words(refused.text)
    assert session.scalars(select(InvitedPerson)).all() == []


def test_invitations_are_not_offered_where_no_answers_come_in(
    browser: FlaskClient,
    address: str,
    asking: str,
) -> None:
    assert "invitations" not in page_of(browser, address)
    assert browser.post(asking).status_code == 409


@pytest.mark.usefixtures("offered")
def test_page_of_calendars_offers_invitations(
    browser: FlaskClient,
    address: str,
    asking: str,
) -> None:
    assert f'href="{asking}"' in browser.get(address).text
    assert "Vous n’avez pas d’intervention à venir" in page_of(browser, asking)


@pytest.mark.usefixtures("offered", "published")
def test_who_chose_invitations_is_not_asked_again_nor_told_to_subscribe(
    browser: FlaskClient,
    address: str,
    asking: str,
) -> None:
    home = address.removesuffix("/agendas")
    before = page_of(browser, home)
    browser.post(asking)

    asked = browser.get(asking)

    assert (asked.status_code, asked.location) == (302, address)
    assert "Abonnez-vous une fois" in before
    assert "Abonnez-vous une fois" not in page_of(browser, home)


def test_device_that_would_show_nothing_is_not_offered_to_who_chose_invitations(
    app: Flask, browser: FlaskClient, address: str, asking: str
) -> None:
    settings = replace(app.config["SETTINGS"], mail_in="reponses@partage.example", caldav=True)
    app.config["SETTINGS"] = settings
    devices = f"{address}/appareils"
    before = page_of(browser, address)
    browser.post(devices, data={"label": "Ancien portable"})

    browser.post(asking)

    pages = [page_of(browser, path) for path in (address, devices)]
    assert "Connecter un appareil" in before
    for page in pages:
        assert "Connecter un appareil" not in page
        assert "un appareil connecté ne les montre pas" in page
        assert "Ancien portable" in page
