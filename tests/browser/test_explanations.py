"""Explanations with a real worker: a remedy tried, a "why not?" answered, prices asked for."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import faults_of
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

WAIT = 60_000  # milliseconds: the quick lane is slow on a machine that does much else


def plan_page(page: Page) -> str:
    """Return the address of the demonstration's plan."""
    return page.url.rstrip("/") + "/plans/1"


@pytest.mark.parametrize("width", [360, 1280])
def test_remedy_that_is_tried_keeps_its_promise(open_as: OpenAs, width: int) -> None:
    page = open_as("coordinator", width=width, bypass_csp=True)
    page.goto(plan_page(page) + "/manques")
    assert faults_of(page) == []

    page.locator(".offer button").first.click()
    page.wait_for_url("**/essais/*")
    expect(page.get_by_text("La promesse est tenue.")).to_be_visible(timeout=WAIT)

    assert faults_of(page) == []
    page.get_by_role("button", name="Garder ce plan").click()
    expect(page).to_have_url(re.compile(r"/plans/\d+$"))


@pytest.mark.parametrize("width", [360, 1280])
def test_why_not_is_answered_and_kept_at_its_address(open_as: OpenAs, width: int) -> None:
    page = open_as("coordinator", width=width, bypass_csp=True)
    home = plan_page(page)
    page.goto(home + "/manques")
    page.get_by_role("link", name="Pourquoi pas…").first.click()
    assert faults_of(page) == []

    page.get_by_label("Quel CDO").select_option(index=1)
    page.get_by_role("button", name="Pourquoi pas ?").click()
    page.wait_for_url("**/questions/*")
    answer = page.get_by_text(
        re.compile("C’est possible|impossible dans tout plan|Aucune façon|déjà")
    )
    expect(answer.first).to_be_visible(timeout=WAIT)

    assert faults_of(page) == []
    asked = page.url
    page.goto(home + "/questions")
    assert faults_of(page) == []
    page.locator("table a").first.click()
    expect(page).to_have_url(asked)


def test_advice_is_calculated(open_as: OpenAs) -> None:
    page = open_as("coordinator", width=1280, bypass_csp=True)
    page.goto(plan_page(page) + "/conseils")
    assert faults_of(page) == []

    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_text("Quelle compétence manque")).to_be_visible(timeout=WAIT)

    page.locator("summary", has_text="Semaine par semaine").click()
    assert faults_of(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_visit_is_reached_from_its_demand_and_explained(open_as: OpenAs, width: int) -> None:
    page = open_as("coordinator", width=width, bypass_csp=True)
    page.goto(plan_page(page) + "/manques")
    page.get_by_role("link", name="Tous les remèdes").first.click()
    expect(page.get_by_text("Ses interventions dans ce plan")).to_be_visible()
    assert faults_of(page) == []

    page.locator(".plain-list a").first.click()
    expect(page.get_by_role("heading", name="Ce qu’elle apporte")).to_be_visible()

    assert faults_of(page) == []
