"""The refusal of a whole file: one sentence at the field `file`."""

from typing import Any

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_


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
