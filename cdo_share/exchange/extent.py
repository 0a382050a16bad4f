"""How far the filled cells of a sheet reach, found in its XML before a library lays them out.

One cell in the last row and column of an empty sheet makes a table of seventeen thousand million
cells, and in an ODS file one element may stand for a million rows: both are refused unread.
"""

import re
from xml.parsers import expat

from cdo_share.core.errors import InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.exchange.limits import MOST_COLUMNS, MOST_ROWS
from cdo_share.exchange.unreadable import damaged, unreadable

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
EDGE = MOST_ROWS + 1  # the row of headings


class _Extent:
    """Follows rows and cells; refuses the first filled cell that stands too far away."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.row_times = self.cell_times = 1
        self.is_in_cell = False

    def note_content(self) -> None:
        if self.row + self.row_times - 1 > EDGE:
            raise too_many_rows()
        if self.column + self.cell_times - 1 > MOST_COLUMNS:
            raise too_many_columns()


class _XlsxExtent(_Extent):
    """Rows and cells of a worksheet of an XLSX file; both may carry their place or follow on."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes["r"]) if _is_number(attributes.get("r")) else self.row + 1
            self.column = 0
        elif tag == "c":
            self._enter_cell(attributes.get("r", ""))
        elif self.is_in_cell:
            self.note_content()

    def _enter_cell(self, place: str) -> None:
        self.is_in_cell = True
        self.column += 1
        if found := REFERENCE.fullmatch(place):
            self.row, self.column = int(found[2]), _number_of(found[1])

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.is_in_cell = False


class _OdsExtent(_Extent):
    """Rows and cells of the tables of an ODS file, which may stand for many."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "table":
            self.row, self.row_times = 0, 1
        elif tag == "table-row":
            self.row += self.row_times
            self.row_times = _times(attributes, "table:number-rows-repeated")
            self.column, self.cell_times = 0, 1
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += self.cell_times
            self.cell_times = _times(attributes, "table:number-columns-repeated")
            self.is_in_cell = True
            if any(name.endswith((":value-type", ":formula")) for name in attributes):
                self.note_content()
        elif self.is_in_cell:
            self.note_content()

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] in ("table-cell", "covered-table-cell"):
            self.is_in_cell = False


def _is_number(text: str | None) -> bool:
    return text is not None and text.isascii() and text.isdigit() and len(text) < 10


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if _is_number(text) else 1  # nonsense is refused by the library


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def refuse_far_cells(xml: bytes, *, is_ods: bool) -> None:
    """Raise InvalidInput when a filled cell stands beyond the rows and columns we read."""
    follower = _OdsExtent() if is_ods else _XlsxExtent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = follower.start
    parser.EndElementHandler = follower.end
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise damaged() from error


def _refuse_entity(*_declaration: object) -> None:
    raise damaged()


def too_many_rows() -> InvalidInput:
    """Return the refusal of a table with too many rows."""
    return unreadable(
        N_("The table has more than %(most)s rows; split it into several files."), most=MOST_ROWS
    )


def too_many_columns() -> InvalidInput:
    """Return the refusal of a table with too many columns."""
    return unreadable(
        N_("The table has more than %(most)s columns; remove those of other things."),
        most=MOST_COLUMNS,
    )
