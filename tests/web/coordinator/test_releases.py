"""The releases and what each one changed."""

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.publishing.world import At, World, publish_places
from tests.web.coordinator.days import MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows, section
from tests.web.pages import words


def two_releases(session: Session, world: World, now: datetime) -> None:
    """Publish a plan, then one that moves its visit to the other CDO and adds another."""
    publish_places(session, world, [At(world.shop, world.zoe, MONDAY, 0)], now)
    places = [At(world.shop, world.yann, TUESDAY, 1), At(world.stock, world.zoe, MONDAY, 1)]
    publish_places(session, world, places, now)
    session.commit()


def test_index_without_releases_leads_to_the_runs(browser: FlaskClient, pages: str) -> None:
    page = browser.get(f"{pages}/versions").text

    assert "Rien n’est encore publié" in page
    assert f'href="{pages}/calculs"' in page


def test_index_counts_what_each_release_changed(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    two_releases(session, world, now)

    assert body_rows(browser.get(f"{pages}/versions").text) == [
        "Version 2 en vigueur Hiver 2099 lun. 14 déc. 2026, 10:00 – 1 1 0 0",
        "Version 1 Hiver 2099 lun. 14 déc. 2026, 10:00 – 1 0 0 0",
    ]


def test_show_tells_each_person_what_changed(
    session: Session, world: World, browser: FlaskClient, pages: str, now: datetime
) -> None:
    two_releases(session, world, now)

    page = browser.get(f"{pages}/versions/2").text

    moved = "avant : lun. 5 janv., matin, Zoé Martin → Yann Guégan"
    assert section(page, "by-cdo") == (
        "Ce qui a changé, CDO par CDO"
        " Yann Guégan 1 déplacée Déplacée mar. 6 janv., après-midi Biscuiterie Le Goff"
        f" Ouvrir la boutique en ligne {moved}"
        " Zoé Martin 1 nouvelle, 1 déplacée"
        " Nouvelle lun. 5 janv., après-midi Chantier naval Kermor Suivre le stock"
        " Déplacée mar. 6 janv., après-midi Biscuiterie Le Goff"
        f" Ouvrir la boutique en ligne {moved}"
    )
    assert section(page, "by-member").startswith(
        "Ce qui a changé, adhérent par adhérent Biscuiterie Le Goff 1 déplacée"
    )


def test_show_of_an_unknown_number_is_not_found(browser: FlaskClient, pages: str) -> None:
    answer = browser.get(f"{pages}/versions/1")

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in words(answer.text)
