"""What stands for an event that was left out: enough to know it again, nothing of what it says."""

import hashlib

MARK_DIGITS = 16


def mark_of(text: bytes) -> str:
    """Return the mark of an event: hexadecimal digits from its name, or from all its lines."""
    return hashlib.sha256(text).hexdigest()[:MARK_DIGITS]
