"""A sheet to be written: its name, its columns, its rows of plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cdo_share.exchange.columns import COLUMNS, Column
from cdo_share.exchange.vocabulary import VOCABULARIES, plain

Value = str | int | float | date | bool | None
Cells = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table going out; each row has a value for each column, None for an empty cell."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    language: str

    @property
    def title(self) -> str:
        """Return what the sheet is called."""
        return VOCABULARIES["sheet"].label(self.name, self.language)

    @property
    def file_name(self) -> str:
        """Return the name of a file of this sheet: its title in plain letters."""
        return file_name_of(self.name, self.language)

    @property
    def headings(self) -> list[str]:
        """Return the headings in order."""
        return [column.heading(self.language) for column in self.columns]


def file_name_of(sheet: str, language: str) -> str:
    """Return what a file of a sheet is called in a language, without an ending.

    >>> file_name_of("pattern", "fr")
    'semaines-types'
    """
    return plain(VOCABULARIES["sheet"].label(sheet, language)).replace(" ", "-")


def make_sheet(name: str, rows: Iterable[Cells], language: str) -> Sheet:
    """Return a sheet of `columns.toml` with rows given by column."""
    columns = COLUMNS[name]
    cells = [[row.get(column.key) for column in columns] for row in rows]
    return Sheet(name, columns, cells, language)
