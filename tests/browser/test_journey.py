"""The first five minutes of a new member: from the invitation to a demand that is sent.

Counted as a thumb counts: every tap on a link, a button, a choice or a field is one.
"""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Demonstration, OpenAs

pytestmark = pytest.mark.xdist_group("browser")

MOST_TAPS = 12
MOST_SECONDS = 180
PASSWORD = "une phrase facile a retenir"  # long enough, and no secret


class Thumb:
    """Taps, and counts its taps; typing into the field that was tapped costs none."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        """Tap once."""
        target.click()
        self.taps += 1


class Keys:
    """Reaches everything with the Tab, Enter and Space keys alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus; fail when it never does."""
        for _ in range(200):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Reach the target and press a key on it."""
        self.reach(target)
        self.page.keyboard.press(key)


def invite(page: Page, name: str, email: str) -> str:
    """Return the link of an invitation as voice of the first member, made by the coordinator."""
    page.goto(page.url.rstrip("/") + "/personnes/inviter")
    page.get_by_label("Nom de la personne").fill(name)
    page.get_by_label("Adresse").fill(email)
    role = page.locator("select[name=role]")
    role.select_option(role.locator("optgroup option[value^=member-]").first.get_attribute("value"))
    page.locator("main button[type=submit]").click()
    return page.locator("main input[readonly]").input_value()


@pytest.fixture
def newcomer(
    open_as: OpenAs, browser: Browser, demonstration: Demonstration
) -> Callable[[str], Page]:
    """Return a function that opens a new invitation on a phone."""
    opened = []

    def open_invitation(email: str) -> Page:
        link = invite(open_as("coordinator"), "Nolwenn Tanguy", email)
        context = browser.new_context(
            viewport={"width": 360, "height": 740},
            locale="fr-FR",
            base_url=demonstration.base_url,
            has_touch=True,
        )
        opened.append(context)
        page = context.new_page()
        page.goto("/" + link.split("/", 3)[3])
        return page

    yield open_invitation  # type: ignore[misc]
    for context in opened:
        context.close()


def test_new_member_sends_a_demand_in_a_few_taps(newcomer: Callable[[str], Page]) -> None:
    page, thumb, began = newcomer("nolwenn@firm.example"), Thumb(), time.monotonic()

    thumb.tap(page.get_by_label("Choisissez un mot de passe"))
    page.keyboard.type(PASSWORD)
    thumb.tap(page.get_by_role("button", name="Créer mon compte"))
    thumb.tap(page.get_by_role("link", name="Exprimer un besoin"))
    thumb.tap(page.get_by_text("Sécurité et"))
    thumb.tap(page.get_by_text("Sécurité informatique et sauvegardes"))
    thumb.tap(page.get_by_role("button", name="Une journée par mois"))
    expect(page.get_by_label("Chaque mois")).to_be_checked()
    thumb.tap(page.get_by_role("button", name="Envoyer mon besoin"))
    expect(page.get_by_text("Votre besoin est enregistré.")).to_be_visible()

    assert thumb.taps <= MOST_TAPS
    assert time.monotonic() - began < MOST_SECONDS


def test_new_member_sends_a_demand_with_the_keyboard_alone(
    newcomer: Callable[[str], Page],
) -> None:
    page = newcomer("nolwenn.clavier@firm.example")
    keys = Keys(page)

    keys.reach(page.get_by_label("Choisissez un mot de passe"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    keys.press(page.get_by_role("link", name="Exprimer un besoin"))
    page.wait_for_url("**/nouveau")
    keys.press(page.locator("summary", has_text="Sécurité et"))
    keys.press(page.locator("#skill-SECU-CYB"), "Space")
    keys.press(page.locator(".halfday-tap").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    keys.press(page.locator(".sum-bar .btn-primary"))
    expect(page.get_by_text("Votre besoin est enregistré.")).to_be_visible()
