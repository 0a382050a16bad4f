"""The process that opens a workbook from anywhere: the file in, JSON out; `apart` starts it."""

import json
import sys
from typing import Any

from cdo_share.core.confined import confine
from cdo_share.exchange import limits


def main() -> None:
    """Answer one question: the file, on standard input."""
    confine(cpu_seconds=limits.CPU_SECONDS, memory_bytes=limits.MEMORY_BYTES)
    data = sys.stdin.buffer.read(limits.MOST_BYTES + 1)
    text = json.dumps(answer(data), ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def answer(data: bytes) -> dict[str, Any]:
    """Return the rows and notes of a workbook, or every fault for which it cannot be read."""
    # Loaded only now: within the limits.
    from cdo_share.core.errors import InvalidInput
    from cdo_share.exchange.spreadsheets import read_workbook
    from cdo_share.exchange.table import notes_json

    try:
        rows, notes = read_workbook(data)
    except InvalidInput as refusal:
        return {"faults": [[fault.msgid, fault.values] for fault in refusal.faults]}
    return {"rows": rows, "notes": notes_json(notes)}
