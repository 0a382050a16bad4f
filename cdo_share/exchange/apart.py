"""Asks a process of its own what a workbook says; whatever the file does, ours lives on."""

import json
import threading
from typing import Any

from cdo_share.core.confined import a_place, command_of, converse, is_confinable
from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_
from cdo_share.exchange import limits
from cdo_share.exchange.table import Finding, stored_notes
from cdo_share.exchange.unreadable import too_large, unreadable

COMMAND = command_of("cdo_share.exchange.child")
_PLACES = threading.BoundedSemaphore(limits.MOST_CHILDREN)


def read_workbook_apart(data: bytes) -> tuple[list[list[str]], list[Finding]]:
    """Return what `spreadsheets.read_workbook` returns, read with little time and memory.

    Raises InvalidInput at the field `file`, also for a workbook that takes more of them, and on
    a system that cannot limit a process: there no workbook is read.
    """
    if not is_confinable():
        raise unreadable(
            N_(
                "This site runs on a system on which workbooks cannot be read safely; save the "
                "table as CSV."
            )
        )
    answer = _ask(data)
    if "faults" in answer:
        raise InvalidInput(*(Fault("file", text, values) for text, values in answer["faults"]))
    return answer["rows"], list(stored_notes(answer["notes"]))


def _ask(data: bytes) -> dict[str, Any]:
    """Return the child's answer; one that died or wrote nonsense had too much to do."""
    try:
        with a_place(_PLACES, wait_seconds=limits.WAIT_SECONDS):
            text = converse(
                COMMAND,
                data,
                wall_seconds=limits.WALL_SECONDS,
                most_bytes=limits.MOST_ANSWER_BYTES,
            )
        answer: dict[str, Any] = json.loads(text)
    except TimeoutError:
        sentence = N_("The site is reading other files at this moment; send yours again soon.")
        raise unreadable(sentence) from None
    except (ValueError, RecursionError):
        raise too_large() from None
    return answer
