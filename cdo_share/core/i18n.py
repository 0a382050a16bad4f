"""Texts for people leave the capabilities as message ids with values; the edge translates them."""

from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:
    """Mark a message id for the catalogue and return it unchanged."""
    return message


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence still to be translated: a message id and the values it names."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.values if self.values else self.msgid
