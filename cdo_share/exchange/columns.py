"""The columns of each table, read once from columns.toml beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: the field it fills, its heading and what to write there, in both languages.

    `type` is text, whole, decimal, day, yes_no, choice (of `vocabulary`), siret, code (of a commune
    or of the post), skills or halfdays.
    """

    key: str
    fr: str
    en: str
    help_fr: str = ""
    help_en: str = ""
    type: str = "text"
    vocabulary: str = ""
    is_required: bool = False

    def heading(self, language: str) -> str:
        """Return the heading in French ("fr") or English."""
        return self.fr if language == "fr" else self.en

    def help(self, language: str) -> str:
        """Return what to write in the column, in French ("fr") or English."""
        return self.help_fr if language == "fr" else self.help_en


def _read() -> Mapping[str, tuple[Column, ...]]:
    with (Path(__file__).parent / "columns.toml").open("rb") as file:
        tables = tomllib.load(file)
    return MappingProxyType(
        {name: tuple(Column(**row) for row in rows) for name, rows in tables.items()}
    )


# By sheet; the first three, those of `TableKind`, can be read back.
COLUMNS = _read()
