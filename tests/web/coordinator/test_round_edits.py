"""Changing a round and its closed days."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cdo_share.rounds.queries import list_closed_days
from cdo_share.rounds.service import add_closed_day
from tests.publishing.world import World
from tests.web.coordinator.days import LAST_FRIDAY, MONDAY, TUESDAY
from tests.web.coordinator.reading import body_rows
from tests.web.pages import words


def typed(world: World, **values: object) -> dict[str, object]:
    """Return what a browser sends with the form as it was opened."""
    return {
        "name": world.period.name,
        "closes_on": "2098-12-19",
        "version": world.period.version,
        "seen": '{"Nom de la période":"Hiver 2099","Dernier jour pour répondre":""}',
        **values,
    }


def address(world: World, pages: str, act: str) -> str:
    return f"{pages}/campagnes/{world.period.id}/{act}"


def test_edit_shows_the_round_as_it_is(world: World, browser: FlaskClient, pages: str) -> None:
    page = words(browser.get(address(world, pages, "modifier")).text)

    assert "Hiver 2099, du 5 janvier 2099 au 30 janvier 2099" in page
    assert "Aucun jour fermé dans cette période." in page


def test_update_stores_name_and_last_day(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(
        address(world, pages, "modifier"),
        data=typed(world, name="Janvier 2099"),
        follow_redirects=True,
    )

    session.refresh(world.period)
    assert (world.period.name, world.period.closes_on) == ("Janvier 2099", date(2098, 12, 19))
    assert "La campagne est modifiée." in words(answer.text)


def test_update_of_what_somebody_changed_shows_the_difference_and_may_be_sent_again(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    browser.post(address(world, pages, "modifier"), data=typed(world, name="Janvier"))
    late = typed(world, name="Janvier 2099", version=1)

    overtaken = browser.post(address(world, pages, "modifier"), data=late)
    session.refresh(world.period)
    name_then = world.period.name
    again = browser.post(address(world, pages, "modifier"), data=late | {"version": 2})
    session.refresh(world.period)

    assert overtaken.status_code == 409
    said = words(overtaken.text)
    assert "Quelqu’un a modifié cette campagne entre-temps" in said
    assert "« Hiver 2099 »" in said
    assert "« Janvier »" in said
    assert 'value="Janvier 2099"' in overtaken.text
    assert (name_then, again.status_code, world.period.name) == ("Janvier", 302, "Janvier 2099")


def test_update_tells_what_is_wrong(world: World, browser: FlaskClient, pages: str) -> None:
    answer = browser.post(
        address(world, pages, "modifier"), data=typed(world, name="", closes_on="2099-01-05")
    )

    said = words(answer.text)
    assert answer.status_code == 422
    assert "Donnez un nom." in said
    assert "avant le début de la période" in said


def test_closed_day_is_marked_and_taken_back(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    closed = browser.post(
        address(world, pages, "jours-fermes"),
        data={"day": TUESDAY.isoformat(), "name": "Pont"},
        follow_redirects=True,
    )
    rows = body_rows(closed.text)
    reopened = browser.post(
        address(world, pages, "jours-fermes/rouvrir"),
        data={"day": TUESDAY.isoformat()},
        follow_redirects=True,
    )

    assert rows == ["6 janvier 2099 Pont Travailler ce jour-là"]
    assert "Aucun jour fermé" in words(reopened.text)
    assert list_closed_days(session, world.groupement.id, MONDAY, LAST_FRIDAY) == []


def test_closed_day_needs_a_day_of_the_period_and_a_name(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    answer = browser.post(
        address(world, pages, "jours-fermes"), data={"day": "2099-02-02", "name": ""}
    )

    said = words(answer.text)
    assert answer.status_code == 422
    assert "Choisissez un jour du 5 janvier 2099 au 30 janvier 2099." in said
    assert "Donnez un nom." in said


def test_closed_day_twice_is_refused(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    add_closed_day(session, groupement_id=world.groupement.id, day=TUESDAY, name="Pont")
    session.commit()

    answer = browser.post(
        address(world, pages, "jours-fermes"), data={"day": TUESDAY.isoformat(), "name": "Pont"}
    )

    assert answer.status_code == 422
    assert "6 janvier 2099" in words(answer.text)
