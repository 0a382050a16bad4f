"""Workbooks: what people mean by their cells, and files made to do harm."""

import io
import struct
import time
import zipfile
from datetime import date
from functools import cache

import pytest

from cdo_share.exchange.archive import MOST_ENTRIES
from cdo_share.exchange.blanks import blank_csv, blank_workbook
from cdo_share.exchange.limits import UNCALCULATED, WALL_SECONDS
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.reading import read_table
from tests.availability.reading.memory import watched_children
from tests.exchange.desk import Desk, told
from tests.exchange.files import (
    changed_parts,
    deflated_zeros,
    members,
    refusal,
    with_false_size,
    xlsx_file,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    '<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
ODS_CELL = (
    '<table:table-cell{more} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
)
TWO_HEADINGS = "".join(ODS_CELL.format(text=text, more="") for text in ("nom", "commune"))


def workbook() -> bytes:
    return xlsx_file([["nom", "commune"], ["A", "Vannes"]])


def ods_file(rows: str) -> bytes:
    media_type = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b"</manifest:manifest>"
    )
    return zipped(
        {
            "mimetype": media_type,
            "content.xml": ODS.format(rows=rows).encode(),
            "META-INF/manifest.xml": manifest,
        }
    )


def shared_file(text: str, cells: int) -> bytes:
    """Return a workbook in which so many cells share one text."""
    texts = f"<sst {NAMESPACE}><si><t>{text}</t></si></sst>".encode()
    row = "<row>" + '<c t="s"><v>0</v></c>' * 50 + "</row>"
    return changed_parts(
        workbook(), {"xl/sharedStrings.xml": texts, SHEET: sheet_of(row * (cells // 50))}
    )


def is_opener(command: str) -> bool:
    """Return whether a command line is that of the process that opens workbooks."""
    return "cdo_share.exchange.child" in command


def sheet_of(rows: str) -> bytes:
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>".encode()


def test_numbers_dates_and_booleans_are_read_as_people_mean_them() -> None:
    table = members(
        xlsx_file(
            [
                ["nom", "SIRET", "code postal", "latitude", "commune", "adresse", "activité"],
                ["A", 73282932000074, 1000, 47.66, "Vannes", date(2026, 12, 31), True],
            ]
        )
    )

    assert [*table.lines[0].cells.values()] == [
        *("A", "73282932000074", "1000", "47.66", "Vannes", "2026-12-31", "oui")
    ]


def test_lines_keep_the_number_the_spreadsheet_shows() -> None:
    table = members(xlsx_file([[], ["nom", "commune"], [], ["A", "Vannes"]]))

    assert [line.number for line in table.lines] == [4]


def test_only_the_first_sheet_is_read_and_that_is_told() -> None:
    (note,) = members(xlsx_file([["nom", "commune"], ["A", "Vannes"]], "Autre")).notes

    assert note.message.values == {"title": "Feuille1"}


def test_ods_is_read() -> None:
    row = "".join(ODS_CELL.format(text=text, more="") for text in ("Crêperie", "Séné"))
    empty = '<table:table-cell table:number-columns-repeated="16382"/>'
    rest = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    data = ods_file(
        f"<table:table-row>{TWO_HEADINGS}{empty}</table:table-row>"
        f"<table:table-row>{row}{empty}</table:table-row>{rest}"
    )

    assert [line.cells for line in members(data).lines] == [{"name": "Crêperie", "commune": "Séné"}]


@pytest.mark.parametrize("kind", TableKind)
def test_templates_are_read_back_without_a_note(kind: TableKind) -> None:
    for write in (blank_workbook, blank_csv):
        for language in ("fr", "en"):
            table = read_table(kind, write(kind, language), language=language)
            assert len(table.lines) == 3
            assert table.notes == ()


@cache
def bombs() -> dict[str, tuple[bytes, str]]:
    """Return hostile workbooks with words of the sentence that refuses each."""
    good = workbook()
    cell = '<c r="{place}" t="inlineStr"><is><t>x</t></is></c>'
    ods_rows = f"<table:table-row>{TWO_HEADINGS}</table:table-row>"
    many = ODS_CELL.format(text="x", more=' table:number-columns-repeated="16000"')
    one = ODS_CELL.format(text="x", more="")
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + sheet_of("<row><c><v>&b;</v></c></row>")
    )
    return {
        "zeros": (changed_parts(good, {"xl/media/a.xml": bytes(80 * 2**20)}), "too large"),
        "lying zeros": (
            with_false_size(changed_parts(good, {"xl/a.xml": bytes(80 * 2**20)}), "xl/a.xml", 100),
            "too large",
        ),
        "many entries": (
            zipped({f"xl/{number}.xml": b"" for number in range(MOST_ENTRIES + 1)}),
            "too large",
        ),
        "last cell": (
            changed_parts(
                good,
                {
                    SHEET: sheet_of(
                        f'<row r="1">{cell.format(place="A1")}</row>'
                        f'<row r="1048576">{cell.format(place="XFD1048576")}</row>'
                    )
                },
            ),
            "more than 20000 rows",
        ),
        "last column": (
            changed_parts(good, {SHEET: sheet_of(f'<row r="1">{cell.format(place="XFD1")}</row>')}),
            "more than 60 columns",
        ),
        "rows repeated": (
            ods_file(
                ods_rows
                + f'<table:table-row table:number-rows-repeated="1000000">{one}</table:table-row>'
            ),
            "more than 20000 rows",
        ),
        "cells repeated": (
            ods_file(f"{ods_rows}<table:table-row>{many}</table:table-row>"),
            "more than 60 columns",
        ),
        "long text, shared": (shared_file("a" * 1_000_000, 1_000), "more than 32767 characters"),
        "long text, shared by very many": (
            shared_file("a" * 1_000_000, 100_000),
            "more than 32767 characters",
        ),
        "text just short enough, shared": (
            shared_file("é" * 32_000, 100_000),
            "more than 8 million",
        ),
        "rows and cells repeated": (
            ods_file(
                '<table:table-row table:number-rows-repeated="20000">'
                + ODS_CELL.format(text="a" * 32_000, more=' table:number-columns-repeated="50"')
                + "</table:table-row>"
            ),
            "more than 8 million",
        ),
        "spaces counted": (
            ods_file(
                f"{ods_rows}<table:table-row>"
                + ODS_CELL.format(text='<text:s text:c="900000000"/>', more="")
                + "</table:table-row>"
            ),
            "more than 32767 characters",
        ),
        "millions of cells": (
            changed_parts(good, {SHEET: sheet_of("<row>" + "<c/>" * 9_000_000 + "</row>")}),
            "row of headings",
        ),
        "deep": (changed_parts(good, {SHEET: b"<a>" * 5_000_000}), "damaged"),
        "entities": (changed_parts(good, {SHEET: entities}), "damaged"),
        "macros": (changed_parts(good, {"xl/vbaProject.bin": b"x"}), "macros"),
        "truncated": (good[: len(good) // 2], "damaged"),
        "archive of something else": (zipped({"word/document.xml": b"<a/>"}), "not a table"),
        "broken sheet": (changed_parts(good, {SHEET: b"<worksheet><row>"}), "damaged"),
        "password": (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old .xls"),
    }


@pytest.mark.parametrize("name", bombs())
def test_hostile_workbook_is_refused_in_one_sentence_in_time_and_memory(name: str) -> None:
    data, words = bombs()[name]
    began = time.monotonic()

    with watched_children(is_opener) as kilobytes:
        (sentence,) = refusal(data)

    assert words in sentence
    assert time.monotonic() - began < WALL_SECONDS
    assert max(kilobytes, default=0) < 300 * 1024


def test_workbook_is_opened_by_a_process_of_its_own() -> None:
    with watched_children(is_opener) as kilobytes:
        assert refusal(workbook()) == []

    assert max(kilobytes) > 10 * 1024


def test_hundred_thousand_entries_are_refused_unread() -> None:
    local = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack(
        *("<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 0, 0, 0),
        *(0, 0, 0, 1, 0, 0, 0, 0, 0, 0),
    )
    directory = (entry + b"a") * 100_000
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(directory), len(local), 0
    )

    (sentence,) = refusal(local + directory + end)

    assert "too large" in sentence


def test_entries_that_overlap_are_each_counted() -> None:
    packed = deflated_zeros(30)
    assert len(packed) < 2**16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", bytes(30 * 2**20))
        archive.writestr("xl/workbook.xml", b"<a/>")

    (sentence,) = refusal(file.getvalue())

    assert "too large" in sentence


def test_formulas_are_not_calculated_and_links_not_followed() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>nom</v></c><c r="B1" t="str"><v>commune</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>WEBSERVICE("http://x.example/")</f><v>Kept</v></c>'
        '<c r="B2" t="str"><f>\'[1]S\'!A1</f><v>Vannes</v></c></row>'
    )
    link = b'<externalLink xmlns="urn:x"><externalBook/></externalLink>'
    data = changed_parts(
        workbook(), {SHEET: sheet_of(rows), "xl/externalLinks/externalLink1.xml": link}
    )

    assert [line.cells for line in members(data).lines] == [{"name": "Kept", "commune": "Vannes"}]


def test_styled_empty_cells_far_below_do_not_matter() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>nom</v></c><c r="B1" t="str"><v>commune</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>A</v></c><c r="B2" t="str"><v>Vannes</v></c></row>'
        '<row r="1048576"><c r="A1048576" s="0"/></row>'
    )

    assert len(members(changed_parts(workbook(), {SHEET: sheet_of(rows)})).lines) == 1


def one_row(*cells: str) -> bytes:
    """Return a workbook of members with one row of these cells, after name and commune."""
    heads = ("nom", "commune", "effectif", "activité")
    head = "".join(f'<c t="str"><v>{text}</v></c>' for text in heads)
    start = '<c t="str"><v>A</v></c><c t="str"><v>Vannes</v></c>'
    rows = f'<row r="1">{head}</row><row r="2">{start}{"".join(cells)}</row>'
    return changed_parts(workbook(), {SHEET: sheet_of(rows)})


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="e"><v>#REF!</v></c>', "#REF!"),
        ('<c t="e"></c>', UNCALCULATED),
        ('<c r="C2" t="e" ><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c>', "#N/A"),
        ("<c><f>1+1</f></c>", UNCALCULATED),
        ("<c><f>1+1</f><v></v></c>", UNCALCULATED),
        ("<c><f>1+1</f><v/></c>", UNCALCULATED),
        ("<c><f>1+1</f><v>2</v></c>", "2"),
        ('<c t="str"><f>IF(1,"","")</f><v></v></c>', ""),
        ('<c s="0"/>', ""),
    ],
)
def test_formula_without_a_value_is_told_not_read_as_an_empty_cell(cell: str, text: str) -> None:
    (line,) = members(one_row(cell, '<c t="str"><v>Pain &amp; vin</v></c>')).lines

    assert [*line.cells.values()] == ["A", "Vannes", text, "Pain & vin"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
            'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
            "</table:table-cell>",
            "#DIV/0!",
        ),
        ('<table:table-cell table:formula="of:=IF([.A1]&gt;1;2;3)"/>', UNCALCULATED),
        (
            '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2">'
            "<text:p>2</text:p></table:table-cell>",
            "2",
        ),
    ],
)
def test_formula_without_a_value_in_ods_is_told_too(cell: str, text: str) -> None:
    heads = "".join(ODS_CELL.format(text=one, more="") for one in ("nom", "commune", "effectif"))
    cells = "".join(ODS_CELL.format(text=one, more="") for one in ("A", "Vannes"))
    after = ODS_CELL.format(text="fin", more="")
    data = ods_file(
        f"<table:table-row>{heads}</table:table-row>"
        f"<table:table-row>{cells}{cell}{after}</table:table-row>"
    )

    (line,) = members(data).lines

    assert [*line.cells.values()] == ["A", "Vannes", text]


def test_failed_formulas_are_faults_at_their_cells(desk: Desk) -> None:
    data = one_row('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "<c><f>1+1</f></c>")

    preview = desk.preview(TableKind.MEMBERS, data)

    assert [(line, letter, text[:36]) for line, letter, text in told(preview)] == [
        (2, "C", "The formula in this cell has failed "),
        (2, "D", "This cell has a formula without its "),
    ]
