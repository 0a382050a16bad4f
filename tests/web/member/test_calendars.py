"""The page of one's calendars: which devices read, when, and by what."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import RoleKind
from cdo_share.core.clock import utc_now
from cdo_share.web.feed_links import client_text
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.member.linking import create, links, token_of
from tests.web.pages import main_part, words

DAY = timedelta(days=1)


def test_index_without_links_explains_itself(browser: FlaskClient, address: str) -> None:
    page = main_part(browser.get(address).text)
    assert "Aucun appareil ne suit encore vos interventions" in page
    assert re.findall(r'<form method="post" class="card-plain" action="([^"]+)"', page) == [address]


def test_index_says_when_and_by_what_a_link_was_read(
    app: Flask, browser: FlaskClient, address: str
) -> None:
    url = create(browser, address)
    assert "Pas encore lu" in browser.get(address).text

    client = app.test_client()
    client.get(url, headers={"User-Agent": "Google-Calendar-Importer"}, buffered=True)

    page = words(browser.get(address).text)
    assert re.search(r"Lu pour la dernière fois \S.* par Google Agenda Créé le ", page)
    assert "Pas encore lu" not in page


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Thunderbird/128.0", "Thunderbird"),
        ("iOS/17.5 (21F79) dataaccessd/1.0", "iPhone, iPad"),
        ("macOS/14.5 (23F79) CalendarAgent/988", "Mac"),
        ("Microsoft Exchange/15.20", "Outlook"),
        ("curl/8.5", "curl"),
        ("", ""),
        (None, ""),
    ],
)
def test_client_text_is_the_name_people_use(client: str | None, name: str) -> None:
    assert client_text(client) == name


def test_index_shows_the_links_of_the_present_role_only(
    session: Session, client_of: ClientOf, voice: object, address: str, world: World
) -> None:
    both = a_person(session)
    for member in (world.biscuits, world.boats):
        a_role(session, both, world.groupement, RoleKind.MEMBER, member_id=member.id)
    session.commit()
    browser, elsewhere = client_of(both), f"/adherent/{world.boats.id}/agendas"

    create(browser, elsewhere, "Pour le chantier")

    assert links(browser.get(elsewhere).text) == ["Pour le chantier"]
    assert links(browser.get(address).text) == []


def test_index_sends_the_same_few_statements_for_one_and_for_ten(
    session: Session, browser: FlaskClient, address: str
) -> None:
    def count() -> int:
        session.commit()
        with recorded_statements(session) as statements:
            assert browser.get(address).status_code == 200
        return len(statements)

    create(browser, address)
    with_one = count()
    for number in range(9):
        create(browser, address, f"Appareil {number}")
    assert (count(), with_one <= 15) == (with_one, True)


@pytest.mark.parametrize(
    ("age", "read_ago", "sentence"),
    [
        (timedelta(), None, "Pas encore lu : les agendas passent dans la journée."),
        (2 * DAY, None, "Pas encore lu : avez-vous collé le lien ?"),
        (30 * DAY, 7 * DAY, "Cet appareil n’est pas venu depuis une semaine"),
        (30 * DAY, 6 * DAY, "par Thunderbird"),
    ],
)
def test_index_says_how_it_stands_with_a_device(
    session: Session,
    browser: FlaskClient,
    address: str,
    age: timedelta,
    read_ago: timedelta | None,
    sentence: str,
) -> None:
    create(browser, address)
    token, now = token_of(session), utc_now()
    token.created_at, token.last_client = now - age, "Thunderbird/140"
    token.last_read_at = None if read_ago is None else now - read_ago
    session.commit()

    page = browser.get(address).text

    assert sentence in words(page)
    assert ("needs-look" in page) is (age > timedelta() and read_ago != 6 * DAY)
