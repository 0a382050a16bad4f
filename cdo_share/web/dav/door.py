"""Who knocks: name and app password with every request, nothing else; guessing is slowed down."""

from datetime import datetime
from typing import Any

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy.orm import Session
from werkzeug import Request, Response

from cdo_share.calendars.dav.passwords import Asker, find_asker
from cdo_share.calendars.dav.refusal import Refusal
from cdo_share.web.dav.answers import refused

# Of one name from one address. Who knows the password is always let in: a phone whose password was
# taken back keeps asking, and must not shut out the others at home. 160 bits are not guessed.
MOST_FAULTS = parse("10 per 15 minutes")
REALM = 'Basic realm="CDO Share", charset="UTF-8"'


class Door:
    """Lets in who knows an app password; counts the wrong ones in the memory of this process."""

    def __init__(self) -> None:
        self._counts = FixedWindowRateLimiter(MemoryStorage())

    def admit(self, request: Request, session: Session, now: datetime) -> Asker | Response:
        """Return who asks, or the answer that turns them away."""
        said = request.authorization
        if said is None or said.type != "basic" or not said.username or not said.password:
            return _turned_away()
        asker = find_asker(session, user=said.username, password=said.password, now=now)
        if asker is not None:
            return asker
        key: tuple[Any, ...] = (request.remote_addr or "", said.username.strip().lower()[:254])
        if self._counts.hit(MOST_FAULTS, *key):
            return _turned_away()
        return refused(Refusal(429), {"Retry-After": "900"})


def _turned_away() -> Response:
    return refused(Refusal(401), {"WWW-Authenticate": REALM})
