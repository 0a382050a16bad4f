"""The process that reads entries from devices: a question and calendars in, JSON out.

`guard` starts it. It limits itself before it looks at a single byte; see `availability.reading`.
"""

import json
import sys
import warnings
from typing import Any

from cdo_share.availability.reading.child import answer as busy_answer
from cdo_share.availability.reading.child import restrict


def main() -> None:
    """Answer one question: a line of JSON, then the calendars, on standard input."""
    restrict()
    warnings.simplefilter("ignore")
    question = json.loads(sys.stdin.buffer.readline())
    bodies = [sys.stdin.buffer.read(size) for size in question["sizes"]]
    sys.stdout.write(json.dumps(answer(question, bodies)))


def answer(question: dict[str, Any], bodies: list[bytes]) -> dict[str, Any]:
    """Return what was asked, or the word for why there is no answer."""
    # Loaded only now: within the limits.
    from cdo_share.calendars.dav.unrolling import TooMuch, touch, unroll

    try:
        if question["act"] == "look":
            return _look(question, bodies[0])
        if question["act"] == "busy":
            return _busy(question, bodies)
        if question["act"] == "touch":
            return {"touch": [touch(body, question) for body in bodies]}
        return {"bodies": [unroll(body, question) for body in bodies]}
    except (TooMuch, MemoryError, RecursionError):
        return {"failure": "too much"}


def _look(question: dict[str, Any], body: bytes) -> dict[str, Any]:
    from cdo_share.calendars.dav.looking import look

    found = look(body, question["zone"])
    if "condition" in found:
        return found
    read = busy_answer(question, body)
    # What cannot be worked out would count as free: it is refused instead.
    if "failure" in read or read["skipped"]:
        return {"condition": "valid-calendar-data"}
    return {**found, "busy": read["busy"]}


def _busy(question: dict[str, Any], bodies: list[bytes]) -> dict[str, Any]:
    busy: list[Any] = []
    for body in bodies:
        read = busy_answer(question, body)
        if "failure" in read:
            return {"failure": read["failure"]}
        busy += read["busy"]
    return {"busy": busy}
