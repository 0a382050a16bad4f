"""Asks a process of its own what a calendar file says; whatever the file does, ours lives on."""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cdo_share.availability.found import ReadBusyTime, ReadCalendar
from cdo_share.availability.kinds import BusyKind, ReadingFailure
from cdo_share.availability.meaning import Own
from cdo_share.availability.reading import limits
from cdo_share.core.confined import a_place, command_of, converse, is_confinable

COMMAND = command_of("cdo_share.availability.reading.child")
_PLACES = threading.BoundedSemaphore(limits.MOST_CHILDREN)


class CalendarUnreadable(Exception):
    """No reading came of it; `failure` says why, and nothing else does."""

    def __init__(self, failure: ReadingFailure) -> None:
        self.failure = failure
        super().__init__(failure.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whose calendar it is, and which local days [first, last], both included, are asked about.

    `zone` is the CDO's: times without a known zone are read there.
    """

    zone: str
    first: date
    last: date
    own: Own


def days_to_read(today: date) -> tuple[date, date]:
    """Return the first and the last day that readings cover, both included."""
    before, ahead = timedelta(days=limits.DAYS_BEFORE), timedelta(days=limits.DAYS_AHEAD)
    return today - before, today + ahead


def is_guarded() -> bool:
    """Return whether this system can limit a process; where not, no calendar is read at all."""
    return is_confinable()


def read_guarded(data: bytes, question: Question) -> ReadCalendar:
    """Return what a file from anywhere says; raises CalendarUnreadable.

    Raises RuntimeError where processes cannot be limited: ask `is_guarded` first.
    """
    if not is_guarded():
        raise RuntimeError("calendars cannot be read safely on this system: it has no `resource`")
    if len(data) > limits.MOST_FILE_BYTES:
        raise CalendarUnreadable(ReadingFailure.TOO_LARGE)
    answer = _ask(_written(question) + b"\n" + data)
    if "failure" in answer:
        raise CalendarUnreadable(ReadingFailure(answer["failure"]))
    return ReadCalendar(
        busy_times=tuple(_busy_time(*one) for one in answer["busy"]),
        skipped=tuple(answer["skipped"]),
        own_events=answer["own"],
        warnings=tuple(answer["warnings"]),
    )


def _written(question: Question) -> bytes:
    own = question.own
    whose = {
        "emails": sorted(own.emails),
        "uids": sorted(own.uids),
        "host": own.host,
        "elsewhere_is_busy": own.elsewhere_is_busy,
    }
    days = {"first": question.first.isoformat(), "last": question.last.isoformat()}
    return json.dumps({"zone": question.zone, "own": whose, **days}).encode()


def _ask(question: bytes) -> dict[str, Any]:
    """Return the child's answer; one that died or wrote nonsense had too much to do."""
    try:
        with a_place(_PLACES, wait_seconds=limits.WAIT_SECONDS):
            text = converse(
                COMMAND,
                question,
                wall_seconds=limits.WALL_SECONDS,
                most_bytes=limits.MOST_ANSWER_BYTES,
            )
        answer: dict[str, Any] = json.loads(text)
    except TimeoutError:
        return {"failure": ReadingFailure.TOO_SLOW.value}
    except (ValueError, RecursionError):
        return {"failure": ReadingFailure.TOO_MANY_EVENTS.value}
    return answer


def _busy_time(starts_at: int, ends_at: int, kind: str, uid: str) -> ReadBusyTime:
    return ReadBusyTime(
        datetime.fromtimestamp(starts_at, UTC),
        datetime.fromtimestamp(ends_at, UTC),
        BusyKind(kind),
        bytes.fromhex(uid),
    )
