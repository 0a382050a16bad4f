"""What somebody else changed meanwhile, field by field; pure.

A form carries the words that its reader saw (`pack_words`). When the thing has changed by the time
the form is sent, the words of then and of now are compared, and the person decides.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

MOST_CHARACTERS = 8000


@dataclass(frozen=True, slots=True)
class Difference:
    """One field whose words changed; an empty text means that it said nothing."""

    what: str
    was: str
    now: str


def list_differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    """Return the fields that differ, in the order of `after`, then those that went.

    >>> list_differences({"Rhythm": "weekly"}, {"Rhythm": "monthly", "Level": "expert"})
    [Difference(what='Rhythm', was='weekly', now='monthly'), \
Difference(what='Level', was='', now='expert')]
    """
    fields = [*after, *(name for name in before if name not in after)]
    pairs = [Difference(name, before.get(name, ""), after.get(name, "")) for name in fields]
    return [one for one in pairs if one.was != one.now]


def pack_words(words: Mapping[str, str]) -> str:
    """Return the words as the value of a hidden field."""
    return json.dumps(dict(words), ensure_ascii=False, separators=(",", ":"))


def unpack_words(text: str | None) -> dict[str, str]:
    """Return the words of a hidden field; none when it is not ours."""
    try:
        words = json.loads((text or "")[:MOST_CHARACTERS])
    except ValueError:
        return {}
    if not isinstance(words, dict):
        return {}
    return {str(name): value for name, value in words.items() if isinstance(value, str)}
