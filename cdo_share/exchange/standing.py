"""Members and CDOs who left: a table may name them as they are, and nothing else."""

from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.row import Row

ACTIVE, ARCHIVED = "active", "archived"


def standing(is_active: bool) -> str:
    """Return the code of the column “state”."""
    return ACTIVE if is_active else ARCHIVED


def refuse_archiving(row: Row) -> None:
    """Note a fault when a line says that somebody left who did not."""
    if row.values.get("state") == ARCHIVED:
        sentence = N_("Leaving and coming back happen on a page, not by a table; empty this cell.")
        row.fault("state", Message(sentence))


def is_left_alone(row: Row, *, is_changed: bool) -> bool:
    """Return whether a line about somebody who left says so, and changes nothing."""
    return row.values.get("state") == ARCHIVED and not is_changed
