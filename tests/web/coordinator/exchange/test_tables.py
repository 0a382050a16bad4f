"""The page of tables: templates and exports, named by us, of one groupement only."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient

from cdo_share.exchange.models import TableKind
from cdo_share.exchange.reading import read_table
from tests.publishing.world import World
from tests.web.pages import words


def test_index_offers_form_templates_and_exports(
    world: World, browser: FlaskClient, pages: str
) -> None:
    page = browser.get(f"{pages}/tableaux")

    text = words(page.text)
    assert "Importer et exporter" in text
    assert world.period.name in text
    for link in ("modele?table=demands&amp;format=csv", "export?table=cdos&amp;format=xlsx"):
        assert f"{pages}/tableaux/{link}" in page.text
    assert f"{pages}/tableaux" in browser.get(f"{pages}/personnes").text


@pytest.mark.parametrize("table", TableKind)
@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_template_and_export_can_be_read_and_are_named_by_us(
    world: World, browser: FlaskClient, pages: str, table: TableKind, extension: str
) -> None:
    for page in ("modele", "export"):
        answer = browser.get(f"{pages}/tableaux/{page}?table={table}&format={extension}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Content-Disposition"].endswith(f".{extension}")
        assert answer.headers["Cache-Control"] == "no-store"
        assert len(read_table(table, answer.data, language="fr").lines) >= 2


def test_files_are_named_in_the_language_of_the_page(browser: FlaskClient, pages: str) -> None:
    template = browser.get(f"{pages}/tableaux/modele?table=members&format=csv")
    export = browser.get(f"{pages}/tableaux/export?table=demands&format=csv")

    assert template.headers["Content-Disposition"].endswith("filename=modele-adherents.csv")
    assert re.search(r"-besoins-\d{4}-\d\d-\d\d\.csv$", export.headers["Content-Disposition"])


@pytest.mark.parametrize(
    "address",
    [
        "modele?table=../../etc/passwd",
        "modele?format=../x",
        "export?table=people",
        "export?format=pdf",
        "export-complet?format=csv",
    ],
)
def test_unknown_table_or_format_is_not_found(
    browser: FlaskClient, pages: str, address: str
) -> None:
    assert browser.get(f"{pages}/tableaux/{address}").status_code == 404


def test_everything_comes_as_a_workbook_or_an_archive(browser: FlaskClient, pages: str) -> None:
    for extension in ("xlsx", "zip"):
        answer = browser.get(f"{pages}/tableaux/export-complet?format={extension}")
        assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
