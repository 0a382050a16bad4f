"""Secret addresses of calendars, encrypted at rest.

The key comes from the installation's own and from nothing in the database: a copy of the
database alone opens no calendar.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"cdo-share: address of a calendar, 1"  # another purpose is another key


class Unsealable(Exception):
    """The text was encrypted by another installation, or altered."""


class Seal:
    """Encrypts and decrypts addresses with the key of one installation."""

    def __init__(self, secret_key: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))

    def close(self, address: str) -> bytes:
        """Return the address encrypted; the same one twice does not look the same."""
        return self._fernet.encrypt(address.encode())

    def open(self, sealed: bytes) -> str:
        """Return the address; raises Unsealable."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise Unsealable from None
