"""An answer to an invitation, read out of a mail from anywhere by a process that may break.

`read_reply` asks; what it runs limits itself before it looks at a single byte.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cdo_share.core.confined import command_of, converse, is_confinable

COMMAND = command_of("cdo_share.calendars.reply_child")
MOST_BYTES = 1_000_000  # of a mail
WALL_SECONDS = 12.0
MOST_ANSWER_BYTES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the calendar part of a mail says.

    `kind` is a PARTSTAT, or COUNTER. `sequence` is None where the program left it out. `wished` is
    the start and the end that came with COUNTER, each a day or an instant; empty without a start.
    """

    kind: str
    uid: str
    attendee: str
    sequence: int | None
    stamped_at: datetime
    wished: tuple[date | datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that came in: to which addresses, whether by a machine, and the answer if any.

    `is_wrapped`: it came in Outlook's own form (winmail.dat, TNEF), which is not read.
    """

    addresses: tuple[str, ...]
    is_automatic: bool
    is_wrapped: bool
    said: Said | None


def read_mail(raw: bytes) -> Mail:
    """Return what stands in a mail of at most MOST_BYTES; one that cannot be read is to nobody."""
    if not is_confinable():
        raise OSError("this system cannot limit a process")
    text = converse(
        COMMAND, raw[:MOST_BYTES], wall_seconds=WALL_SECONDS, most_bytes=MOST_ANSWER_BYTES
    )
    head, _, rest = text.partition(b"\n")
    told = _loaded(head) or {"addresses": [], "is_automatic": False, "is_wrapped": False}
    found = _loaded(rest)
    if not found:
        return Mail(tuple(told["addresses"]), told["is_automatic"], told["is_wrapped"], None)
    # The organizer of the answer is the address that was given with the invitation.
    addresses = (*told["addresses"], found.pop("organizer"))
    stamped_at = datetime.fromtimestamp(found.pop("stamped_at"), UTC)
    wished = _wished(found.pop("wished"))
    said = Said(**found, stamped_at=stamped_at, wished=wished)
    return Mail(addresses, told["is_automatic"], told["is_wrapped"], said)


def _wished(texts: list[str | None]) -> tuple[date | datetime, ...]:
    """Return the moments that were wished; none without a start."""
    moments = [_moment(text) for text in texts if text]
    return tuple(moments) if texts and texts[0] else ()


def _moment(text: str) -> date | datetime:
    is_day = "T" not in text
    return date.fromisoformat(text) if is_day else datetime.fromisoformat(text)


def _loaded(line: bytes) -> dict[str, Any] | None:
    """Return what the child wrote on a line; None when it did not come to its end."""
    try:
        found: dict[str, Any] | None = json.loads(line)
    except ValueError:
        return None
    return found
