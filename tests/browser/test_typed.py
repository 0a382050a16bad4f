"""What was typed is still there when a form could not be sent."""

import pytest
from playwright.sync_api import Browser, Page, expect

from cdo_share.web.demonstration import DEMONSTRATION_PASSWORD
from tests.browser.conftest import Demonstration, OpenAs

pytestmark = pytest.mark.xdist_group("browser")

HERE_AGAIN = "Ce que vous aviez écrit est de nouveau là."


def log_in_again(page: Page, demonstration: Demonstration) -> None:
    """Log in as the member on the page that is shown."""
    page.goto("/connexion")
    page.get_by_label("Adresse").fill(demonstration.login_of("member"))
    page.get_by_label("Mot de passe", exact=True).fill(DEMONSTRATION_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/connexion" not in url)


def test_demand_typed_when_the_session_ended_is_here_again_after_the_log_in(
    open_as: OpenAs, demonstration: Demonstration
) -> None:
    page = open_as("member", 360, refused="status of 400")
    page.get_by_role("link", name="Exprimer un besoin").first.click()
    form = page.url
    page.get_by_label("En quelques mots").fill("Refaire les sauvegardes")
    page.get_by_text("À distance", exact=True).click()
    page.context.clear_cookies()
    page.locator(".sum-bar .btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("n’a pas pu être accepté")

    log_in_again(page, demonstration)
    page.goto(form)

    expect(page.get_by_text(HERE_AGAIN)).to_be_visible()
    expect(page.get_by_label("En quelques mots")).to_have_value("Refaire les sauvegardes")
    expect(page.get_by_label("À distance", exact=True)).to_be_checked()
    page.reload()
    expect(page.get_by_text(HERE_AGAIN)).to_have_count(0)
    expect(page.get_by_label("En quelques mots")).to_have_value("")


def test_form_that_was_stored_is_not_filled_again(open_as: OpenAs) -> None:
    page = open_as("coordinator")
    page.get_by_role("link", name="Réglages").click()
    page.get_by_label("Adresse").fill("bureau@golfe-numerique.example")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("Les réglages sont enregistrés.")).to_be_visible()

    page.reload()

    expect(page.get_by_text(HERE_AGAIN)).to_have_count(0)


def test_password_can_be_seen_while_it_is_typed(
    browser: Browser, demonstration: Demonstration
) -> None:
    page = browser.new_page(locale="fr-FR", base_url=demonstration.base_url)
    page.goto("/connexion")
    field = page.get_by_label("Mot de passe", exact=True)
    field.fill("une phrase facile a retenir")
    show = page.get_by_role("button", name="Afficher le mot de passe")

    show.click()
    expect(field).to_have_attribute("type", "text")
    expect(show).to_have_attribute("aria-pressed", "true")
    show.click()
    expect(field).to_have_attribute("type", "password")
    page.close()


def test_what_one_person_typed_is_not_given_to_another(
    open_as: OpenAs, demonstration: Demonstration
) -> None:
    page = open_as("coordinator", refused="status of 400")
    page.goto("/compte")
    page.get_by_label("Votre nom").fill("Claire la Secrète")
    page.context.clear_cookies()
    page.locator("form[action$='/compte'] [type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("n’a pas pu être accepté")

    log_in_again(page, demonstration)
    page.goto("/compte")

    expect(page.get_by_text(HERE_AGAIN)).to_have_count(0)
    expect(page.get_by_label("Votre nom")).not_to_have_value("Claire la Secrète")


def test_form_filled_again_shows_what_was_stored_meanwhile(open_as: OpenAs) -> None:
    page, other = open_as("coordinator", refused="status of 4"), open_as("coordinator")
    form = page.url.rstrip("/") + "/adherents/2"
    page.goto(form)
    page.locator("#trade").fill("Brasserie et cidrerie")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.locator("main form .btn-primary").first.click()
    other.goto(form)
    other.locator("#trade").fill("Brasserie à la ferme")
    other.locator("main form .btn-primary").first.click()
    expect(other.get_by_text("L’adhérent est enregistré.")).to_be_visible()

    page.context.add_cookies(cookies)
    page.goto(form)
    expect(page.get_by_text(HERE_AGAIN)).to_be_visible()
    page.locator("main form .btn-primary").first.click()

    expect(page.locator("main")).to_contain_text("Brasserie à la ferme")
    expect(page.locator("#trade")).to_have_value("Brasserie et cidrerie")
