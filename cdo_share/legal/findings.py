"""What the law has to say of somebody's work."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from cdo_share.core.i18n import Message

NO_BREAK = "\N{NO-BREAK SPACE}"


class Severity(StrEnum):
    """Whether it cannot be, must be confirmed by whoever knows the agreements, or only informs."""

    BLOCKING = "blocking"
    TO_CONFIRM = "to_confirm"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """What one rule found, from `day` to `until` (both included), in the rule's unit.

    `msgid` and `values` are the sentence; `severity` and `article` are given when they are not the
    rule's own.
    """

    day: date
    until: date
    measured: int
    allowed: int
    msgid: str
    values: dict[str, Any]
    severity: Severity | None = None
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of one rule in one CDO's work, with the sentence, the article and the remedy."""

    rule: str
    engagement_id: int
    day: date
    until: date
    measured: int
    allowed: int
    article: str
    severity: Severity
    sentence: Message
    remedy: Message

    @property
    def excess(self) -> int:
        """Return how far beyond the law it is, in the rule's unit."""
        return abs(self.measured - self.allowed)


def duration_words(minutes: int) -> str:
    """Return minutes as both languages write them.

    >>> [duration_words(minutes).replace(NO_BREAK, " ") for minutes in (600, 630, 45, 605)]
    ['10 h', '10 h 30', '45 min', '10 h 05']
    """
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NO_BREAK}min"
    return f"{hours}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")
