"""The four refusals a capability may raise; the edge maps them to HTTP once.

AppError
├── InvalidInput   422  something typed cannot be accepted; carries every fault at once
├── NotAllowed     403  the person may see the thing but not do this to it
├── NotFound       404  no such thing here (also: it belongs to another groupement)
└── Conflict       409  the thing changed meanwhile, or the act was already done
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cdo_share.core.i18n import Message


class AppError(Exception):
    """A refusal with a sentence for the person who clicked."""

    status = 500

    def __init__(self, msgid: str, **values: Any) -> None:
        self.message = Message(msgid, values)
        super().__init__(str(self.message))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one field of what was typed."""

    field: str
    msgid: str
    values: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> Message:
        """Return the sentence, still to be translated."""
        return Message(self.msgid, self.values)


class InvalidInput(AppError):
    """What was typed cannot be accepted; `faults` lists every reason, in field order."""

    status = 422

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("InvalidInput needs at least one fault")
        self.faults = faults
        super().__init__(faults[0].msgid, **faults[0].values)


def read_all(*readers: Callable[[], str]) -> list[str]:
    """Return what each reader gives; raises InvalidInput with the faults of all that refuse."""
    read: list[str] = []
    faults: list[Fault] = []
    for reader in readers:
        try:
            read.append(reader())
        except InvalidInput as refusal:
            faults += refusal.faults
    if faults:
        raise InvalidInput(*faults)
    return read


class NotAllowed(AppError):
    """The person may not do this, although they may know that the thing exists."""

    status = 403


class NotFound(AppError):
    """There is no such thing within the person's reach."""

    status = 404


class Conflict(AppError):
    """The act does not fit the present state of the thing."""

    status = 409
