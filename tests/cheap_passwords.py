"""Passwords of the tests are hashed at the least cost: the real one is a fifth of a second each.

Nothing is left out: the same library hashes and verifies them. `PRODUCTION` is the real cost.
"""

from argon2 import PasswordHasher

from cdo_share.accounts import passwords

PRODUCTION = passwords._hasher
PRODUCTION_NOBODY = passwords._NOBODY
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def make_passwords_cheap() -> None:
    """Let this process hash cheaply from now on; processes that a test starts do not."""
    passwords._hasher = CHEAP
    passwords._NOBODY = CHEAP.hash("nobody has this password")
