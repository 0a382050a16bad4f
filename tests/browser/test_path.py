"""The whole path in a browser: a demand becomes an entry in a member's calendar."""

import re
import urllib.request
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demonstration, OpenAs, start, stop

pytestmark = pytest.mark.xdist_group("browser")

TITLE = "Préparer la boutique d'été"
RUN_SECONDS = 60


def state_demand(page: Page) -> None:
    """State a demand as a member does on a phone, with a tap too many; it is stated once."""
    page.goto(page.url.rstrip("/") + "/besoins")
    page.get_by_role("link", name="Exprimer un besoin").first.click()
    page.get_by_text("Vendre et se faire connaître").click()
    page.get_by_text("Vente en ligne et places de marché").click()
    page.get_by_label("En quelques mots").fill(TITLE)
    page.get_by_role("button", name="Envoyer mon besoin").dblclick()
    expect(page.get_by_role("heading", name=TITLE)).to_have_count(1)


def subscribe(page: Page) -> str:
    """Return the address of a new calendar link."""
    page.goto(page.url.split("/besoins")[0] + "/agendas")
    page.get_by_label("Pour quel appareil").fill("Mon téléphone")
    page.get_by_role("button", name="Créer le lien").click()
    return page.locator("#feed-address").input_value()


def allocate_and_publish(page: Page) -> None:
    """Run a quick allocation, watch it end, and publish its plan."""
    page.get_by_role("link", name="Nouvelle répartition").click()
    page.get_by_text("Un coup d").first.click()
    page.get_by_role("button", name="Lancer la répartition").click()
    plan = page.get_by_role("link", name="Voir le plan")
    expect(plan).to_be_visible(timeout=RUN_SECONDS * 1000)
    plan.click()
    page.get_by_role("link", name="Changements et publication").first.click()
    publish(page)
    expect(page.get_by_role("heading", name=re.compile("Version"))).to_be_visible()


def publish(page: Page) -> None:
    """Publish from the checklist, ticking what is to be confirmed."""
    expect(page.locator("[hx-get] .gate-items")).to_have_count(4)
    for box in page.locator("input[name=confirm]").all():
        box.check()
    page.get_by_role("button", name=re.compile("Publier")).click()


def read_feed(address: str) -> Calendar:
    """Return the calendar as a phone reads it."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        calendar = Calendar.from_ical(answer.read())
    assert isinstance(calendar, Calendar)
    return calendar


def test_demand_of_a_member_reaches_their_calendar(
    open_as: OpenAs, demonstration: Demonstration
) -> None:
    member = open_as("member", width=360)
    state_demand(member)
    address = subscribe(member)
    before = [
        str(event["SUMMARY"]) + str(event["DESCRIPTION"]) for event in read_feed(address).events
    ]

    allocate_and_publish(open_as("coordinator"))

    after = [
        str(event["SUMMARY"]) + str(event["DESCRIPTION"]) for event in read_feed(address).events
    ]
    assert [text for text in before if TITLE in text] == []
    assert len([text for text in after if TITLE in text]) >= 1


def test_cdo_enters_leave_by_keyboard(open_as: OpenAs) -> None:
    page = open_as("CDO", width=360)
    page.goto(page.url.rstrip("/") + "/disponibilites")
    page.get_by_label("De quoi s").focus()
    page.keyboard.type("Form")
    page.keyboard.press("Tab")
    page.keyboard.type("03152027")
    page.get_by_label("Au", exact=True).focus()
    page.keyboard.type("03162027")
    page.get_by_role("button", name="Ajouter").focus()
    page.keyboard.press("Enter")

    entry = page.get_by_text("du 15 mars 2027 au 16 mars 2027", exact=True).first
    expect(entry).to_be_visible()


def test_demonstration_keeps_its_data_and_stops_cleanly(tmp_path: Path) -> None:
    first = start(tmp_path)
    first_status = stop(first)
    second = start(tmp_path)
    second_status = stop(second)

    assert (first_status, second_status) == (0, 0)
    assert "The data of the last time are kept." in second.lines
    assert not [line for line in second.lines if line.startswith("Published")]
