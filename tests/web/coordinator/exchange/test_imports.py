"""Importing from the pages: what is wrong, what would change, and that nothing else happens."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cdo_share.accounts.models import Invitation, Member, Person
from cdo_share.core.outbox import OutboxMail
from cdo_share.exchange.models import ImportDraft
from cdo_share.web.extensions import limiter
from tests.exchange.files import csv_file, xlsx_file
from tests.exchange.test_spreadsheets import bombs
from tests.publishing.world import World
from tests.statements import recorded_statements
from tests.web.conftest import ClientOf
from tests.web.pages import words

TWO = csv_file(
    [
        ["nom", "commune", "contact", "e-mail du contact"],
        ["Crêperie du Port", "Vannes", "Anne", "anne@creperie.example"],
        ["Fournil", "Auray", "", ""],
    ]
)


def send(
    browser: FlaskClient, pages: str, data: bytes, name: str = "table.csv", **answers: Any
) -> TestResponse:
    """Send a file as the form does."""
    form = {"kind": "members", "period": "0", "file": (io.BytesIO(data), name)} | answers
    return browser.post(f"{pages}/tableaux/imports", data=form)


def begun(browser: FlaskClient, pages: str, data: bytes, **answers: Any) -> str:
    """Return the address of the preview of a file."""
    answer = send(browser, pages, data, **answers)
    assert answer.status_code == 303
    return answer.location


def confirm(browser: FlaskClient, address: str, **answers: str) -> TestResponse:
    """Confirm a preview as it is shown."""
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', browser.get(address).text)[0]
    return browser.post(address, data={"seen": seen} | answers)


def count(session: Session, model: Any) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_file_is_shown_then_imported(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    members = count(session, Member)
    address = begun(browser, pages, TWO)
    page = words(browser.get(address).text)
    assert count(session, Member) == members

    answer = confirm(browser, address)

    assert "2 lignes dans table.csv" in page
    assert "Crêperie du Port 2 nom : Crêperie du Port commune : Vannes (56) 56260" in page
    assert answer.location == f"{pages}/tableaux"
    assert "Adhérents – 2 lignes ajoutées, 0 modifiée." in words(browser.get(answer.location).text)
    assert (count(session, Member), count(session, ImportDraft)) == (members + 2, 0)
    assert count(session, Invitation) == 0
    assert browser.get(address).status_code == 404


def test_contacts_are_invited_only_when_the_box_is_ticked(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    address = begun(browser, pages, TWO)
    assert "Inviter tout de suite 1 personne par courriel" in words(browser.get(address).text)

    confirm(browser, address, invite="1")

    invitation = session.scalars(select(Invitation)).one()
    mail = session.scalars(select(OutboxMail)).one()
    assert (invitation.email, mail.recipient) == ("anne@creperie.example",) * 2


def test_one_person_of_several_firms_gets_one_mail_that_names_them(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    heads = ["nom", "commune", "contact", "e-mail du contact"]
    rows = [["Firme A", "Vannes", "", "anne@a.example"], ["Firme B", "Auray", "", "anne@a.example"]]
    address = begun(browser, pages, csv_file([heads, *rows]))
    assert "Inviter tout de suite 1 personne par courriel" in words(browser.get(address).text)

    answer = confirm(browser, address, invite="1")

    mail = session.scalars(select(OutboxMail)).one()
    assert "1 personne invitée" in words(browser.get(answer.location).text)
    assert count(session, Invitation) == 2
    assert mail.text.startswith("Bonjour,\n\n")
    assert len(re.findall(r"Firme [AB] – http://localhost/invitation/ci_", mail.text)) == 2


def test_faults_are_grouped_by_line_and_can_be_downloaded(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    before = count(session, Member)
    data = csv_file([["nom", "commune", "effectif"], ["", "Nulle-Part", "douze"], ["A", "", "1"]])
    address = begun(browser, pages, data)

    page = words(browser.get(address).text)
    table = browser.get(f"{address}/fautes.csv")

    assert "4 fautes : rien n’est importé" in page
    assert (
        "Ligne 2 colonne A « nom » : Cette cellule doit être remplie. "
        "colonne B « commune » : Aucune commune ne s’appelle « Nulle-Part » à cet endroit ; "
        "vérifiez le nom et le code postal. "
        "colonne C « effectif » : « douze » n’est pas un nombre entier ; "
        "n’écrivez que des chiffres."
    ) in page
    assert 'name="seen"' not in browser.get(address).text
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "ligne;colonne;intitulé;ce qui ne va pas"
    assert [line[:12] for line in lines[1:]] == [
        "2;A;nom;Cett",
        "2;B;commune;",
        "2;C;effectif",
        "3;B;commune;",
    ]
    assert browser.post(address, data={"seen": ""}).status_code == 409
    assert count(session, Member) == before


def test_everything_wrong_with_the_headings_is_told_beside_the_form(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    answer = send(browser, pages, b"nom;comune;couleur\nA;Vannes;rouge\n")

    page = words(answer.text)
    assert answer.status_code == 422
    for sentence in (
        "Colonne B : l’intitulé « comune » est inconnu ; vouliez-vous dire « commune » ?",
        "Colonne C : l’intitulé « couleur » est inconnu",
        "La colonne « commune » manque à la ligne 1 ; ajoutez-la.",
    ):
        assert sentence in page
    assert count(session, ImportDraft) == 0


@pytest.mark.parametrize("name", [*bombs(), "empty", "html", "nul", "nothing"])
def test_hostile_file_gets_a_sentence_and_no_failure(
    browser: FlaskClient, pages: str, name: str
) -> None:
    others = {"empty": b"", "html": b"<html>", "nul": b"nom;commune\nA\x00;B\n", "nothing": b" "}
    data = others[name] if name in others else bombs()[name][0]

    answer = send(browser, pages, data, name="données.xls")

    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text


def test_form_without_a_file_asks_for_one(browser: FlaskClient, pages: str) -> None:
    answer = browser.post(f"{pages}/tableaux/imports", data={"kind": "members", "period": "0"})

    assert answer.status_code == 422


def test_change_after_the_preview_shows_the_preview_anew(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    data = csv_file([["nom", "commune", "effectif"], [world.biscuits.name, "Vannes", "99"]])
    address = begun(browser, pages, data)
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', browser.get(address).text)[0]
    session.get_one(Member, world.biscuits.id).headcount = 98
    session.commit()

    answer = browser.post(address, data={"seen": seen})

    assert answer.status_code == 409
    assert "Quelque chose a changé depuis cet aperçu" in words(answer.text)
    assert re.search(r"<del>98</del>", answer.text)
    assert confirm(browser, address).status_code == 303


def test_abandoned_file_is_forgotten(session: Session, browser: FlaskClient, pages: str) -> None:
    address = begun(browser, pages, TWO)

    assert browser.post(f"{address}/abandon").status_code == 303
    assert count(session, ImportDraft) == 0


def test_demands_are_imported_into_the_chosen_period(
    session: Session, world: World, browser: FlaskClient, pages: str
) -> None:
    heads = ["adhérent", "besoin", "compétence", "rythme", "durée d’une intervention", "lieu"]
    row = [world.biscuits.slug, "Nouveau", "VENTE-WEB", "chaque semaine", "1", "sur place"]

    without = send(browser, pages, csv_file([heads, row]), kind="demands")
    address = begun(
        browser, pages, csv_file([heads, row]), kind="demands", period=str(world.period.id)
    )

    assert without.status_code == 422
    assert "Choisissez la période que ces besoins concernent." in words(without.text)
    assert "Besoins – 1 ligne ajoutée" in words(
        browser.get(confirm(browser, address).location).text
    )


def test_preview_sends_the_same_few_statements_for_two_lines_and_for_a_hundred(
    session: Session, browser: FlaskClient, pages: str
) -> None:
    counts = []
    for lines in (2, 2, 100):
        rows = [[f"Firme {number}", "Vannes"] for number in range(lines)]
        address = begun(browser, pages, xlsx_file([["nom", "commune"], *rows]))
        with recorded_statements(session) as statements:
            browser.get(address)
        counts.append(len(statements))

    assert counts[1] == counts[2] <= 15


@pytest.mark.parametrize("period", [str(10**20), "-1", "0"])
def test_period_that_no_row_can_have_is_asked_for_anew(
    browser: FlaskClient, pages: str, period: str
) -> None:
    answer = send(browser, pages, b"besoin\nA\n", kind="demands", period=period)

    page = words(answer.text)
    assert answer.status_code == 422
    assert "Choisissez la période que ces besoins concernent." in page
    assert "La colonne « adhérent » manque à la ligne 1" in page  # all faults at once


def test_only_open_period_is_chosen_and_not_called_optional(
    world: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/tableaux").text

    assert f'<option selected value="{world.period.id}">' in page
    assert "(facultatif)" not in words(page)


def test_import_that_waits_is_found_again(browser: FlaskClient, pages: str) -> None:
    address = begun(browser, pages, TWO)

    page = browser.get(f"{pages}/tableaux").text

    assert f'<a href="{address}">table.csv</a>' in page
    assert "Imports en attente" in words(page)
    browser.post(f"{address}/abandon")
    assert "Imports en attente" not in words(browser.get(f"{pages}/tableaux").text)


def test_english_preview_is_english_throughout(
    session: Session, world: World, client_of: ClientOf, coordinator: Person, pages: str
) -> None:
    browser = client_of(coordinator, "en")
    data = browser.get(f"{pages}/tableaux/export?table=cdos&format=csv").data
    address = begun(browser, pages, data.replace(b";yes;", b";no;", 1), kind="cdos")

    assert re.search(r"<del>yes</del>.*<ins>no</ins>", browser.get(address).text)


def send_megabytes(browser: FlaskClient, address: str, megabytes: int) -> TestResponse:
    """Send a table with one enormous cell, as a browser would write it on the wire."""
    fields = (b'name="kind"\r\n\r\nmembers', b'name="period"\r\n\r\n0')
    file = b'name="file"; filename="table.csv"\r\n\r\nnom;commune\n'
    file += b"x" * (megabytes * 2**20)
    parts = b"".join(
        b"--B\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in (*fields, file)
    )
    return browser.post(
        address, data=parts + b"--B--\r\n", content_type="multipart/form-data; boundary=B"
    )


def test_only_this_page_takes_files_of_ten_megabytes(
    browser: FlaskClient, client: FlaskClient, pages: str
) -> None:
    address = f"{pages}/tableaux/imports"

    # Read whole, and refused for its cell.
    assert "a plus de 32\u202f767 caractères" in send_megabytes(browser, address, 9).text
    assert send_megabytes(browser, f"{pages}/personnes/inviter", 4).status_code == 413
    assert send_megabytes(client, address, 4).status_code == 413


def test_file_that_is_too_large_leads_back_to_the_form_with_a_sentence(
    browser: FlaskClient, pages: str
) -> None:
    answer = send_megabytes(browser, f"{pages}/tableaux/imports", 11)

    page = browser.get(answer.location)
    assert (answer.status_code, answer.location) == (303, f"{pages}/tableaux")
    assert "Votre fichier dépasse 10 Mo et n’a pas été lu" in words(page.text)
    assert 'name="file"' in page.text


def test_files_are_taken_sixty_times_an_hour(
    app: Flask,
    client_of: ClientOf,
    coordinator: Person,
    pages: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    browser = client_of(coordinator)

    statuses = [send(browser, pages, b"").status_code for _ in range(61)]

    limiter.reset()
    assert statuses == [422] * 60 + [429]
