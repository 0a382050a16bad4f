"""Reading a CSV file as rows of text: UTF-8 or Windows-1252; semicolon, comma or tabulator."""

import csv
import io
import re
from collections.abc import Iterator

from cdo_share.core.errors import InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.exchange.limits import MOST_CELL_CHARACTERS, MOST_COLUMNS, MOST_ROWS
from cdo_share.exchange.unreadable import (
    cell_too_long,
    too_many_columns,
    too_many_rows,
    unreadable,
)

DELIMITERS = ";,\t"
DECLARED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line, not shown as a row
SHIELDED = re.compile(r"'+[=+\-@\t\r]")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_delimited(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV file; a quoted cell may hold line breaks. Raises InvalidInput."""
    text = _decoded(data)
    declared = DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=declared[1] if declared else _delimiter(text),
        strict=True,
    )
    return list(_checked(rows))


def _decoded(data: bytes) -> str:
    is_utf_16 = data.startswith(UTF_16_MARKS)
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text
    raise unreadable(N_("This is not a table; save it from your spreadsheet as .xlsx or CSV."))


def _delimiter(text: str) -> str:
    """Return the sign that parts the cells of the first line that is not a comment."""
    lines = (
        line
        for line in io.StringIO(text)
        if line.strip(' \t;,"') and not line.lstrip('"').startswith("#")
    )
    heading = re.sub(r'"[^"]*"', "", next(lines, ""))
    return max(DELIMITERS, key=heading.count)


def _checked(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS + 1:
                raise too_many_rows()
            if len(row) > MOST_COLUMNS and any(cell.strip() for cell in row[MOST_COLUMNS:]):
                raise too_many_columns()
            if any(len(cell) > MOST_CELL_CHARACTERS for cell in row):
                raise cell_too_long(number)
            yield [_unshielded(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        # The reader itself gives up at 128 kB a cell; whatever else it says is about quotes.
        is_long = "field limit" in str(error)
        raise (cell_too_long(number + 1) if is_long else _unclosed(number + 1)) from error


def _unclosed(number: int) -> InvalidInput:
    return unreadable(
        N_("The quotes are not closed properly near row %(row)s; save the file again as CSV."),
        row=number,
    )


def _unshielded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps our exports from becoming formulas."""
    return cell[1:] if SHIELDED.match(cell) else cell
