"""Answering a proposed plan by the link of a mail: a phone's width, the keyboard alone, axe."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from cdo_share.core.orm import transaction
from tests.browser.axe import faults_of
from tests.browser.conftest import free_port
from tests.publishing.world import a_world
from tests.site import a_site
from tests.web.agreeing import MONDAY, link_of, put_on_the_table

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def page(tmp_path: Path, browser: Browser) -> Iterator[Page]:
    """Return a phone that opened the link of a mail."""
    with a_site(tmp_path) as site:
        with Session(site.engine, expire_on_commit=False) as session, transaction(session):
            world = a_world(session, starts_on=MONDAY, ends_on=MONDAY.replace(day=30))
            asked = put_on_the_table(session, world)
            link = link_of(session, asked, asked.voice)
        server = make_server("127.0.0.1", free_port(), site.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale="fr-FR",
            base_url=f"http://127.0.0.1:{server.port}",
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto(link)
        yield page
        context.close()
        server.shutdown()
        thread.join()


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the thing that has the focus says these words."""
    said = ""
    for _ in range(40):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => document.activeElement.labels?.[0]?.innerText"
            " || document.activeElement.innerText || ''"
        )
        if words in said:
            return
    raise AssertionError(f"Tab never reached “{words}”, but “{said}” last")


def test_request_is_made_and_taken_back_by_keyboard(page: Page) -> None:
    assert faults_of(page) == []

    tab_to(page, "Demander une autre demi-journée")
    page.keyboard.press("Enter")
    tab_to(page, "Cette demi-journée vous convient-elle")
    page.keyboard.type("Déjà")
    tab_to(page, "Un mot à la coordination")
    page.keyboard.type("Livraison ce matin-là")
    assert faults_of(page) == []
    tab_to(page, "Envoyer mes demandes")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Vous avez demandé un changement")).to_be_visible()
    expect(page.get_by_text("« Livraison ce matin-là »")).to_be_visible()
    assert faults_of(page) == []

    tab_to(page, "Tout me convient")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Tout accepter tel quel")
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous acceptez ce plan")).to_be_visible()
    assert page.get_by_text("Livraison").count() == 0
    assert faults_of(page) == []


def test_bar_of_the_answers_never_lies_over_the_first_change(page: Page) -> None:
    """It comes up once the first change is above it; at the end it follows what comes before."""
    places = """() => ['.agree-visit', '.answer-bar'].map(
        (one) => document.querySelector(one).getBoundingClientRect())"""
    first, bar = page.evaluate(places)
    height = page.viewport_size["height"] if page.viewport_size else 0
    assert first["top"] < height
    assert bar["top"] >= first["bottom"]

    before = "document.querySelector('.answer-bar').previousElementSibling"
    gap = f"{before}.nextElementSibling.offsetTop - {before}.offsetTop - {before}.offsetHeight"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert 0 <= page.evaluate(gap) <= 40
    expect(page.locator(".answer-bar")).to_be_in_viewport()


def test_fault_takes_the_focus_and_leads_to_its_field(page: Page) -> None:
    tab_to(page, "Envoyer mes demandes")
    page.keyboard.press("Enter")

    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Choisissez une raison")
    assert faults_of(page) == []


def test_double_click_asks_first_and_answers_nothing_by_itself(page: Page) -> None:
    page.get_by_text("Demander une autre demi-journée").first.click()
    page.locator("select").first.select_option(index=1)

    page.get_by_role("button", name="j’accepte").dblclick()

    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Revenir").click()
    expect(page.get_by_text("Vous acceptez ce plan")).to_have_count(0)
