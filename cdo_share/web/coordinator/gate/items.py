"""One line of the checklist before publication."""

from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """What a line asks of the coordinator."""

    FINE = "fine"
    NOTE = "note"  # worth knowing, nothing to decide
    FORBID = "forbid"  # nobody can publish as long as it stands
    CONFIRM = "confirm"  # to be ticked: the coordinator has seen it and publishes all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line: its stable code, a title, sentences with the facts, and where to look closer."""

    code: str
    weight: Weight
    title: str
    sentences: list[str] = field(default_factory=list)
    url: str = ""
    link: str = ""

    @property
    def must_be_confirmed(self) -> bool:
        """Say whether publishing needs a tick here."""
        return self.weight is Weight.CONFIRM

    @property
    def is_forbidden(self) -> bool:
        """Say whether no tick can help."""
        return self.weight is Weight.FORBID


def in_the_way(items: list[Item], confirmed: set[str]) -> list[Item]:
    """Return the lines that keep the plan from being published: forbidden, or without a tick."""
    return [
        item
        for item in items
        if item.is_forbidden or (item.must_be_confirmed and item.code not in confirmed)
    ]
