"""The first page, the choice among roles, the language, and what every answer carries."""

import re
from dataclasses import replace

import pytest
from flask import Flask, request
from flask import session as browser
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from cdo_share.accounts.models import Groupement, LoginSession, Member, Person, RoleKind
from cdo_share.settings import Settings
from cdo_share.web.app import create_app
from cdo_share.web.extensions import SessionMakers, limiter
from tests.factories import a_person, a_role
from tests.web.conftest import ClientOf


def test_index_stranger_reads_what_it_is_and_where_to_log_in(client: FlaskClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert 'class="btn btn-primary" href="/connexion"' in page.text
    assert re.findall(r"<h2>(.*?)</h2>", page.text) == [
        "Vous dites ce qu’il vous faut",
        "Le temps est partagé équitablement",
        "Les interventions arrivent dans votre agenda",
    ]


def test_index_one_role_goes_there_at_once(
    client_of: ClientOf, person: Person, member: Member
) -> None:
    assert client_of(person).get("/").location == f"/adherent/{member.id}"


def test_index_asked_for_all_roles_shows_the_only_one(
    client_of: ClientOf, person: Person, member: Member
) -> None:
    page = client_of(person).get("/?choose=1").text
    assert re.findall(r'class="door" href="([^"]+?)/?"', page) == [f"/adherent/{member.id}"]


def test_index_several_roles_lets_choose(
    session: Session, client_of: ClientOf, groupement: Groupement, person: Person, member: Member
) -> None:
    a_role(session, person, groupement, RoleKind.COORDINATOR)
    session.commit()

    page = client_of(person).get("/").text

    assert re.findall(r'class="door" href="([^"]+?)/?"', page) == [
        f"/coordination/{groupement.slug}",
        f"/adherent/{member.id}",
    ]
    assert "<strong>Chantier Le Goff</strong>" in page


def test_index_no_role_says_what_to_do(session: Session, client_of: ClientOf) -> None:
    page = client_of(a_person(session)).get("/").text
    assert "Vous ne faites pas encore partie d’un groupement" in page


@pytest.mark.parametrize(("lang", "word"), [("en", "Log in"), ("fr", "Se connecter")])
def test_switch_language_stays_on_the_page(client: FlaskClient, lang: str, word: str) -> None:
    answer = client.post("/langue", data={"lang": lang, "next": "/connexion"})

    assert answer.location == "/connexion"
    page = client.get("/connexion").text
    assert f'<html lang="{lang}">' in page
    assert f"<h1>{word}</h1>" in page


def test_switch_language_unknown_language_changes_nothing(client: FlaskClient) -> None:
    client.post("/langue", data={"lang": "xx", "next": "//evil.example"})
    assert '<html lang="fr">' in client.get("/").text


def test_language_follows_the_browser_until_it_is_chosen(client: FlaskClient) -> None:
    page = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9,fr;q=0.5"})
    assert '<html lang="en">' in page.text


@pytest.mark.parametrize("path", ["/adherent/99999999999999999999", "/adherent/2147483648/besoins"])
def test_number_that_no_row_can_have_is_not_found(
    client_of: ClientOf, person: Person, path: str
) -> None:
    assert client_of(person).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/coordination/a%00b", "/?lang=a%00b"])
def test_null_character_is_refused(client_of: ClientOf, person: Person, path: str) -> None:
    assert client_of(person).get(path).status_code == 400


def test_health_touches_no_session(client: FlaskClient) -> None:
    answer = client.get("/sante", headers={"Cookie": "session=whatever"})
    assert (answer.text, answer.headers.get("Vary"), answer.headers.get("Set-Cookie")) == (
        "ok\n",
        None,
        None,
    )


def test_robots_may_read_feeds_only(client: FlaskClient) -> None:
    assert client.get("/robots.txt").text == "User-agent: *\nAllow: /cal/\nDisallow: /\n"


def test_session_cookie_is_closed_to_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.post("/langue", data={"lang": "en"}).headers["Set-Cookie"]
    assert cookie.split("; ")[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]
    assert cookie.startswith("session=")


@pytest.fixture
def secure_client(
    settings: Settings, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """Return a browser of an installation behind HTTPS, forgery checks included."""
    values = {name: getattr(settings, name) for name in ("data_dir", "database_url", "secret_key")}
    app = create_app(
        Settings(**values, base_url="https://localhost"), SessionMakers(sessions, sessions)
    )
    monkeypatch.setattr(limiter, "enabled", False)
    return app.test_client()


def test_session_cookie_over_https_is_bound_to_the_host(secure_client: FlaskClient) -> None:
    page = secure_client.get("/connexion", base_url="https://localhost")
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert cookie.split("; ")[1:] == ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"]
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def csrf_token(page: str) -> str:
    """Return the token that the forms of a page carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_forged_log_in_is_refused(app: Flask, person: Person) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    data = {"email": person.email, "password": "le phare du bout du quai"}

    forged = client.post("/connexion", data=data)
    token = csrf_token(client.get("/connexion").text)
    stolen = app.test_client().post("/connexion", data={**data, "csrf_token": token})
    own = client.post("/connexion", data={**data, "csrf_token": token})

    assert [forged.status_code, stolen.status_code, own.status_code] == [400, 400, 302]


@pytest.mark.parametrize("path", ["/deconnexion", "/langue"])
def test_forged_act_is_refused(app: Flask, path: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert app.test_client().post(path, data={"lang": "en"}).status_code == 400


@pytest.mark.own_site
def test_session_ended_meanwhile_stays_ended(
    app: Flask, session: Session, client_of: ClientOf, person: Person
) -> None:
    @app.get("/meanwhile")
    def meanwhile() -> str:
        row = session.scalars(select(LoginSession)).one()
        session.delete(row)
        session.commit()
        browser["language"] = "en"
        return "answered"

    client = client_of(person)
    answer = client.get("/meanwhile")

    assert answer.text == "answered"
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 0
    assert client.get_cookie("session") is None


@pytest.mark.parametrize("host", ["evil.example", "localhost:1@evil.example", ""])
@pytest.mark.parametrize("path", ["/", "/connexion", "/sante", "/cal/cf_x/y.ics"])
def test_any_page_under_a_foreign_host_is_refused_in_a_sentence(
    client: FlaskClient, host: str, path: str
) -> None:
    answer = client.get(path, headers={"Host": host})

    assert answer.status_code == 400
    assert answer.text == "This site does not answer at this address.\n"
    assert "X-Content-Type-Options" in answer.headers


@pytest.mark.parametrize(
    ("base_url", "sender"),
    [("https://partage.example", "203.0.113.7"), ("http://localhost", "127.0.0.1")],
)
def test_request_is_counted_for_whom_the_proxy_names_and_for_nobody_else_without_one(
    settings: Settings, sessions: sessionmaker[Session], base_url: str, sender: str
) -> None:
    app = create_app(replace(settings, base_url=base_url), SessionMakers(sessions, sessions))
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}

    with app.test_client() as client:
        client.get("/sante", base_url=base_url, headers=forwarded)
        assert request.remote_addr == sender
