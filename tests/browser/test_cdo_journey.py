"""A CDO says when they can work and what they can be asked for: phone and desk, mouse and keys."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

MOST_TABS = 400


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {target} by the keyboard")


def availability(page: Page) -> Page:
    """Open the page of availability."""
    page.goto(page.url.rstrip("/") + "/disponibilites")
    return page


def exception_form(page: Page) -> Locator:
    """Return the form of a new exception."""
    return page.locator("form.exception-form")


@pytest.mark.parametrize(("width", "month"), [(360, "05"), (1280, "06")])
def test_cdo_enters_what_comes_again_by_mouse(open_as: OpenAs, width: int, month: str) -> None:
    page = availability(open_as("CDO", width=width))
    form = exception_form(page)
    expect(form.get_by_label("Et ainsi de suite")).to_be_hidden()

    form.get_by_label("De quoi s").select_option("other_work")
    form.get_by_label("Du", exact=True).fill(f"2027-{month}-11")
    form.get_by_label("Au", exact=True).fill(f"2027-{month}-11")
    form.get_by_text("Chaque mois le même jour").click()
    form.get_by_label("Et ainsi de suite").fill("2027-12-31")
    form.get_by_role("button", name="Ajouter").click()

    entry = page.get_by_role("row").filter(has_text=f"du 11 {'mai' if month == '05' else 'juin'}")
    expect(entry).to_contain_text("de chaque mois")
    entry.get_by_role("link", name="Modifier").click()
    page.get_by_text("Une semaine sur deux").click()
    page.get_by_role("button", name="Enregistrer l’entrée").click()
    expect(entry).to_contain_text("sur deux")
    entry.get_by_role("button", name="Retirer").click()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="La rétablir").click()
    expect(entry).to_contain_text("sur deux")


@pytest.mark.parametrize("width", [360, 1280])
def test_cdo_changes_the_usual_week_by_keyboard_alone(open_as: OpenAs, width: int) -> None:
    page = availability(open_as("CDO", width=width))
    box = page.locator('[name="work-4-pm"]')
    before = box.is_checked()

    tab_to(page, box)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Enregistrer la semaine type"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Votre semaine type est enregistrée")).to_be_visible()
    assert box.is_checked() is not before


@pytest.mark.parametrize("width", [360, 1280])
def test_cdo_keeps_their_engagement_by_keyboard_alone(open_as: OpenAs, width: int) -> None:
    page = open_as("CDO", width=width)
    page.goto(page.url.rstrip("/") + "/engagement")
    wanted = str(20 + width // 100)

    tab_to(page, page.get_by_label("Distance au plus"))
    page.keyboard.press("Control+A")
    page.keyboard.type(wanted)
    group = page.locator("summary").filter(has_text="Sécurité")
    tab_to(page, group)
    page.keyboard.press("Enter")
    skill = page.locator('[name="skill-SECU-CYB"]')
    tab_to(page, skill)
    page.keyboard.type("Exp")
    tab_to(page, page.get_by_role("button", name="Enregistrer mon engagement"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Votre engagement est enregistré")).to_be_visible()
    expect(page.get_by_label("Distance au plus")).to_have_value(wanted)
    expect(skill).to_have_value("3")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_hours_are_ticked_by_whole_rows_and_columns(open_as: OpenAs, width: int, by: str) -> None:
    page = open_as("coordinator", width=width)
    page.goto(page.url.rstrip("/") + "/disponibilites/4/heures")
    monday = page.locator('[data-day="0"]')
    morning = page.locator('[data-hour="0"]')

    def press(name: str) -> None:
        button = page.get_by_role("button", name=name)
        if by == "mouse":
            button.click()
        else:
            tab_to(page, button)
            page.keyboard.press("Space")

    def ticks(boxes: Locator) -> list[bool]:
        return [box.is_checked() for box in boxes.all()]

    page.evaluate("document.querySelectorAll('.hour-table input').forEach(b => b.checked = false)")
    press("Tout le lundi")
    assert ticks(monday) == [True] * 8
    press("Chaque jour à 08:30")
    assert ticks(morning) == [True] * 5
    press("Chaque jour à 08:30")
    assert ticks(morning) == [False] * 5
    assert page.get_by_role("button", name="Tout le lundi").get_attribute("aria-pressed") == "false"


def test_cdo_says_that_all_is_right(open_as: OpenAs) -> None:
    page = availability(open_as("CDO", width=360))
    button = page.get_by_role("button", name="Mes disponibilités sont à jour")
    if button.count():
        button.click()

    expect(page.get_by_text("Confirmées le")).to_be_visible()
