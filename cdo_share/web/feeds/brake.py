"""Slows down whoever tries addresses that are none: nobody guesses a secret of 160 bits, but each
try costs a look-up. Who knows a link is never slowed down."""

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

MOST_UNKNOWN = parse("60 per minute")  # from one address, in this process


class Brake:
    """Counts the unknown addresses that each place asks for."""

    def __init__(self) -> None:
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def is_on(self, remote_address: str) -> bool:
        """Return whether too many were asked for already."""
        return not self._counts.test(MOST_UNKNOWN, remote_address)

    def note(self, remote_address: str) -> None:
        """Count one more."""
        self._counts.hit(MOST_UNKNOWN, remote_address)
