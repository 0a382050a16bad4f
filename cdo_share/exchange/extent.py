"""How far the filled cells of a sheet reach and what they hold, found in its XML before a library
lays them out.

One cell in the last row and column of an empty sheet makes a table of seventeen thousand million
cells; in an ODS file one element may stand for a million rows, and in an XLSX file a thousand
cells may share one long text: all of that is refused unread. A cell whose formula has failed, or
was never calculated, would be read as an empty one: it is rewritten as a text that says so.
"""

from abc import ABC, abstractmethod
from xml.parsers import expat

from cdo_share.exchange.limits import (
    MOST_CELL_CHARACTERS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
)
from cdo_share.exchange.unreadable import (
    cell_too_long,
    damaged,
    too_many_columns,
    too_many_rows,
    too_much_text,
)

MOST_DEPTH = 100
EDGE = MOST_ROWS + 1  # the row of headings


class Follower(ABC):
    """Follows elements and texts of a part of a workbook; `at` is the byte where the last began."""

    def __init__(self) -> None:
        self.at = self.depth = 0

    def deepen(self, by: int) -> None:
        """Note how deep the elements stand in each other; refuse what no spreadsheet writes."""
        self.depth += by
        if self.depth > MOST_DEPTH:
            raise damaged()

    @abstractmethod
    def start(self, tag: str, name: str, attributes: dict[str, str]) -> None:
        """Note the beginning of an element; `tag` is its name without the prefix."""

    @abstractmethod
    def text(self, text: str) -> None:
        """Note a piece of text."""

    @abstractmethod
    def end(self, tag: str, name: str) -> None:
        """Note the end of an element."""


class SheetFollower(Follower):
    """Refuses what is too far or too much; `mended` holds (first byte, end tag, new text)."""

    def __init__(self) -> None:
        super().__init__()
        self.row = self.column = self.characters = 0
        self.row_times = self.cell_times = 1
        self.is_in_cell = False
        self.mended: list[tuple[int, int, str]] = []

    def note_content(self) -> None:
        """Refuse a filled cell that stands too far away."""
        if self.row + self.row_times - 1 > EDGE:
            raise too_many_rows()
        if self.column + self.cell_times - 1 > MOST_COLUMNS:
            raise too_many_columns()

    def refuse_long(self, length: int) -> None:
        """Refuse a cell with too long a text."""
        if length > MOST_CELL_CHARACTERS:
            raise cell_too_long(self.row)

    def count(self, characters: int) -> None:
        """Add to the text of the sheet; refuse it when it is too much."""
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise too_much_text()


def follow(xml: bytes, follower: Follower) -> None:
    """Lead a follower through a part of a workbook; raises InvalidInput, also for broken XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        follower.deepen(1)
        follower.at = parser.CurrentByteIndex
        follower.start(name.rpartition(":")[2], name, attributes)

    def end(name: str) -> None:
        follower.deepen(-1)
        follower.at = parser.CurrentByteIndex
        follower.end(name.rpartition(":")[2], name)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = follower.text
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise damaged() from error


def _refuse_entity(*_declaration: object) -> None:
    raise damaged()


def mend(xml: bytes, follower: SheetFollower) -> bytes:
    """Return a sheet with the cells that a follower found broken written as text."""
    if not follower.mended:
        return xml
    if b"\x00" in xml[:4]:  # UTF-16: the places would be wrong
        raise damaged()
    pieces, done = [], 0
    for first, end_tag, text in follower.mended:
        pieces += [xml[done:first], text.encode()]
        # An element without content ends where it is said to end; others have an end tag there.
        done = xml.index(b">", end_tag) + 1 if xml.startswith(b"</", end_tag) else end_tag
    return b"".join([*pieces, xml[done:]])


def number_in(text: str | None, *, otherwise: int) -> int:
    """Return a number of at most nine figures; nonsense is refused by the library."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) < 10
    return int(text) if text is not None and is_number else otherwise
