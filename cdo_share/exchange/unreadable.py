"""The refusal of a whole file: one sentence at the field `file`."""

from typing import Any

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.exchange.limits import (
    MOST_CELL_CHARACTERS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
)


def unreadable(msgid: str, **values: Any) -> InvalidInput:
    """Return the refusal of a file that cannot be read at all."""
    return InvalidInput(Fault("file", msgid, values))


def damaged() -> InvalidInput:
    """Return the refusal of a workbook that breaks the rules of its format."""
    return unreadable(
        N_("This file is damaged and cannot be opened; save it again as .xlsx or CSV.")
    )


def locked() -> InvalidInput:
    """Return the refusal of a workbook that needs a password."""
    return unreadable(N_("This file is protected by a password; save it without one."))


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


def cell_too_long(row: int) -> InvalidInput:
    """Return the refusal of a table with a text that no spreadsheet holds, in this row."""
    return unreadable(
        N_("A cell of row %(row)s has more than %(most)s characters; shorten it."),
        row=row,
        most=MOST_CELL_CHARACTERS,
    )


def too_much_text() -> InvalidInput:
    """Return the refusal of a table whose texts are too long together."""
    return unreadable(
        N_(
            "The cells of this table hold more than %(most)s million characters in all; keep only "
            "the columns of the template, or split the table."
        ),
        most=MOST_CHARACTERS // 1_000_000,
    )


def too_large() -> InvalidInput:
    """Return the refusal of a workbook that is small only while it is packed."""
    return unreadable(
        N_(
            "This workbook becomes far too large when it is unpacked; keep only the sheet with the "
            "table, or save it as CSV."
        )
    )
