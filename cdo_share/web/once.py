"""What tells one sending of a form from another, so that a second tap does nothing twice."""

import hashlib
import secrets

from flask import current_app, request

from cdo_share.accounts.tokens import seed_of

FIELD = "once"  # hidden in the form; new each time that the form is shown for the first time
NOT_SENT = frozenset({"csrf_token"})


def new_once() -> str:
    """Return a random word for the hidden field."""
    return secrets.token_hex(16)


def once_seed(purpose: str, person_id: int) -> bytes:
    """Return the bits of the secret that a form makes: the same when it is sent again.

    A form without the hidden field makes another secret each time.
    """
    key = once_key() or new_once()
    return seed_of(current_app.config["SETTINGS"].secret_key, purpose, person_id, key)


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
