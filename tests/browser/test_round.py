"""The coordinator's journey through a round: open, see who answers, remind, look, close."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

OPEN_NEXT = "Ouvrir la campagne de la période suivante"
MOST_TABS = 120
Act = Callable[[Page, str], None]


def press_to(page: Page, name: str) -> None:
    """Go on with the Tab key until the link or button of this name has the focus; use it."""
    for _ in range(MOST_TABS):
        focus = page.evaluate(
            "() => { const one = document.activeElement;"
            " return one.matches('a, button') ? one.innerText : ''; }"
        )
        if name in focus:
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach “{name}”")


def click(page: Page, name: str) -> None:
    """Click the link or button of this name."""
    page.locator("main, dialog[open]").locator("a, button").filter(
        has_text=name, visible=True
    ).first.click()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("act", [click, press_to], ids=["mouse", "keyboard"])
def test_round_is_opened_answered_reminded_checked_and_closed(
    open_as: OpenAs, width: int, act: Act
) -> None:
    page = open_as("coordinator", width=width)
    act(page, OPEN_NEXT)
    expect(page.get_by_role("heading", name="Ouvrir une campagne")).to_be_visible()
    act(page, "Les quatre prochaines semaines")
    page.wait_for_url("**/nouvelle?modele=four_weeks")
    name = page.get_by_label("Nom de la période").input_value()
    act(page, "Ouvrir la campagne")
    expect(page.get_by_role("heading", name=f"Campagne {name}")).to_be_visible()
    expect(page.get_by_text("La campagne est ouverte. Courriels qui l’annoncent")).to_be_visible()

    act(page, "Sans réponse")
    expect(page.get_by_role("link", name="Sans réponse")).to_have_attribute("aria-current", "true")
    act(page, "Relancer tous ceux")
    act(page, "Oui")
    expect(page.get_by_text("relances partent")).to_be_visible()

    act(page, "Tout est prêt")
    expect(page.get_by_role("heading", name="Tout est prêt")).to_be_visible()
    expect(page.get_by_text("Aucun besoin n’est exprimé : rien à répartir.")).to_be_visible()
    act(page, "Clore la campagne")
    act(page, "Oui")
    expect(page.get_by_text("La campagne est close").first).to_be_visible()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
