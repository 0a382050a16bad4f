"""One line of a table being understood: its values by column, its faults and warnings."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cdo_share.core.errors import Fault
from cdo_share.core.i18n import N_, Message
from cdo_share.exchange import cells
from cdo_share.exchange.columns import COLUMNS, Column
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.table import Finding, FoundColumn, Line, Table

READERS: Mapping[str, Callable[[str], Any]] = {
    "whole": cells.read_whole,
    "decimal": cells.read_decimal,
    "day": cells.read_day,
    "yes_no": cells.read_yes_no,
    "siret": cells.read_siret,
}
IN_LANGUAGE: Mapping[str, Callable[[str, str], Any]] = {
    "skills": cells.read_skills,
    "halfdays": cells.read_halfdays,
}


class Row:
    """The values of the filled cells of a line; what is not understood is a fault at its cell."""

    def __init__(self, kind: TableKind, table: Table, line: Line, language: str) -> None:
        self.line, self.language = line, language
        self.faults: list[Finding] = []
        self.warnings: list[Finding] = []
        self.values: dict[str, Any] = {}
        self._places = {
            column.key: FoundColumn(column.key, "", column.heading(language))
            for column in COLUMNS[kind]
        } | {column.key: column for column in table.columns}
        self._bad: set[str] = set()
        for column in COLUMNS[kind]:
            if column.key in line.cells:
                self._read(column)

    def _read(self, column: Column) -> None:
        text = self.line.cells[column.key]
        if not text.strip():
            if column.is_required:
                self.fault(column.key, Message(N_("This cell must be filled in.")))
            return
        try:
            cells.refuse_broken(text)
            self.values[column.key] = self._value(column, text)
        except cells.CellFault as fault:
            self.fault(column.key, fault.message)

    def _value(self, column: Column, text: str) -> Any:
        if column.type == "choice":
            return cells.read_choice(text, column.vocabulary, self.language)
        if column.type == "code":
            return self._code(column.key, text)
        if column.type in IN_LANGUAGE:
            return IN_LANGUAGE[column.type](text, self.language)
        return READERS[column.type](text) if column.type in READERS else text

    def _code(self, key: str, text: str) -> str:
        code, is_mended = cells.mend_code(text)
        if is_mended:
            sentence = N_("The zero at the beginning was lost; this is read as %(code)s.")
            self.warn(key, Message(sentence, {"code": code}))
        return code

    def text(self, key: str) -> str:
        """Return the text of a cell, empty where the file has no such column."""
        return self.line.cells.get(key, "").strip()

    def is_cleared(self, key: str) -> bool:
        """Return whether the file has the column and leaves the cell empty."""
        return key in self.line.cells and not self.line.cells[key].strip()

    def is_bad(self, *keys: str) -> bool:
        """Return whether a fault was noted at one of the columns."""
        return not self._bad.isdisjoint(keys)

    def fault(self, key: str, message: Message) -> None:
        """Note a fault at a column, only the first one at each."""
        if key not in self._bad:
            self._bad.add(key)
            self.faults.append(self._finding(key, message))

    def warn(self, key: str, message: Message) -> None:
        """Note something that the coordinator should look at."""
        self.warnings.append(self._finding(key, message))

    def take_faults(self, faults: Iterable[Fault], columns: Mapping[str, str]) -> None:
        """Note what a capability finds wrong; `columns` tells where a field of another name is."""
        for fault in faults:
            key = columns.get(fault.field, fault.field)
            self.fault(key, fault.message)

    def chosen(self, cleared: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
        """Return the value of each field of `base`: as written, as cleared, or as it was."""
        return dict(self._chosen(cleared, base))

    def _chosen(
        self, cleared: Mapping[str, Any], base: Mapping[str, Any]
    ) -> Iterator[tuple[str, Any]]:
        for key, value in base.items():
            if key in self.values:
                yield key, self.values[key]
            elif key in cleared and self.is_cleared(key):
                yield key, cleared[key]
            else:
                yield key, value

    def _finding(self, key: str, message: Message) -> Finding:
        return Finding(self.line.number, message, self._places.get(key))
