"""Writing sheets as CSV for French spreadsheets: UTF-8 with its mark, semicolons, decimal commas.

Text that a spreadsheet would take for a formula gets an apostrophe before it, which our own
reading takes away again.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date

from cdo_share.exchange.sheets import Sheet, Value

FORMULA = re.compile(r"'*[=+\-@\t\r]")
MARK = "\ufeff"


def csv_bytes(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO(newline="")
    text.write(MARK)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def write_csv(sheet: Sheet, comments: Sequence[str] = ()) -> bytes:
    """Return a sheet as a CSV file; comments stand above the headings, each after a “#”."""
    return csv_bytes([*([f"# {text}"] for text in comments), sheet.headings, *sheet.rows])


def write_csv_archive(sheets: Iterable[Sheet]) -> bytes:
    """Return the sheets as one CSV file each, zipped; names come from us, never from people."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            archive.writestr(f"{sheet.file_name}.csv", write_csv(sheet))
    return packed.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    return shielded(value) if isinstance(value, str) else str(value)


def shielded(text: str) -> str:
    """Return a text as a cell that no spreadsheet calculates.

    >>> shielded("=1+1"), shielded("Anne")
    ("'=1+1", 'Anne')
    """
    return f"'{text}" if FORMULA.match(text) else text
