"""A new calendar link: shown once, made once, with what each calendar wants."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.tokens import token_hash
from cdo_share.calendars.models import FeedToken
from cdo_share.web.feed_links import FeedLink
from cdo_share.web.once import once_seed
from tests.publishing.world import World
from tests.web.member.linking import create, once_of, token_of
from tests.web.pages import words


def test_create_shows_a_link_that_holds_the_visits(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    url = create(browser, address)

    assert re.fullmatch(r"http://localhost/cal/cf_[\w-]{43}/[\w-]+\.ics", url)
    feed = app.test_client().get(url)
    assert (feed.status_code, feed.mimetype) == (200, "text/calendar")
    assert feed.text.count("BEGIN:VEVENT") == 1
    assert published.shop.title in feed.text


def test_create_keeps_the_hash_only_and_never_shows_the_link_again(
    session: Session, browser: FlaskClient, address: str
) -> None:
    secret = create(browser, address).split("/")[4]
    token = session.scalars(select(FeedToken)).one()

    assert token.token_sha256 == token_hash(secret)
    page = browser.get(address).text
    assert secret not in page
    assert f"lien finissant par {secret[-4:]}" in page


def test_form_sent_twice_makes_one_link_and_says_so(
    session: Session, browser: FlaskClient, address: str
) -> None:
    """A reloaded page sends its form again; so does a second tap."""
    data = {"label": "Mon téléphone", "once": once_of(browser, address)}
    first, again = browser.post(address, data=data), browser.post(address, data=data)

    tokens = session.scalars(select(FeedToken)).all()
    shown = [re.findall(r"http://localhost/cal/[^\"]+", page.text)[0] for page in (first, again)]
    assert (len(tokens), shown[0] == shown[1]) == (1, True)
    assert tokens[0].token_sha256 == token_hash(shown[0].split("/")[4])
    twice = "Votre formulaire est arrivé deux fois"
    assert [twice in words(page.text) for page in (first, again)] == [False, True]


def test_form_sent_again_for_another_device_or_after_the_link_ended(
    session: Session, browser: FlaskClient, address: str
) -> None:
    data = {"label": "Mon téléphone", "once": once_of(browser, address)}
    browser.post(address, data=data)
    browser.post(address, data=data | {"label": "Ma tablette"})
    browser.post(f"{address}/{token_of(session).id}/retirer")

    answer = browser.post(address, data=data)

    assert answer.status_code == 409
    assert "a déjà créé son lien" in words(answer.text)
    assert len(session.scalars(select(FeedToken)).all()) == 2


def test_form_of_one_person_makes_another_link_for_another(
    app: Flask, browser: FlaskClient, address: str
) -> None:
    """Who knows somebody else's form still does not know what it made."""
    data = {"label": "x", "once": once_of(browser, address)}
    with app.test_request_context("/", method="POST", data=data):
        seeds = [once_seed("calendar link", person_id) for person_id in (1, 1, 2)]
        other = once_seed("app password", 1)

    assert seeds[0] == seeds[1]
    assert len({*seeds, other}) == 3


def test_create_without_a_name_asks_for_one(
    session: Session, browser: FlaskClient, address: str
) -> None:
    answers = [browser.post(address, data={"label": label}) for label in ("", "  ")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert session.scalars(select(FeedToken)).all() == []


def test_new_link_offers_the_forms_that_calendars_want() -> None:
    link = FeedLink("https://cdo.example/cal/cf_x/a.ics")
    assert link.webcal == "webcal://cdo.example/cal/cf_x/a.ics"
    assert link.google == (
        "https://calendar.google.com/calendar/render"
        "?cid=webcal%3A%2F%2Fcdo.example%2Fcal%2Fcf_x%2Fa.ics"
    )


def test_new_link_page_is_never_kept_by_the_browser(browser: FlaskClient, address: str) -> None:
    page = browser.post(address, data={"label": "Portable"})
    assert page.headers["Cache-Control"] == "no-store"


def test_new_link_has_its_code_and_a_button_for_each_calendar(
    browser: FlaskClient, address: str, world: World
) -> None:
    page = unescape(browser.post(address, data={"label": "Portable"}).text)
    url = re.findall(r'id="feed-address" type="text" value="([^"]+)"', page)[0]
    links = re.findall(r'href="((?:https|webcal)://[^"]+)"', page)

    link = FeedLink(url, f"Interventions – {world.groupement.name}")
    assert links == [link.webcal, link.google, link.outlook, link.microsoft_365, link.webcal]
    assert link.qr_svg in page
    assert re.findall(r'<details class="fold" data-device="(\w+)" open>', page) == [
        *("apple", "google", "outlook", "thunderbird", "other")
    ]


def test_code_is_shown_with_the_secret_only(
    session: Session, browser: FlaskClient, address: str
) -> None:
    made = browser.post(address, data={"label": "Portable"})
    token = token_of(session, "Portable")
    replaced = browser.post(f"{address}/{token.id}/remplacer")
    later = browser.get(address)

    assert ["qr-code" in page.text for page in (made, replaced, later)] == [True, True, False]
    assert "L’ancien lien ne fonctionne plus" in unescape(replaced.text)


def test_link_of_busy_times_tells_nothing_else(
    app: Flask, browser: FlaskClient, address: str, published: World
) -> None:
    page = browser.post(address, data={"label": "Famille", "detail": "busy"}).text
    url = re.findall(r'id="feed-address" type="text" value="([^"]+)"', page)[0]

    feed = app.test_client().get(url).text

    assert feed.count("BEGIN:VEVENT") == 1
    assert published.shop.title not in feed
    assert "Seulement « occupé »" in words(browser.get(address).text)


@pytest.mark.parametrize("answer", [{"detail": "all"}, {"calendar": "groupement-0"}])
def test_create_of_something_that_is_not_offered_is_refused(
    session: Session, browser: FlaskClient, address: str, answer: dict[str, str]
) -> None:
    page = browser.post(address, data={"label": "Portable", **answer})

    assert page.status_code == 422
    assert session.scalars(select(FeedToken)).all() == []


def test_one_link_too_many_says_how_to_go_on_and_keeps_what_was_typed(
    browser: FlaskClient, address: str
) -> None:
    for number in range(20):
        create(browser, address, f"Appareil {number}")

    page = browser.post(address, data={"label": "Encore un", "detail": "busy"})

    assert page.status_code == 422
    assert "Vous avez 20 liens d’agenda, c’est le maximum." in words(page.text)
    assert 'value="Encore un"' in page.text
    assert re.findall(r'<input checked[^>]* value="(\w+)"', page.text) == ["busy"]
