"""Following the tables of an ODS workbook, whose elements may stand for many."""

from xml.sax.saxutils import escape

from cdo_share.exchange.extent import (
    SheetFollower,
    follow,
    mend,
    number_in,
)
from cdo_share.exchange.limits import UNCALCULATED

CELLS = ("table-cell", "covered-table-cell")
VALUES = (":value", ":string-value", ":date-value", ":time-value", ":boolean-value")


class _Sheet(SheetFollower):
    """Rows and cells of the tables of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.row_characters = 0
        self._leave_cell()

    def _leave_cell(self) -> None:
        self.is_in_cell = self.has_formula = self.has_failed = self.has_value = False
        self.first, self.length, self.value = 0, 0, ""

    def start(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self.row, self.row_times = 0, 1
        elif tag == "table-row":
            self.row += self.row_times
            self.row_times = _times(attributes, "table:number-rows-repeated")
            self.column, self.cell_times, self.row_characters = 0, 1, 0
        elif tag in CELLS:
            self._enter_cell(attributes)
        elif self.is_in_cell:
            self.note_content()
            if tag == "s":  # so many spaces
                self.length += _times(attributes, "text:c")

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self._leave_cell()
        self.column += self.cell_times
        self.cell_times = _times(attributes, "table:number-columns-repeated")
        self.is_in_cell, self.first = True, self.at
        kinds = [text for name, text in attributes.items() if name.endswith(":value-type")]
        self.has_formula = any(name.endswith(":formula") for name in attributes)
        self.has_value, self.has_failed = bool(kinds), "error" in kinds
        self.length = sum(len(text) for name, text in attributes.items() if name.endswith(VALUES))
        if self.has_formula or kinds:
            self.note_content()

    def text(self, text: str) -> None:
        if self.is_in_cell:
            self.length += len(text)
            self.value += text
            self.refuse_long(self.length)

    def end(self, tag: str, name: str) -> None:
        if tag in CELLS:
            self._judge(name)
            self._leave_cell()
        elif tag == "table-row":
            self.count(self.row_characters * self.row_times)

    def _judge(self, name: str) -> None:
        self.refuse_long(self.length)
        self.row_characters += self.length * self.cell_times
        if self.has_failed:
            self._mend(name, self.value.strip() or UNCALCULATED)
        elif self.has_formula and not self.has_value:
            self._mend(name, UNCALCULATED)

    def _mend(self, name: str, text: str) -> None:
        cell = (
            f'<{name} table:number-columns-repeated="{self.cell_times}" '
            f'office:value-type="string"><text:p>{escape(text)}</text:p></{name}>'
        )
        self.mended.append((self.first, self.at, cell))


def _times(attributes: dict[str, str], name: str) -> int:
    return number_in(attributes.get(name, "1"), otherwise=1)


def measured_ods(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a workbook with its broken cells written as text.

    Raises InvalidInput when a table holds more than we read.
    """
    return {name: _measured(name, content) for name, content in parts.items()}


def _measured(name: str, content: bytes) -> bytes:
    if not name.lower().endswith(".xml"):
        return content
    sheet = _Sheet()
    follow(content, sheet)
    return mend(content, sheet)
