"""The addresses to which answers to invitations go: one for each invitation, and nobody guesses it.

What a mail says of its sender proves nothing. Whoever answers to such an address was given it.
"""

import hmac
import re
from dataclasses import dataclass, field
from hashlib import sha256

_PURPOSE = b"cdo-share: answer to an invitation, 1"  # another purpose is another key
_MARK_LENGTH = 24  # hexadecimal digits, 96 bits
LONGEST_LOCAL = 28  # a local part has 64 octets: this, +, ten digits, a dot, the mark
_INTAKE = re.compile(rf"[a-z0-9._-]{{1,{LONGEST_LOCAL}}}@[a-z0-9.-]{{1,180}}")
_TAIL = re.compile(rf"([1-9][0-9]{{0,9}})\.([0-9a-f]{{{_MARK_LENGTH}}})")


def is_intake(address: str) -> bool:
    """Return whether addresses of invitations can be made of this one.

    >>> is_intake("reponses@partage.example"), is_intake("a+b@partage.example")
    (True, False)
    """
    return _INTAKE.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class ReplyAddresses:
    """Makes and recognises the addresses of one installation, whose own is `intake`."""

    intake: str
    secret_key: str = field(repr=False)

    def of(self, number: int) -> str:
        """Return the address of the invitation with this number."""
        local, _, host = self.intake.partition("@")
        return f"{local}+{number}.{self._mark(number)}@{host}"

    def number_in(self, address: str) -> int | None:
        """Return which invitation an address is of; None for one that we never gave."""
        local, _, host = self.intake.partition("@")
        name, _, rest = address.strip().lower().partition("+")
        tail, _, place = rest.rpartition("@")
        found = _TAIL.fullmatch(tail)
        if found is None or (name, place) != (local, host):
            return None
        number = int(found[1])
        return number if hmac.compare_digest(found[2], self._mark(number)) else None

    def _mark(self, number: int) -> str:
        key = hmac.digest(self.secret_key.encode(), _PURPOSE, sha256)
        return hmac.digest(key, b"%d" % number, sha256).hex()[:_MARK_LENGTH]
