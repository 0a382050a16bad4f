"""Addresses of feeds: a secret, then a name that only makes the address readable."""

from urllib.parse import quote

PREFIX = "/cal/"
ENDING = ".ics"


def write_path(secret: str, name: str) -> str:
    """Return the address of a feed within the site.

    >>> write_path("cf_x", "golfe-numerique")
    '/cal/cf_x/golfe-numerique.ics'
    """
    return f"{PREFIX}{quote(secret, safe='')}/{quote(name, safe='')}{ENDING}"


def read_secret(path: str) -> str | None:
    """Return the secret in an address; None for one that was mistyped.

    >>> read_secret("/cal/cf_x/golfe-numerique.ics")
    'cf_x'
    >>> read_secret("/cal/cf_x/golfe-numerique.ics/")
    """
    secret, _, name = path.removeprefix(PREFIX).partition("/")
    is_whole = bool(secret.strip()) and "/" not in name and bool(name.removesuffix(ENDING))
    return secret if is_whole and name.endswith(ENDING) else None
