"""A calendar link that is taken back, replaced or named anew."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, RoleKind
from cdo_share.calendars.models import FeedToken
from cdo_share.core.clock import utc_now
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.web.conftest import ClientOf
from tests.web.member.linking import create, links, token_of
from tests.web.pages import words

DAY = timedelta(days=1)


def test_revoke_takes_the_visits_off_the_device(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    kept, lost = create(browser, address, "Tablette"), create(browser, address, "Perdu")
    page = browser.get(address).text
    assert links(page) == ["Tablette", "Perdu"]

    act = re.findall(rf'action="({address}/\d+/retirer)"', page)[1]
    after = browser.post(act, follow_redirects=True).text

    assert links(after) == ["Tablette"]
    events = [app.test_client().get(url).text.count("BEGIN:VEVENT") for url in (kept, lost)]
    assert events == [1, 0]


def test_revoke_link_of_a_colleague_is_not_found(
    session: Session,
    client_of: ClientOf,
    browser: FlaskClient,
    address: str,
    world: World,
    firm: Member,
) -> None:
    create(browser, address)
    token_id = session.scalars(select(FeedToken.id)).one()
    colleague = a_person(session)
    a_role(session, colleague, world.groupement, RoleKind.MEMBER, member_id=firm.id)
    session.commit()

    other = client_of(colleague)

    assert links(other.get(address).text) == []
    assert other.post(f"{address}/{token_id}/retirer").status_code == 404
    assert session.scalars(select(FeedToken.revoked_at)).all() == [None]


def test_replace_makes_a_new_link_and_ends_the_old_one(
    browser: FlaskClient, address: str, session: Session, published: World
) -> None:
    old = create(browser, address)
    token = session.scalars(select(FeedToken)).one()

    page = browser.post(f"{address}/{token.id}/remplacer").text
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page)

    assert found is not None
    assert found[1] != old
    events = [browser.get(link).data.count(b"BEGIN:VEVENT") for link in (old, found[1])]
    assert events == [0, 1]
    assert links(browser.get(address).text) == ["Mon téléphone"]


def test_rename_changes_the_name_or_says_what_is_wrong(
    session: Session, browser: FlaskClient, address: str
) -> None:
    create(browser, address)
    act = f"{address}/{token_of(session).id}/renommer"

    named = browser.post(act, data={"label": "Tablette"}, follow_redirects=True).text
    refused = browser.post(act, data={"label": " "})

    assert links(named) == ["Tablette"]
    assert (refused.status_code, links(refused.text)) == (422, ["Tablette"])
    assert "Donnez un nom à l’appareil" in words(refused.text)
    assert re.findall(r'<details class="fold feed-link-name" open>', refused.text) != []


def test_ended_links_are_listed_for_thirty_days_with_the_reason(
    session: Session, browser: FlaskClient, address: str
) -> None:
    for label in ("Perdu", "Changé"):
        create(browser, address, label)
    browser.post(f"{address}/{token_of(session, 'Perdu').id}/retirer")
    browser.post(f"{address}/{token_of(session, 'Changé').id}/remplacer")
    page = words(browser.get(address).text)
    for token in session.scalars(select(FeedToken).where(FeedToken.revoked_at.is_not(None))):
        token.revoked_at = utc_now() - 30 * DAY
    session.commit()

    assert "2 liens terminés ces 30 derniers jours" in page
    assert re.search(r"Changé Remplacé par un nouveau lien le .* Perdu Retiré le ", page)
    assert "terminé" not in words(browser.get(address).text)


def test_replace_of_a_link_that_ended_makes_none(
    session: Session, browser: FlaskClient, address: str
) -> None:
    create(browser, address)
    act = f"{address}/{token_of(session).id}/remplacer"
    browser.post(act)

    assert browser.post(act).status_code == 409
    assert len(session.scalars(select(FeedToken)).all()) == 2
