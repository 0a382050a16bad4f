"""The coordinator subscribes to the visits of the groupement, or to those of one CDO."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Person, Role, RoleKind
from cdo_share.calendars.models import FeedOwner, FeedToken
from tests.factories import a_role
from tests.publishing.world import World
from tests.web.pages import words


def create(browser: FlaskClient, pages: str, label: str, **answers: str) -> str:
    """Return the address that a new link shows."""
    page = browser.post(f"{pages}/agendas", data={"label": label, **answers}).text
    found = re.search(r'id="feed-address" type="text" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def links(browser: FlaskClient, address: str) -> list[str]:
    """Return the names of the links on a page."""
    return re.findall(r'<h2 class="h3">(.*?)</h2>', browser.get(address).text)


def calendars(browser: FlaskClient, pages: str) -> list[str]:
    """Return the calendars that are offered."""
    page = browser.get(f"{pages}/agendas").text
    return re.findall(r"<option[^>]*>(.*?)</option>", page)


def test_link_of_the_coordinator_shows_the_groupement(browser: FlaskClient, pages: str) -> None:
    feed = browser.get(create(browser, pages, "Bureau"))

    assert (feed.status_code, feed.data[:15]) == (200, b"BEGIN:VCALENDAR")
    assert links(browser, f"{pages}/agendas") == ["Bureau"]


def test_coordinator_may_choose_one_cdo(
    session: Session, browser: FlaskClient, pages: str, world: World
) -> None:
    create(browser, pages, "Zoé", calendar=f"cdo-{world.zoe.id}")

    token = session.scalars(select(FeedToken)).one()
    session.refresh(token, ["feed"])
    assert (token.feed.owner, token.feed.subject_id) == (FeedOwner.CDO, world.zoe.id)
    assert calendars(browser, pages) == ["Tout le groupement", "Yann Guégan", "Zoé Martin"]
    assert "Zoé Zoé Martin Pas encore lu" in words(browser.get(f"{pages}/agendas").text)


@pytest.mark.parametrize("choice", ["cdo-0", "cdo-999999", "member-1", "groupement-1", "x"])
def test_coordinator_may_choose_nothing_else(
    session: Session, browser: FlaskClient, pages: str, choice: str
) -> None:
    answer = browser.post(f"{pages}/agendas", data={"label": "x", "calendar": choice})

    assert answer.status_code == 422
    assert session.scalars(select(FeedToken)).all() == []


def test_person_with_several_roles_finds_each_link_on_one_page(
    session: Session, browser: FlaskClient, pages: str, world: World, coordinator: Person
) -> None:
    """A link stays in sight when the role goes on whose pages it was made."""
    role = a_role(
        session, coordinator, world.groupement, RoleKind.MEMBER, member_id=world.biscuits.id
    )
    session.commit()
    firm = f"/adherent/{world.biscuits.id}"
    create(browser, firm, "Boutique")
    create(browser, pages, "Bureau")
    before = [links(browser, f"{at}/agendas") for at in (firm, pages)]
    session.delete(session.get_one(Role, role.id))
    session.commit()

    assert before == [["Boutique"], ["Bureau"]]
    assert links(browser, f"{pages}/agendas") == ["Boutique", "Bureau"]
    assert "Boutique Biscuiterie Le Goff" in words(browser.get(f"{pages}/agendas").text)
