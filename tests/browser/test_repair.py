"""Somebody is away: absence, repair, publication, with the real worker, at both widths."""

import re
from datetime import UTC, datetime

import pytest
from babel.dates import get_month_names
from playwright.sync_api import Page, expect

from tests.browser.axe import faults_of
from tests.browser.conftest import OpenAs
from tests.browser.test_path import publish

pytestmark = pytest.mark.xdist_group("browser")

HIT = re.compile(r"\d+ interventions? (est|sont) touchées?")
# Each width takes a day of its own: the demonstration is shared.
MONTHS = list(get_month_names(locale="fr").values())
WIDTHS = [(360, 0), (1280, 1)]


def first_visit(page: Page, home: str, number: int) -> tuple[str, str]:
    """Return the CDO and the day (as the form wants it) of one of the visits to come."""
    page.goto(f"{home}/interventions")
    row = page.locator("main tbody tr").nth(10 * number + 5)
    link = row.locator("a").first.get_attribute("href")
    cdo = row.locator("td").nth(1).inner_text().strip()
    page.goto(link or "")
    return cdo.splitlines()[-1].strip(), page.locator(".facts dd").first.inner_text()


@pytest.mark.parametrize(("width", "number"), WIDTHS)
def test_absence_is_reported_repaired_and_published(
    open_as: OpenAs, width: int, number: int
) -> None:
    page = open_as("coordinator", width=width, bypass_csp=True)
    home = page.url.rstrip("/")
    faults = {}
    cdo, day = first_visit(page, home, number)

    page.goto(f"{home}/absences/nouvelle")
    faults["report"] = faults_of(page)
    page.get_by_label("Qui est absent").select_option(label=cdo)
    for label in ("Premier jour", "Dernier jour"):
        page.get_by_label(label).fill(iso_day(day))
    page.get_by_role("button", name="Enregistrer l’absence").click()
    expect(page.get_by_role("heading", name=HIT)).to_be_visible()
    expect(page.locator(".substitute, [role=status] p").first).to_be_visible()
    faults["absence"] = faults_of(page)

    page.get_by_role("button", name="Proposer une réparation").click()
    expect(page.get_by_role("heading", name="Si vous publiez cette réparation")).to_be_visible(
        timeout=15_000
    )
    faults["repair"] = faults_of(page)
    page.get_by_role("link", name="Vérifier et publier").click()
    publish(page)
    expect(page.get_by_text("est en vigueur").first).to_be_visible()

    page.goto(f"{home}/a-traiter")
    faults["todo"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


def iso_day(words: str) -> str:
    """Return the day of “mardi 5 janvier, matin”, in the year in which it comes next."""
    found = re.search(r"(\d+)(?:er)? (\w+)", words)
    assert found is not None, words
    month, today = MONTHS.index(found[2]) + 1, datetime.now(tz=UTC).date()
    year = today.year + (month < today.month)
    return f"{year}-{month:02d}-{int(found[1]):02d}"
