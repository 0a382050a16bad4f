"""What tells whether a what-if was asked about the data of today; pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

ANSWERS = 3  # counts the ways in which what-ifs were answered: older answers are out of date


def fingerprint(instance: Mapping[str, Any], basis_plan_id: int) -> str:
    """Return 64 hexadecimal digits of a question, whatever it is called, and of its basis."""
    asked = {name: value for name, value in instance.items() if name != "name"}
    text = json.dumps([asked, basis_plan_id, ANSWERS], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
