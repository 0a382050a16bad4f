"""Following the sheets of an XLSX workbook, whose cells may share their texts."""

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

from cdo_share.exchange.extent import (
    Follower,
    SheetFollower,
    follow,
    mend,
    number_in,
)
from cdo_share.exchange.limits import UNCALCULATED
from cdo_share.exchange.table import letter_of

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
TEXTS = ("v", "t")
SHARED, FAILED, CALCULATED_TEXT = "s", "e", "str"  # types of a cell


class _SharedTexts(Follower):
    """Measures the texts that cells share, in characters and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def start(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)

    def end(self, tag: str, name: str) -> None:
        pass


class _Sheet(SheetFollower):
    """Rows and cells of a worksheet; both may carry their place or follow on."""

    def __init__(self, lengths: Sequence[int]) -> None:
        super().__init__()
        self.lengths = lengths
        self._leave_cell()

    def _leave_cell(self) -> None:
        self.is_in_cell = self.has_formula = self.is_value = False
        self.kind, self.first, self.value = "", 0, ""

    def start(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self.row = number_in(attributes.get("r"), otherwise=self.row + 1)
            self.column = 0
        elif tag == "c":
            self._enter_cell(attributes)
        elif self.is_in_cell:
            self.note_content()
            self.has_formula = self.has_formula or tag == "f"
            self.is_value = tag in TEXTS

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        self._leave_cell()
        self.is_in_cell, self.first, self.kind = True, self.at, attributes.get("t", "")
        self.column += 1
        if found := REFERENCE.fullmatch(attributes.get("r", "")):
            self.row, self.column = int(found[2]), _number_of(found[1])

    def text(self, text: str) -> None:
        if self.is_value:
            self.value += text
            self.refuse_long(len(self.value))

    def end(self, tag: str, name: str) -> None:
        self.is_value = False
        if tag == "c":
            self._judge(name)
            self._leave_cell()

    def _judge(self, name: str) -> None:
        length = len(self.value)
        if self.kind == SHARED:
            at = number_in(self.value, otherwise=-1)
            length = self.lengths[at] if 0 <= at < len(self.lengths) else 0
        self.refuse_long(length)
        self.count(length)
        if self.kind == FAILED:
            self._mend(name, self.value or UNCALCULATED)
        elif self.has_formula and not self.value and self.kind != CALCULATED_TEXT:
            self._mend(name, UNCALCULATED)

    def _mend(self, name: str, text: str) -> None:
        prefix = name[:-1]
        place = f"{letter_of(self.column - 1)}{self.row}"
        cell = f'<{name} r="{place}" t="str"><{prefix}v>{escape(text)}</{prefix}v></{name}>'
        self.mended.append((self.first, self.at, cell))


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def measured_xlsx(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a workbook with its broken cells written as text.

    Raises InvalidInput when a sheet holds more than we read.
    """
    shared = _SharedTexts()
    for name, content in parts.items():
        if name.lower().endswith("sharedstrings.xml"):
            follow(content, shared)
    return {name: _measured(name, content, shared.lengths) for name, content in parts.items()}


def _measured(name: str, content: bytes, lengths: Sequence[int]) -> bytes:
    if not name.lower().endswith(".xml"):
        return content
    sheet = _Sheet(lengths)
    follow(content, sheet)
    return mend(content, sheet)
