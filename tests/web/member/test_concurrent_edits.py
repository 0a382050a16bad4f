"""Two people change one demand: the second one is told what the first one did, and decides."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member, RoleKind
from cdo_share.demands.models import Demand
from cdo_share.rounds.models import PeriodState
from tests.factories import a_person, a_role
from tests.publishing.world import World
from tests.web.conftest import ClientOf
from tests.web.pages import answers, words


@pytest.fixture
def colleague(client_of: ClientOf, session: Session, world: World, firm: Member) -> FlaskClient:
    """Return the browser of somebody else of the firm."""
    person = a_person(session)
    a_role(session, person, world.groupement, RoleKind.MEMBER, member_id=firm.id)
    session.commit()
    return client_of(person)


def told(page: str) -> list[str]:
    """Return what the page says that somebody changed."""
    listed = re.search(r'<ul class="differences">(.*?)</ul>', page, re.S)
    return [words(one) for one in re.findall(r"<li>.*?</li>", listed[1], re.S)] if listed else []


def test_second_is_told_field_by_field_and_keeps_what_was_typed(
    session: Session, browser: FlaskClient, colleague: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine, theirs = (answers(one.get(address).text) for one in (browser, colleague))
    colleague.post(address, data=theirs | {"cadence": "fortnightly", "level": "3"})

    late = browser.post(address, data=mine | {"title": "Ma boutique"})

    assert late.status_code == 409
    assert told(late.text) == [
        "Niveau : c’était « Notions », c’est maintenant « Expert »",
        "Demandé en tout : c’était « 4 demi-journées », c’est maintenant « 2 demi-journées »",
        "Fréquence : c’était « chaque semaine », c’est maintenant « toutes les deux semaines »",
    ]
    kept = answers(late.text)
    assert (kept["title"], kept["cadence"], kept["level"]) == ("Ma boutique", "weekly", "1")
    assert "Envoyer le mien quand même" in late.text
    assert session.get_one(Demand, world.shop.id, populate_existing=True).title == world.shop.title


def test_sent_again_knowingly_it_is_stored(
    session: Session, browser: FlaskClient, colleague: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine, theirs = (answers(one.get(address).text) for one in (browser, colleague))
    colleague.post(address, data=theirs | {"title": "La leur"})
    late = browser.post(address, data=mine | {"title": "La mienne"})

    again = browser.post(address, data=answers(late.text))

    assert again.status_code == 302
    assert session.get_one(Demand, world.shop.id, populate_existing=True).title == "La mienne"


def test_change_while_reading_the_differences_is_told_in_turn(
    browser: FlaskClient, colleague: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine, theirs = (answers(one.get(address).text) for one in (browser, colleague))
    colleague.post(address, data=theirs | {"title": "Une"})
    late = answers(browser.post(address, data=mine).text)
    colleague.post(address, data=answers(colleague.get(address).text) | {"title": "Deux"})

    later = browser.post(address, data=late)

    assert (later.status_code, told(later.text)) == (
        409,
        ["Intitulé : c’était « Une », c’est maintenant « Deux »"],
    )


def test_withdrawn_meanwhile_is_told(
    browser: FlaskClient, colleague: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine = answers(browser.get(address).text)
    colleague.post(f"{address}/retirer")

    late = browser.post(address, data=mine)

    assert told(late.text) == ["État : c’était « Transmis », c’est maintenant « Retiré »"]


@pytest.mark.parametrize("seen", ["", "nonsense", "[]"])
def test_form_without_a_memory_still_asks_first(
    browser: FlaskClient, colleague: FlaskClient, pages: str, world: World, seen: str
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine, theirs = (answers(one.get(address).text) for one in (browser, colleague))
    colleague.post(address, data=theirs | {"title": "La leur"})

    late = browser.post(address, data=mine | {"seen": seen})

    assert late.status_code == 409
    assert "Quelqu’un a modifié ce besoin entre-temps" in late.text


def test_round_closed_meanwhile_shows_what_was_typed_and_nothing_to_send_it_with(
    session: Session, browser: FlaskClient, colleague: FlaskClient, pages: str, world: World
) -> None:
    address = f"{pages}/{world.shop.id}"
    mine, theirs = (answers(one.get(address).text) for one in (browser, colleague))
    colleague.post(address, data=theirs | {"title": "La leur"})
    world.period.state = PeriodState.LOCKED
    session.commit()

    late = browser.post(address, data=mine | {"title": "La mienne"})

    assert late.status_code == 409
    assert answers(late.text)["title"] == "La mienne"
    assert "La campagne est close" in words(late.text)
    assert "sum-bar" not in late.text
