"""CSV files as French spreadsheets, English ones and old ones write them."""

from collections.abc import Callable

import pytest

from cdo_share.core.i18n import Message
from cdo_share.exchange.delimited import read_delimited
from cdo_share.exchange.limits import MOST_COLUMNS, MOST_ROWS
from cdo_share.exchange.table import Table
from tests.exchange.files import csv_file, members, refusal

ROWS = [["nom", "commune"], ["Crêperie de l’Étoile", "Séné"]]


def lines(table: Table) -> list[tuple[int, str]]:
    return [(line.number, line.cells["name"]) for line in table.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    assert lines(members(csv_file(ROWS, delimiter=delimiter, encoding=encoding))) == [
        (2, "Crêperie de l’Étoile")
    ]


def test_line_numbers_are_those_a_spreadsheet_shows() -> None:
    data = '# mode d’emploi\n\nnom;commune\n"Deux\nlignes";Vannes\n\nAutre;Vannes\n'.encode()

    assert lines(members(data)) == [(4, "Deux\nlignes"), (6, "Autre")]


def test_first_line_of_excel_that_names_the_delimiter_is_no_row() -> None:
    assert lines(members(b"sep=,\r\nnom,commune\r\nA,Vannes\r\n")) == [(2, "A")]


def test_headings_are_read_in_any_order_case_and_language() -> None:
    table = members(b"COMMUNE;Short name;Code Insee;Nom\nVannes;;;A\n")

    assert [(column.key, column.letter) for column in table.columns] == [
        ("commune", "A"),
        ("slug", "B"),
        ("insee", "C"),
        ("name", "D"),
    ]


def test_every_fault_of_the_headings_is_told_at_once(french: Callable[[Message], str]) -> None:
    assert refusal(b"comune;effectifs;couleur;SIRET;siret\n") == [
        "Column A: the heading “comune” is not known; did you mean “commune”?",
        "Column B: the heading “effectifs” is not known; did you mean “effectif”?",
        "Column C: the heading “couleur” is not known; "
        "use one of the template, or remove the column.",
        "Columns D and E both have the heading “siret”; keep one.",
        "The column “nom” is missing in row 1; add it.",
        "The column “commune” is missing in row 1; add it.",
    ]


def test_cells_without_a_heading_are_noted() -> None:
    (note,) = members(b"nom;commune;\nA;Vannes;;\nB;Vannes;extra\n").notes

    assert (note.line, note.message.values) == (3, {"letter": "C"})


def test_spaces_that_cannot_be_seen_and_shields_go() -> None:
    table = members("nom;commune\n\u00a0'=1+1\u202f;Vannes\n".encode())

    assert lines(table) == [(2, "'=1+1")]
    assert lines(members(b"nom;commune\n'=1+1;Vannes\n")) == [(2, "=1+1")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"nom;commune\nA\x00;Vannes\n", "not a table"),
        (b'nom;commune\n"A;Vannes\n', "quotes are not closed properly near row 2"),
        (b"<html><table><tr><td>nom</td></tr></table>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web page"),
        (b";;;\n;;\n", "no row of headings"),
        (b"nom;commune\n" + b"A" * 100_000 + b";Vannes\n", "more than 32767 characters"),
        (b"nom;commune\n" + b"A" * 200_000 + b";Vannes\n", "more than 32767 characters"),
        (b"nom;commune\n" + b"A;Vannes\n" * (MOST_ROWS + 1), "more than 20000 rows"),
        (b"nom;commune\nA;Vannes" + b";x" * 60 + b"\n", "more than 60 columns"),
        (b"\x81\x8d\x8f\x90", "not a table"),
        (b"nom;commune\n" + b"A" * 11 * 1024 * 1024, "larger than 10 MB"),
    ],
)
def test_file_that_is_no_table_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    (sentence,) = refusal(data)

    assert words in sentence


def test_millions_of_empty_cells_beside_the_table_are_not_kept() -> None:
    rows = read_delimited(b"nom;commune\nA;Vannes" + b";" * 5_000_000)

    assert [len(row) for row in rows] == [2, MOST_COLUMNS]
