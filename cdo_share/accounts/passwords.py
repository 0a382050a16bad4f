"""Passwords: argon2id, bounded in parallel because each takes 64 MiB."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from cdo_share.core.errors import Fault, InvalidInput
from cdo_share.core.i18n import N_

MIN_LENGTH, MAX_LENGTH = 15, 128
_hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
_at_once = BoundedSemaphore(4)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """Return the argon2id hash; raises InvalidInput when the password is too short or too long."""
    length = len(_normal(password))
    if not MIN_LENGTH <= length <= MAX_LENGTH:
        raise InvalidInput(
            Fault(
                "password",
                N_(
                    "The password has %(length)s characters: choose %(least)s to %(most)s. "
                    "A sentence of a few words is easy to remember."
                ),
                {"length": length, "least": MIN_LENGTH, "most": MAX_LENGTH},
            )
        )
    with _at_once:
        return _hasher.hash(_normal(password))


# Verified when the address is unknown, so that the answer takes as long as for a known one. Written
# down, because to hash it anew would make every process start later; the password is thrown away.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=1$k/hvtn63nsVQscqs9Yd99g$8miX7r"
    "1cetVCeg0Fd7IAFqaZt0K+xm+ZyYwXSaxpYDk"
)


def is_password_right(hashed: str | None, password: str) -> bool:
    """Return whether the password fits; takes as long when there is no hash to compare with."""
    with _at_once:
        try:
            return _hasher.verify(hashed or _NOBODY, _normal(password)) and hashed is not None
        except (VerifyMismatchError, InvalidHashError):
            return False
