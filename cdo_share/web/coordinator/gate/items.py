"""One line of the checklist before publication."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256


class Weight(StrEnum):
    """What a line asks of the coordinator."""

    FINE = "fine"
    NOTE = "note"  # worth knowing, nothing to decide
    FORBID = "forbid"  # nobody can publish as long as it stands
    CONFIRM = "confirm"  # to be ticked: the coordinator has seen it and publishes all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line: its stable code, a title, sentences with the facts, and where to look closer.

    `facts`: what the sentences only count, or leave to the page behind the link.
    """

    code: str
    weight: Weight
    title: str
    sentences: list[str] = field(default_factory=list)
    url: str = ""
    link: str = ""
    facts: Sequence[object] = ()

    @property
    def must_be_confirmed(self) -> bool:
        """Say whether publishing needs a tick here."""
        return self.weight is Weight.CONFIRM

    @property
    def is_forbidden(self) -> bool:
        """Say whether no tick can help."""
        return self.weight is Weight.FORBID

    @property
    def tick(self) -> str:
        """Return what a tick here sends: it counts for what was read, not for what it became."""
        read = repr((self.title, self.sentences, list(self.facts)))
        return f"{self.code}:{sha256(read.encode()).hexdigest()[:16]}"

    def has_changed(self, confirmed: Collection[str]) -> bool:
        """Say whether something else was ticked here than what stands here now."""
        is_ticked = any(one.partition(":")[0] == self.code for one in confirmed)
        return is_ticked and self.tick not in confirmed


def in_the_way(items: list[Item], confirmed: set[str]) -> list[Item]:
    """Return the lines that keep the plan from being published.

    They are forbidden, or need a tick and have none for what they say now.
    """
    return [
        item
        for item in items
        if item.is_forbidden or (item.must_be_confirmed and item.tick not in confirmed)
    ]
