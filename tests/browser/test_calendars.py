"""A shop owner on a phone: a link, its code, a new link, taking it back; a CDO's public page."""

import base64
import re
import urllib.error
import urllib.request

import pytest
import segno
from playwright.sync_api import Page, expect

from tests.browser.axe import faults_at_both_widths
from tests.browser.conftest import OpenAs

pytestmark = pytest.mark.xdist_group("browser")

# What a camera sees: the middle of each module of the picture, light or dark.
SAMPLE = """async ([picture, modules]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'),
    {width: image.width, height: image.height});
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const at = (x, y) => pen.getImageData(
    Math.floor((x + 0.5) * image.width / modules),
    Math.floor((y + 0.5) * image.height / modules), 1, 1).data[0] < 128 ? 1 : 0;
  return [...Array(modules).keys()].map((y) => [...Array(modules).keys()].map((x) => at(x, y)));
}"""


def seen(page: Page, modules: int) -> list[list[int]]:
    """Return the code as it is painted on the screen, border included."""
    page.locator(".qr-code").evaluate("node => { node.style.border = 0; }")
    picture = base64.b64encode(page.locator(".qr-code").screenshot()).decode()
    return page.evaluate(SAMPLE, [picture, modules])


def drawn(address: str) -> list[list[int]]:
    """Return the code of an address with the border of four that readers need."""
    code = segno.make_qr(address, error="m")
    return [list(row) for row in code.matrix_iter(border=4)]


def make_link(page: Page, label: str) -> str:
    """Return the address that a new link shows."""
    page.get_by_label("Pour quel appareil ?").fill(label)
    page.get_by_role("button", name="Créer le lien").click()
    return page.locator("#feed-address").input_value()


def read(address: str) -> tuple[int, int]:
    """Return the status of a feed and how many events it has."""
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - the site of this test
            return answer.status, answer.read().count(b"BEGIN:VEVENT")
    except urllib.error.HTTPError as error:
        return error.code, 0


def press_and_confirm(page: Page, name: str, label: str) -> None:
    """Press a button of a link and say yes to the question."""
    card = page.locator(".feed-link", has=page.get_by_role("heading", name=label, exact=True))
    card.get_by_role("button", name=name).click()
    page.get_by_role("button", name="Oui, continuer").click()


def test_link_on_a_phone_is_made_scanned_changed_and_taken_back(open_as: OpenAs) -> None:
    page = open_as("member", width=360, bypass_csp=True)
    home = page.url.rstrip("/")
    page.goto(f"{home}/agendas")

    first = make_link(page, "Mon téléphone")
    code = drawn(first.replace("http://", "webcal://"))
    assert seen(page, len(code)) == code
    assert seen(page, len(code)) != drawn(first)  # the planted fault: another address
    expect(page.locator("[data-steps] > details").first).to_have_attribute("open", "")
    expect(page.locator("[data-steps] > details[open]")).to_have_count(1)
    assert faults_at_both_widths(page) == []
    assert read(first)[0] == 200

    page.goto(f"{home}/agendas")
    assert faults_at_both_widths(page) == []
    press_and_confirm(page, "Nouveau lien", "Mon téléphone")
    second = page.locator("#feed-address").input_value()
    assert second != first
    assert (read(first), read(second)[0]) == ((200, 0), 200)

    page.get_by_role("link", name="C’est fait : retour à mes agendas").click()
    press_and_confirm(page, "Retirer", "Mon téléphone")
    expect(page.locator(".feed-link")).to_have_count(0)
    assert read(second) == (200, 0)
    page.get_by_text("2 liens terminés ces 30 derniers jours").click()
    expect(page.get_by_text(re.compile("^Retiré le"))).to_be_visible()
    assert faults_at_both_widths(page) == []


def test_long_name_of_a_device_does_not_widen_a_phones_page(open_as: OpenAs) -> None:
    page = open_as("member", width=360)
    address = page.url.rstrip("/") + "/agendas"
    page.goto(address)

    make_link(page, "X" * 80)
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    page.goto(address)
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    expect(page.get_by_role("heading", name="X" * 80)).to_be_visible()
    press_and_confirm(page, "Retirer", "X" * 80)

    assert widths == [360, 360]


def test_free_half_days_are_allowed_put_up_seen_by_anybody_and_taken_down(
    open_as: OpenAs,
) -> None:
    office = open_as("coordinator", bypass_csp=True)
    office.goto(office.url.rstrip("/") + "/personnes/agendas")
    office.get_by_role("button", name="Autoriser").click()
    expect(office.get_by_role("button", name="Interdire")).to_be_visible()
    cdo = open_as("CDO", width=360, bypass_csp=True)
    cdo.goto(cdo.url.rstrip("/") + "/agendas")
    cdo.get_by_role("button", name="Mettre la page en ligne").click()
    address = cdo.locator("#free-address").input_value()
    assert faults_at_both_widths(cdo) == []

    cdo.context.clear_cookies()
    cdo.goto(address)

    expect(cdo.get_by_role("heading", name="Demi-journées libres")).to_be_visible()
    expect(cdo.locator(".free-week")).to_have_count(6)
    assert faults_at_both_widths(cdo) == []
    office.get_by_role("button", name="Interdire").click()
    office.get_by_role("button", name="Oui, continuer").click()
    expect(office.get_by_role("button", name="Autoriser")).to_be_visible()
    assert read(address) == (404, 0)
