"""My firm: its place, its closed weeks, the public holidays of its commune."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Member, Site
from cdo_share.core.clock import utc_now
from cdo_share.demands.closures import add_closure, list_closures
from tests.statements import recorded_statements
from tests.web.pages import answers, main_part, words

NEXT_YEAR = utc_now().year + 1
AUGUST = (date(NEXT_YEAR, 8, 2), date(NEXT_YEAR, 8, 20))


@pytest.fixture
def page(firm: Member) -> str:
    """Return the address of the page."""
    return f"/adherent/{firm.id}/entreprise"


def close(browser: FlaskClient, page: str, first: str, last: str) -> TestResponse:
    data = {"starts_on": first, "ends_on": last}
    return browser.post(f"{page}/fermetures", data=data, follow_redirects=True)


def closure_lines(text: str) -> list[str]:
    part = re.findall(r'<ul class="plain-list closure-list">(.*?)</ul>', text, re.S)
    return [words(line) for line in re.findall(r"<li><span>(.*?)</span>", "".join(part), re.S)]


def field_errors(text: str) -> list[str]:
    return [words(error) for error in re.findall(r'<p class="field-error".*?</p>', text, re.S)]


def test_page_shows_place_and_holidays_of_the_commune(browser: FlaskClient, page: str) -> None:
    text = browser.get(page).text
    holidays = re.findall(r'<ul class="plain-list holiday-list">(.*?)</ul>', text, re.S)
    names = sorted(re.findall(r'<span class="muted">(.*?)</span>', holidays[0]))

    assert words(re.findall(r'<dl class="facts">.*?</dl>', text, re.S)[0]).startswith("Adresse")
    assert (len(names) >= 11, names[0]) == (True, "Armistice de 1918")
    assert "Aucune fermeture à venir." in text


def test_holidays_follow_the_commune(
    browser: FlaskClient, page: str, session: Session, firm: Member
) -> None:
    session.get_one(Site, firm.site_id).insee = "68066"
    session.commit()

    text = browser.get(page).text

    assert text.count("Vendredi saint") == 1


def test_closed_week_is_added_and_removed(browser: FlaskClient, page: str) -> None:
    added = close(browser, page, *map(str, AUGUST)).text
    removal = re.findall(rf'action="({page}/fermetures/\d+/retirer)"', added)

    assert closure_lines(added) == [f"Du 2 août {NEXT_YEAR} au 20 août {NEXT_YEAR}"]
    removed = browser.post(removal[0], follow_redirects=True).text
    assert closure_lines(removed) == []


def test_closed_week_with_faults_is_refused_with_what_was_typed(
    browser: FlaskClient, page: str, session: Session, firm: Member
) -> None:
    empty = close(browser, page, "", "")
    reversed_ = close(browser, page, f"{NEXT_YEAR}-08-02", f"{NEXT_YEAR}-08-01")

    assert (empty.status_code, reversed_.status_code) == (422, 422)
    assert field_errors(empty.text) == [
        "Indiquez votre premier jour de fermeture.",
        "Indiquez votre dernier jour de fermeture.",
    ]
    assert field_errors(reversed_.text) == [
        f"Le dernier jour, 1er août {NEXT_YEAR}, précède le premier, 2 août {NEXT_YEAR} ; "
        "inversez-les."
    ]
    assert f'value="{NEXT_YEAR}-08-01"' in reversed_.text
    assert list_closures(session, firm.groupement_id, firm.id) == []


def test_address_of_a_refused_closed_week_shows_the_page(browser: FlaskClient, page: str) -> None:
    assert browser.get(f"{page}/fermetures").status_code == 200


def test_page_asks_the_same_with_ten_closed_weeks(
    browser: FlaskClient, page: str, session: Session, firm: Member
) -> None:
    whose = {"groupement_id": firm.groupement_id, "member_id": firm.id}
    counts = []
    for number in (0, 1, *range(2, 11)):
        if number:
            day = AUGUST[0] + timedelta(weeks=number)
            add_closure(session, **whose, starts_on=day, ends_on=day)
            session.commit()
        with recorded_statements(session) as statements:
            browser.get(page)
        counts.append(len(statements))

    assert (counts[1], counts[1] <= 15) == (counts[-1], True)


def move(browser: FlaskClient, page: str, **changed: Any) -> TestResponse:
    """Send the form of the place as it is shown, with some other answers."""
    shown = answers(browser.get(f"{page}/lieu").text)
    return browser.post(f"{page}/lieu", data=shown | changed, follow_redirects=True)


def facts(text: str) -> str:
    return words(re.findall(r'<dl class="facts">.*?</dl>', text, re.S)[0])


def test_place_changes_by_a_typed_commune_without_script(browser: FlaskClient, page: str) -> None:
    text = move(browser, page, commune="arradon", address="3 rue du Port").text

    assert facts(text) == "Adresse 3 rue du Port Commune Arradon Sur la carte À la mairie"


def test_pin_that_stayed_at_the_old_place_does_not_follow_to_another_commune(
    browser: FlaskClient, page: str, firm: Member
) -> None:
    shown = answers(browser.get(f"{page}/lieu").text)

    text = move(browser, page, commune="Lorient").text

    assert (shown["lat"], shown["insee"]) != ("", "")
    assert facts(text).startswith("Adresse – Commune Lorient Sur la carte À la mairie")


def test_commune_with_namesakes_is_chosen_by_radio_buttons(browser: FlaskClient, page: str) -> None:
    asked = move(browser, page, commune="Saint-Denis", address="Rue du Moulin")
    radios = re.findall(r'type="radio" name="insee"[^>]*value="(\d+)"', asked.text)

    assert asked.status_code == 422
    assert field_errors(asked.text) == ["Plusieurs communes sont possibles : choisissez la vôtre."]
    assert radios == ["97411", "93066", "11339", "30247"]
    assert 'value="Rue du Moulin"' in asked.text

    chosen = move(browser, page, commune="Saint-Denis", insee="93066", lat="", lon="")

    assert "Commune Saint-Denis" in facts(chosen.text)


@pytest.mark.parametrize(
    ("changed", "errors"),
    [
        (
            {"commune": "Xyzxyz"},
            ["Aucune commune ne s’appelle « Xyzxyz » : écrivez son nom ou son code postal."],
        ),
        ({"commune": ""}, ["Choisissez une commune de la liste."]),
        ({"lat": "ici"}, ["Écrivez un nombre de degrés, par exemple 47,658."]),
        (
            {"lat": "40", "lon": "-3"},
            [
                "Ce point se trouve hors de France ; déplacez le repère, "
                "ou effacez-le pour compter depuis la mairie."
            ],
        ),
    ],
)
def test_place_with_faults_is_refused(
    browser: FlaskClient, page: str, changed: dict[str, str], errors: list[str]
) -> None:
    answer = move(browser, page, **changed)

    assert answer.status_code == 422
    assert field_errors(answer.text) == errors


def test_degrees_may_be_written_with_a_comma(browser: FlaskClient, page: str) -> None:
    text = move(browser, page, lat="47,65", lon="-2,75").text
    kept = answers(browser.get(f"{page}/lieu").text)

    assert facts(text).endswith("Sur la carte À votre repère")
    assert (kept["lat"], kept["lon"]) == ("47.65", "-2.75")


def test_second_editor_sees_what_differs_and_may_insist(browser: FlaskClient, page: str) -> None:
    mine = answers(browser.get(f"{page}/lieu").text)
    move(browser, page, commune="Arradon", address="3 rue du Port")

    refused = browser.post(f"{page}/lieu", data=mine | {"address": "1 rue du Four"})

    rows = re.findall(r'<tr role="row">(.*?)</tr>', main_part(refused.text), re.S)[1:]
    assert refused.status_code == 409
    assert [words(row) for row in rows][:2] == [
        "Numéro et rue 3 rue du Port 1 rue du Four",
        "Commune Arradon Vannes",
    ]
    again = browser.post(f"{page}/lieu", data=answers(refused.text), follow_redirects=True).text
    assert facts(again).startswith("Adresse 1 rue du Four Commune Vannes")


def test_days_that_are_over_cannot_be_closed(
    browser: FlaskClient, page: str, session: Session, firm: Member
) -> None:
    answer = close(browser, page, "2020-08-01", "2020-08-21")

    assert answer.status_code == 422
    assert "sont passés" in words(answer.text)
    assert list_closures(session, firm.groupement_id, firm.id) == []
