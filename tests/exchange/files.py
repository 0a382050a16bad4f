"""Files as people send them: CSV and workbooks made of rows, good and hostile."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from cdo_share.core.errors import InvalidInput
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.reading import read_table
from cdo_share.exchange.table import Table

MEMBER_HEADINGS = ["nom", "commune"]


def csv_file(
    rows: Sequence[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> bytes:
    """Return rows as a CSV file."""
    text = "\r\n".join(delimiter.join(row) for row in rows)
    return f"{text}\r\n".encode(encoding)


def xlsx_file(rows: Sequence[Sequence[Any]], *more_sheets: str) -> bytes:
    """Return rows as the first sheet of a workbook; dates as dates, numbers as numbers."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Feuille1")
    for title in more_sheets:
        book.add_worksheet(title)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows):
        for number, value in enumerate(row):
            look = day if isinstance(value, date) else None
            sheet.write(line, number, value, look)
    book.close()
    return file.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return an archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def changed_parts(workbook: bytes, changes: dict[str, bytes]) -> bytes:
    """Return a workbook with parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | changes)


def with_false_size(archive: bytes, name: str, size: int) -> bytes:
    """Return the archive with an entry that declares another size than it has."""
    packed = bytearray(archive)
    at = archive.index(b"PK\x01\x02")
    while packed[at : at + 4] == b"PK\x01\x02":
        name_bytes, extra_bytes, comment_bytes = struct.unpack_from("<HHH", packed, at + 28)
        if packed[at + 46 : at + 46 + name_bytes] == name.encode():
            struct.pack_into("<I", packed, at + 24, size)
        at += 46 + name_bytes + extra_bytes + comment_bytes
    return bytes(packed)


def deflated_zeros(megabytes: int) -> bytes:
    """Return that many megabytes of zeros, compressed without a wrapper."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = bytes(1024 * 1024)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


def members(data: bytes) -> Table:
    """Return the table of members in a file."""
    return read_table(TableKind.MEMBERS, data, language="fr")


def refusal(data: bytes) -> list[str]:
    """Return every sentence with which a file of members is refused, none if it is read."""
    try:
        members(data)
    except InvalidInput as error:
        return [str(fault.message) for fault in error.faults]
    return []
