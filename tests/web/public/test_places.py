"""What a commune's field proposes and what a map shows, for people who are logged in only."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import a_person
from tests.web.conftest import ClientOf
from tests.web.pages import words


@pytest.fixture
def browser(client_of: ClientOf, session: Session) -> FlaskClient:
    """Return the browser of somebody without any role."""
    return client_of(a_person(session))


def test_communes_are_proposed_as_options_with_label_and_point(browser: FlaskClient) -> None:
    page = browser.get("/lieux/communes?commune=vann").text
    options = re.findall(r'<li role="option"[^>]*>.*?</li>', page, re.S)

    assert words(options[0]) == "Vannes 56000"
    assert re.findall(r'data-(insee|label|lat|lon)="([^"]*)"', options[0]) == [
        ("insee", "56260"),
        ("label", "Vannes (56)"),
        ("lat", "47.6583"),
        ("lon", "-2.761"),
    ]
    assert "data-approximate" not in options[0]


def test_commune_that_is_only_roughly_known_says_so(browser: FlaskClient) -> None:
    page = browser.get("/lieux/communes?commune=55039").text

    assert page.count("data-approximate") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("arradon", "1 commune : choisissez avec les flèches."),
        ("saint", "8 communes : choisissez avec les flèches."),
        ("xyzxyz", "Aucune commune ne porte ce nom."),
        ("", "Aucune commune ne porte ce nom."),
        ("<b>&", "8 communes : choisissez avec les flèches."),
    ],
)
def test_number_of_communes_is_said(browser: FlaskClient, typed: str, said: str) -> None:
    page = browser.get("/lieux/communes", query_string={"commune": typed}).text

    assert [words(line) for line in re.findall(r"<li data-said>(.*?)</li>", page)] == [said]


def test_communes_around_come_as_points_with_names(browser: FlaskClient) -> None:
    answer = browser.get("/lieux/alentours?box=47.6,-2.9,47.7,-2.7")

    assert answer.json is not None
    assert answer.json[0] == {"name": "Vannes", "lat": 47.6583, "lon": -2.761}
    assert len(browser.get("/lieux/alentours?box=40,-5,52,10").json or []) == 40


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "1,2,3,4,5"])
def test_box_that_is_none_is_refused(browser: FlaskClient, box: str) -> None:
    assert browser.get("/lieux/alentours", query_string={"box": box}).status_code == 400


@pytest.mark.parametrize("path", ["/lieux/communes?commune=van", "/lieux/alentours?box=1,2,3,4"])
def test_strangers_are_sent_to_the_log_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 302
    assert client.get(path, headers={"HX-Request": "true"}).status_code == 401
