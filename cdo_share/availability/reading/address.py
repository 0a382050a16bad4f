"""The secret address of a calendar as somebody pastes it: its parts, or why it is refused; pure."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST_ADDRESS_CHARACTERS = 2_000
_CHARACTERS = re.compile(r"[!-~]+")  # no space, no control character, nothing outside ASCII
_HOST = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_WEBCAL = re.compile(r"webcals?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CalendarLocation:
    """An address that may be asked: host and port, and what to ask for."""

    host: str
    port: int
    target: str

    @property
    def address(self) -> str:
        """Return the address as it is stored."""
        port = "" if self.port == 443 else f":{self.port}"
        return f"https://{self.host}{port}{self.target}"


def locate(address: str) -> CalendarLocation | None:
    """Return the parts of an https or webcal address; None when it must not be asked.

    Only names are asked, never numbers: no calendar for people lives at a bare number.

    >>> locate("webcal://agenda.example/a.ics").address
    'https://agenda.example/a.ics'
    >>> locate("https://127.0.0.1/a.ics") is None
    True
    """
    text = _WEBCAL.sub("https://", address.strip(), count=1)
    if len(text) > MOST_ADDRESS_CHARACTERS or not _CHARACTERS.fullmatch(text) or "\\" in text:
        return None
    try:
        parts = urlsplit(text)
        port = parts.port or 443
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    query = f"?{parts.query}" if parts.query else ""
    return CalendarLocation(host, port, (parts.path or "/") + query)
