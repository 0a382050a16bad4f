"""Asks a process of its own what entries say that devices sent; whatever they do, ours lives on."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cdo_share.availability.found import ReadBusyTime
from cdo_share.availability.kinds import BusyKind
from cdo_share.availability.meaning import Own
from cdo_share.availability.reading import limits
from cdo_share.calendars.dav.refusal import Refusal, caldav_refusal, dav_refusal
from cdo_share.core.confined import a_place, command_of, converse, is_confinable

COMMAND = command_of("cdo_share.calendars.dav.child")
MOST_REPETITIONS = 1_000  # of one entry, in one answer
MOST_ANSWER_BYTES = 16 * 1024 * 1024
_PLACES = threading.BoundedSemaphore(limits.MOST_CHILDREN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """For whom entries are read: times without a zone are in `zone`; `own` is not busy time.

    Busy times are read for the local days [first, last], both included.
    """

    zone: str
    own: Own
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one entry says: when it begins, when all of it ends (None where it repeats), and the
    times that it blocks."""

    uid: str
    starts_at: datetime
    ends_at: datetime | None
    is_recurring: bool
    times: tuple[ReadBusyTime, ...]


def look_at(body: bytes, reading: Reading) -> Looked:
    """Return what an entry says; raises Refusal, with the condition that it does not meet."""
    answer = _ask("look", [body], {**_written(reading)})
    if "condition" in answer:
        raise caldav_refusal(answer["condition"])
    ends_at = answer["ends"]
    return Looked(
        uid=answer["uid"],
        starts_at=_instant(answer["starts"]),
        ends_at=None if ends_at is None else _instant(ends_at),
        is_recurring=answer["recurring"],
        times=_busy_times(answer["busy"]),
    )


def list_busy(bodies: Sequence[bytes], reading: Reading) -> tuple[ReadBusyTime, ...]:
    """Return the times that entries block together; raises Refusal when they are too many."""
    if not bodies:
        return ()
    return _busy_times(_ask("busy", bodies, _written(reading))["busy"])


def which_touch(bodies: Sequence[bytes], first: datetime, after: datetime, zone: str) -> list[bool]:
    """Return for each entry whether any of its repetitions lies in [first, after)."""
    if not bodies:
        return []
    found: list[bool] = _ask("touch", bodies, _range(first, after, zone))["touch"]
    return found


def unroll(
    bodies: Sequence[bytes], first: datetime, after: datetime, zone: str, *, is_expanded: bool
) -> list[bytes]:
    """Return entries with what lies in [first, after) only: each repetition on its own, in UTC,
    or with the repetitions that were moved out of their place there."""
    if not bodies:
        return []
    question = {**_range(first, after, zone), "expand": is_expanded}
    return [text.encode() for text in _ask("unroll", bodies, question)["bodies"]]


def _range(first: datetime, after: datetime, zone: str) -> dict[str, Any]:
    return {"first": int(first.timestamp()), "after": int(after.timestamp()), "zone": zone}


def _written(reading: Reading) -> dict[str, Any]:
    own = reading.own
    whose = {"emails": sorted(own.emails), "uids": sorted(own.uids), "host": own.host}
    days = {"first": reading.first.isoformat(), "last": reading.last.isoformat()}
    return {"zone": reading.zone, "own": whose, **days}


def _ask(act: str, bodies: Sequence[bytes], question: dict[str, Any]) -> dict[str, Any]:
    """Return the child's answer; one that died or found too much is a refusal."""
    if not is_confinable():  # this system cannot limit a process
        raise Refusal(501)
    said = {"act": act, "sizes": [len(body) for body in bodies], **question}
    line = json.dumps(said).encode() + b"\n"
    try:
        with a_place(_PLACES, wait_seconds=limits.WAIT_SECONDS):
            text = converse(
                COMMAND,
                line + b"".join(bodies),
                wall_seconds=limits.WALL_SECONDS,
                most_bytes=MOST_ANSWER_BYTES,
            )
        answer: dict[str, Any] = json.loads(text)
    except TimeoutError:
        raise Refusal(503) from None
    except (ValueError, RecursionError):
        answer = {"failure": "too much"}
    if "failure" in answer:
        if act == "look":
            raise caldav_refusal("valid-calendar-data")
        raise dav_refusal("number-of-matches-within-limits")
    return answer


def _busy_times(rows: Sequence[Sequence[Any]]) -> tuple[ReadBusyTime, ...]:
    return tuple(
        ReadBusyTime(_instant(starts), _instant(ends), BusyKind(kind), bytes.fromhex(uid))
        for starts, ends, kind, uid in rows
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
