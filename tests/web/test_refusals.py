"""A refusal says its status and leads back to its form; an address of forms leads to a page."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.pages import words


def test_refused_form_leads_back_to_the_page_it_came_from(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    page = client.post(
        "/connexion",
        data={"email": "x"},
        headers={"Referer": "http://localhost/connexion?next=/compte"},
    )

    assert page.status_code == 400
    assert '<a class="btn btn-primary" href="/connexion?next=/compte">' in page.text
    assert "Erreur 400" in words(page.text)


def test_refused_form_leads_to_no_other_site(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    page = client.post("/connexion", data={}, headers={"Referer": "https://evil.example/form"})

    assert page.status_code == 400
    assert "evil.example" not in page.text
    assert "Retour au formulaire" not in words(page.text)


@pytest.mark.parametrize(
    ("path", "page"),
    [("/compte/acces/3/retirer", "/compte/acces"), ("/deconnexion", "/")],
)
def test_address_that_only_takes_forms_leads_to_the_page_above(
    client: FlaskClient, path: str, page: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (302, page)


def test_method_that_is_not_taken_is_refused_with_its_own_status(client: FlaskClient) -> None:
    answer = client.delete("/connexion")

    assert answer.status_code == 405
    assert "Erreur 405" in words(answer.text)
    assert "Allow" in answer.headers
