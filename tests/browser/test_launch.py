"""Running an allocation for real: its lines grow, it is stopped, it can be left and found again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import faults_of
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

LONG_MS = 90_000  # other work may take the processor


@pytest.fixture
def started(open_as: OpenAs) -> Page:
    """Return the page of a run of one minute, begun with a rule switched off."""
    page = open_as("coordinator", bypass_csp=True)
    page.goto(page.url.rstrip("/") + "/calculs/nouveau")
    page.get_by_label("Nom (facultatif)").fill("Avant le conseil")
    page.locator("summary", has_text="Règles et souhaits").click()
    page.locator("fieldset", has_text="suivent le rythme demandé").get_by_text(
        "Ignoré"
    ).last.click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Lancer la répartition").click()
    page.wait_for_url("**/calculs/*")
    return page


def test_run_is_watched_left_found_again_and_stopped_with_its_best_plan(
    open_as: OpenAs, started: Page
) -> None:
    # The first plan may be the best: a level line has no height to be seen by.
    expect(started.locator("polyline").first).to_be_attached(timeout=LONG_MS)
    expect(started.get_by_text("couvertes sur")).to_be_visible()
    first = started.locator("polyline").first.get_attribute("points")
    assert faults_of(started) == []
    address = started.url
    started.close()

    again = open_as("coordinator", width=360, bypass_csp=True)
    again.goto(address)
    expect(again.get_by_role("heading", name="Avant le conseil")).to_be_visible()
    expect(again.locator("polyline").first).not_to_have_attribute("points", first or "")
    assert faults_of(again) == []
    again.get_by_role("button", name="Arrêter et garder le meilleur plan").click()

    expect(again.get_by_text("Un plan a été trouvé")).to_be_visible(timeout=LONG_MS)
    expect(again.get_by_text("Les interventions suivent le rythme demandé")).to_be_visible()
    assert faults_of(again) == []
    again.goto(re.sub(r"/calculs/\d+", "/calculs", address))
    expect(again.get_by_role("link", name="Avant le conseil")).to_be_visible()
    assert faults_of(again) == []


def test_run_that_is_cancelled_leaves_no_plan(started: Page) -> None:
    started.get_by_role("button", name="Annuler").click()

    expect(started.get_by_text("Cette répartition a été annulée")).to_be_visible(timeout=LONG_MS)


def test_supposition_is_answered_and_kept(open_as: OpenAs) -> None:
    page = open_as("coordinator", bypass_csp=True)
    home = page.url.rstrip("/")
    page.goto(home + "/hypotheses/nouvelle")
    page.get_by_label("Nom").fill("Un CDO part en février")
    page.locator("select[name=kind_1]").select_option("cdo_leaves")
    expect(page.locator("select[name=member_1]")).to_be_hidden()
    page.locator("select[name=cdo_1]").select_option(index=1)
    page.locator("input[name=first_1]").fill("2027-02-01")
    assert faults_of(page) == []
    page.get_by_role("button", name="Voir ce qui changerait").click()

    expect(page.get_by_role("heading", name="Qui y gagne, qui y perd")).to_be_visible(
        timeout=LONG_MS
    )
    assert faults_of(page) == []
    for width in (360, 1280):
        shown = open_as("coordinator", width=width, bypass_csp=True)
        shown.goto(home + "/hypotheses")
        expect(shown.get_by_role("link", name="Un CDO part en février")).to_be_visible()
        expect(shown.get_by_text("part le 1")).to_be_visible()
        assert faults_of(shown) == []
