"""What tells one sending of a form from another, so that a second tap does nothing twice."""

import hashlib
import secrets

from flask import request

FIELD = "once"  # hidden in the form; new each time that the form is shown for the first time
NOT_SENT = frozenset({"csrf_token"})


def new_once() -> str:
    """Return a random word for the hidden field."""
    return secrets.token_hex(16)


def once_key() -> str | None:
    """Return the key of what was sent, None from a form without the hidden field.

    The answers are part of it: who goes back in the browser and states something else with the
    same form has stated something else.
    """
    if not request.form.get(FIELD):
        return None
    pairs = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_SENT
    )
    return hashlib.sha256(repr(pairs).encode()).hexdigest()
