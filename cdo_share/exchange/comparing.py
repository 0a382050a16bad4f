"""What differs between a thing as it is and as a line wants it, column by column."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from cdo_share.exchange.columns import COLUMNS
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.preview import FieldChange, shown

Words = Callable[[Any], str]


def list_changes(
    kind: TableKind,
    pairs: Iterable[tuple[str, Any, Any]],
    words: Mapping[str, Words],
    language: str,
) -> tuple[FieldChange, ...]:
    """Return the changes among (column, old, new); `words` tells how to show a column's values."""
    headings = {column.key: column.heading(language) for column in COLUMNS[kind]}
    plainly = partial(shown, language=language)
    return tuple(
        FieldChange(
            headings.get(key, key), words.get(key, plainly)(old), words.get(key, plainly)(new)
        )
        for key, old, new in pairs
        if old != new
    )


def list_stored(
    kind: TableKind, values: Mapping[str, Any], words: Mapping[str, Words], language: str
) -> tuple[FieldChange, ...]:
    """Return what a new thing would hold, column by column, without what is empty."""
    headings = {column.key: column.heading(language) for column in COLUMNS[kind]}
    headings["insee"] = headings.get("commune", "")  # whose words name both
    plainly = partial(shown, language=language)
    return tuple(
        FieldChange(headings.get(key, key), "", words.get(key, plainly)(value))
        for key, value in values.items()
        if value or value is False
    )
