"""A commune chosen by keyboard, a pin put by mouse and by keyboard, under the site's own policy."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")


def open_form(open_as: OpenAs, width: int = 360) -> Page:
    """Open the form of the firm's place; a violation of the policy fails the test."""
    page = open_as("member", width=width)
    page.goto(page.url.rstrip("/") + "/entreprise/lieu")
    expect(page.locator(".map .leaflet-control-zoom-in")).to_be_visible()
    return page


def commune_field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Commune")


def test_commune_is_chosen_by_keyboard(open_as: OpenAs) -> None:
    page = open_form(open_as)
    field = commune_field(page)
    field.fill("")
    field.press_sequentially("st-ave")
    options = page.get_by_role("option")
    expect(options.first).to_have_text(re.compile("Saint-Avé"))
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    field.press("Enter")

    expect(field).to_have_value("Saint-Avé (56)")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.locator("input[name=insee]")).to_have_value("56206")


def test_list_of_communes_closes_with_escape_and_keeps_what_was_typed(open_as: OpenAs) -> None:
    page = open_form(open_as)
    field = commune_field(page)
    field.fill("")
    field.press_sequentially("lor")
    expect(page.get_by_role("option").first).to_be_visible()

    field.press("ArrowUp")
    field.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("lor")
    expect(field).to_be_focused()


def figures(page: Page) -> tuple[float, float]:
    """Return latitude and longitude as the form would send them."""
    lat, lon = (page.locator(f"input[name={name}]").input_value() for name in ("lat", "lon"))
    return float(lat), float(lon)


def test_pin_is_put_with_the_mouse_and_stored(open_as: OpenAs) -> None:
    page = open_form(open_as, width=1280)
    page.get_by_role("button", name="Retirer le repère").click()
    expect(page.locator(".map-marker")).to_have_count(0)
    box = page.locator(".map")

    box.click(position={"x": 200, "y": 120})
    put = figures(page)
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_text("Le lieu de votre entreprise est enregistré")).to_be_visible()
    assert "À votre repère" in page.locator(".facts").inner_text()
    expect(page.locator(".map-marker")).to_have_count(1)
    page.get_by_role("link", name="Modifier").first.click()
    assert figures(page) == put


def test_pin_is_moved_with_the_arrow_keys_and_with_figures(open_as: OpenAs) -> None:
    page = open_form(open_as)
    page.get_by_text("Indiquer plutôt les chiffres").click()
    page.get_by_label("Repère : latitude en degrés").fill("47.62")
    page.get_by_label("Repère : longitude en degrés").fill("-2.8")
    page.get_by_label("Repère : longitude en degrés").press("Tab")
    pin = page.locator(".map-marker")
    expect(pin).to_have_count(1)

    pin.focus()
    page.keyboard.press("ArrowUp")

    lat, lon = figures(page)
    assert (lat > 47.62, round(lon, 3)) == (True, -2.8)


def test_communes_around_are_named_on_the_map(open_as: OpenAs) -> None:
    page = open_form(open_as, width=1280)

    expect(page.locator(".map-name").first).to_be_visible()
