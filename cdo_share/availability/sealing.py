"""Secrets of others, encrypted at rest: addresses of calendars, and what phones entrust to us.

The key comes from the installation's own and from nothing in the database: a copy of the
database alone opens no calendar.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"cdo-share: address of a calendar, 1"  # another purpose is another key
ENTRIES = b"cdo-share: entry of a calendar, 1"


class Unsealable(Exception):
    """The text was encrypted by another installation, or altered."""


class Seal:
    """Encrypts and decrypts with the key of one installation, for one purpose."""

    def __init__(self, secret_key: str, *, purpose: bytes = PURPOSE) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
        self._fernet = Fernet(base64.urlsafe_b64encode(derived.derive(secret_key.encode())))

    def close(self, address: str) -> bytes:
        """Return the address encrypted; the same one twice does not look the same."""
        return self.close_bytes(address.encode())

    def close_bytes(self, entry: bytes) -> bytes:
        """Return an entry encrypted."""
        return self._fernet.encrypt(entry)

    def open(self, sealed: bytes) -> str:
        """Return the address; raises Unsealable."""
        return self.open_bytes(sealed).decode()

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return an entry as it was, byte by byte; raises Unsealable."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            raise Unsealable from None
