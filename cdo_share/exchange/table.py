"""A table as it was read: which known columns it has, and its lines as text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdo_share.core.i18n import Message


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A known column where the file has it: its letter as a spreadsheet shows it, its heading.

    The letter of a column that the file does not have is empty.
    """

    key: str
    letter: str
    heading: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as a spreadsheet shows it, its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The known columns and the filled lines of a file, and what was understood differently."""

    columns: tuple[FoundColumn, ...]
    lines: tuple[Line, ...]
    notes: tuple["Finding", ...] = ()

    def place_of(self, key: str) -> FoundColumn | None:
        """Return the column with this key if the file has it."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about one line, with its column if there is one; line 0 is the file."""

    line: int
    message: Message
    column: FoundColumn | None = field(default=None)


def letter_of(number: int) -> str:
    """Return the letters of a column, counted from 0, as a spreadsheet shows them.

    >>> [letter_of(number) for number in (0, 25, 26, 701, 702)]
    ['A', 'Z', 'AA', 'ZZ', 'AAA']
    """
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(ord("A") + rest) + letters
        number -= 1
    return letters


def columns_json(columns: Sequence[FoundColumn]) -> list[Any]:
    """Return columns as they are stored."""
    return [[column.key, column.letter, column.heading] for column in columns]


def lines_json(table: Table) -> list[Any]:
    """Return lines as they are stored: the number, then the cells in the order of the columns."""
    keys = [column.key for column in table.columns]
    return [[line.number, [line.cells[key] for key in keys]] for line in table.lines]


def notes_json(notes: Sequence[Finding]) -> list[Any]:
    """Return notes as they are stored."""
    return [[note.line, note.message.msgid, note.message.values] for note in notes]


def stored_table(columns: Sequence[Any], rows: Sequence[Any], notes: Sequence[Any]) -> Table:
    """Return the table that was stored."""
    found = tuple(FoundColumn(*column) for column in columns)
    keys = [column.key for column in found]
    lines = tuple(Line(number, dict(zip(keys, cells, strict=True))) for number, cells in rows)
    return Table(found, lines, stored_notes(notes))


def stored_notes(notes: Sequence[Any]) -> tuple[Finding, ...]:
    """Return the notes that were stored."""
    return tuple(Finding(at, Message(text, values)) for at, text, values in notes)
