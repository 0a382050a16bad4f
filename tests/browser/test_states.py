"""Pages in states that a visit alone does not show: with faults, with a result, with a preview."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import faults_at_both_widths
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

EMPTY_FORMS = [
    ("member", "/besoins/nouveau", ".sum-bar .btn-primary"),
    ("member", "/entreprise", "form[action$=fermetures] [type=submit]"),
    ("CDO", "/disponibilites", "form[action$=exceptions] [type=submit]"),
    ("CDO", "/agendas-personnels/fichier", "main form [type=submit]"),
    ("CDO", "/agendas-personnels/adresses/ajouter", "main form [type=submit]"),
    ("coordinator", "/personnes/inviter", "main form [type=submit]"),
    ("coordinator", "/adherents/nouveau", "main form [type=submit]"),
    ("coordinator", "/cdo/nouveau", "main form [type=submit]"),
    ("coordinator", "/incompatibilites", "main form:has(select) [type=submit]"),
]
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//FR
BEGIN:VEVENT
UID:one@example
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Paris:20270202T090000
DTEND;TZID=Europe/Paris:20270202T110000
RRULE:FREQ=WEEKLY;COUNT=6
SUMMARY:Secret
END:VEVENT
END:VCALENDAR
"""


def test_forms_with_faults_have_no_fault_of_their_own(open_as: OpenAs) -> None:
    found, pages = {}, {}
    for role, path, button in EMPTY_FORMS:
        if role not in pages:
            page = open_as(role, bypass_csp=True, refused="status of 422")
            pages[role] = page, page.url.rstrip("/")
        page, home = pages[role]
        page.goto(home + path)
        page.locator(button).first.evaluate("button => button.form.noValidate = true")
        page.locator(button).first.evaluate("button => button.click()")
        expect(page.locator(".error-summary")).to_be_visible()
        if faults := faults_at_both_widths(page):
            found[path] = faults

    assert found == {}


def test_result_of_the_check_up_has_no_fault(open_as: OpenAs) -> None:
    page = open_as("member", bypass_csp=True)
    home = page.url.rstrip("/")
    for part in range(1, 7):
        page.goto(f"{home}/diagnostic/questions?partie={part}")
        _answer(page)
        page.get_by_role("button", name="Partie suivante").or_(
            page.get_by_role("button", name="Voir le résultat")
        ).click()
    page.wait_for_url("**/diagnostic")
    expect(page.locator(".radar")).to_be_visible()

    assert faults_at_both_widths(page) == []


def _answer(page: Page) -> None:
    """Give the second answer to each question of the part."""
    for question in page.locator("fieldset.choices").all():
        question.locator("label").nth(1).click()


def test_preview_of_an_own_calendar_has_no_fault(open_as: OpenAs, tmp_path: Path) -> None:
    file = tmp_path / "agenda.ics"
    file.write_text(ICS.replace("\n", "\r\n"))
    page = open_as("CDO", bypass_csp=True)
    page.goto(page.url.rstrip("/") + "/agendas-personnels/fichier")
    page.get_by_label("Nom").fill("Maison")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form [type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("février 2027")

    assert faults_at_both_widths(page) == []
    assert "Secret" not in page.content()


@pytest.mark.parametrize("path", ["/nulle-part", "/invitation/ci_nobody"])
def test_error_page_has_no_fault(open_as: OpenAs, path: str) -> None:
    page = open_as("member", bypass_csp=True, refused="status of 404")
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert faults_at_both_widths(page) == []
