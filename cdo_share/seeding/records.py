"""Raw rows of TOML and CSV files with the line of each, and their checked objects."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from cdo_share.seeding import toml_lines
from cdo_share.seeding.faults import Faults

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file; `lines` holds the lines of its keys by path, as far as they are known."""

    file: str
    line: int
    values: dict[str, Any]
    lines: Mapping[toml_lines.Path, int] = field(default_factory=dict)

    def line_of(self, *path: str | int) -> int:
        """Return the line of a key, or of the nearest thing around it that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.line


@dataclass(frozen=True, slots=True)
class Located(Generic[T]):
    """A checked object with the record that it was made from."""

    record: Record
    value: T


def read_text(folder: Path, name: str, faults: Faults) -> str | None:
    """Return the text of a file of the seed, or None after noting why not."""
    try:
        return (folder / name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.add(name, 1, "the file is missing; add it")
    except UnicodeDecodeError as error:
        line = (folder / name).read_bytes()[: error.start].count(b"\n") + 1
        faults.add(name, line, "not UTF-8; save the file in that encoding")
    return None


def read_toml(
    folder: Path, name: str, known: tuple[str, ...], faults: Faults
) -> dict[str, list[Record]]:
    """Return the records of each known table of a TOML file, in order, without the faulty ones."""
    tables: dict[str, list[Record]] = {table: [] for table in known}
    text = read_text(folder, name, faults)
    if text is None:
        return tables
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = int(where[1]) if where else text.count("\n") + 1
        faults.add(name, line, f"not TOML: {error}; correct the line")
        return tables
    lines = toml_lines.toml_lines(text)
    for table, rows in content.items():
        if table in tables:
            tables[table] = _toml_records(name, table, rows, lines, faults)
        else:
            line = lines.get((table,), lines.get((table, 0), 1))
            faults.add(name, line, f"{table}: unknown table; use one of {', '.join(known)}")
    return tables


def _toml_records(
    name: str, table: str, rows: Any, lines: Mapping[toml_lines.Path, int], faults: Faults
) -> list[Record]:
    paths: list[toml_lines.Path] = [(table,)]
    if isinstance(rows, list):
        paths = [(table, number) for number in range(len(rows))]
    else:
        rows = [rows]
    records = []
    for path, values in zip(paths, rows, strict=True):
        line = lines.get(path, lines.get((table,), 1))
        if isinstance(values, dict):
            size = len(path)
            inner = {key[size:]: at for key, at in lines.items() if key[:size] == path}
            records.append(Record(name, line, values, inner))
        else:
            faults.add(name, line, f"{table}: {values!r} is not a table; write [{table}]")
    return records


def read_csv(folder: Path, name: str, columns: tuple[str, ...], faults: Faults) -> list[Record]:
    """Return the records of a CSV file; an empty cell counts as not given."""
    text = read_text(folder, name, faults)
    if text is None:
        return []
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    try:
        header = tuple(next(rows, ()))
        if header != columns:
            wanted = ",".join(columns)
            faults.add(name, 1, f"the columns are {','.join(header)}; they should be {wanted}")
            return []
        for cells in filter(None, rows):
            if len(cells) == len(columns):
                values = {c: v for c, v in zip(columns, cells, strict=True) if v}
                records.append(Record(name, rows.line_num, values))
            else:
                count = f"{len(cells)} cells instead of {len(columns)}"
                faults.add(name, rows.line_num, f"{count}; check the commas and the quotes")
    except csv.Error as error:
        faults.add(name, rows.line_num, f"not CSV: {error}; check the quotes")
    return records


def build(kind: Callable[..., T], record: Record, faults: Faults) -> list[Located[T]]:
    """Return the object that a record describes, or nothing after noting what is wrong with it."""
    try:
        return [Located(record, kind(**record.values))]
    except ValidationError as error:
        for detail in error.errors():
            line = record.line_of(*detail["loc"])
            faults.add(record.file, line, _sentence(detail))
        return []


def _sentence(detail: Any) -> str:
    """Return what one finding of pydantic means: field, value, remedy."""
    where = ".".join(str(part) for part in detail["loc"] if part != "[key]")
    if detail["type"] in ("missing", "missing_argument"):
        return f"{where}: missing; add it"
    if detail["type"] == "unexpected_keyword_argument":
        return f"{where}: unknown key; correct or remove it"
    remedy = detail["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    return f"{where}: {detail['input']!r} is not accepted; {remedy[0].lower()}{remedy[1:]}"
