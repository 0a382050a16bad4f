"""Fetches a calendar from the internet: https only, in time, never more than is read, and never
from a machine that is not public.

What goes wrong is told by one of a few words; neither the address nor what the other side wrote
leaves this module.
"""

import ssl
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urljoin

from cdo_share.availability.kinds import ReadingFailure
from cdo_share.availability.reading.address import CalendarLocation, locate
from cdo_share.availability.reading.guard import CalendarUnreadable
from cdo_share.availability.reading.limits import MOST_FILE_BYTES
from cdo_share.availability.reading.network import Address, is_public, resolve
from cdo_share.availability.reading.timed import Deadline, TimedConnection

MOST_REDIRECTS = 3
TOTAL_SECONDS = 20.0
CHUNK_BYTES = 64 * 1024
MOST_VALIDATOR_CHARACTERS = {"etag": 200, "last-modified": 60}
# Outlook answers an error to programs that do not call themselves a browser.
USER_AGENT = "Mozilla/5.0 (compatible; CDO-Share; calendar reader)"
REDIRECTS = (301, 302, 303, 307, 308)
NOT_MODIFIED = 304
# Gone, or no longer shared with whoever knows the address.
CLOSED = (401, 403, 404, 410)


@dataclass(frozen=True, slots=True)
class Validators:
    """What the other side said of its last answer, to ask whether anything changed."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file and how to ask for it next time; `body` is None when it has not changed."""

    body: bytes | None
    validators: Validators


class Fetcher:
    """Fetches from public machines at port 443; tests give it a network of their own."""

    def __init__(
        self,
        *,
        is_allowed: Callable[[Address], bool] = is_public,
        ports: Collection[int] = (443,),
        tls: ssl.SSLContext | None = None,
        seconds: float = TOTAL_SECONDS,
    ) -> None:
        self._is_allowed = is_allowed
        self._ports = frozenset(ports)
        self._tls = tls or ssl.create_default_context()
        self._seconds = seconds

    def fetch(self, address: str, known: Validators = Validators()) -> Fetched:
        """Return the file at an address, in at most 20 seconds; raises CalendarUnreadable."""
        deadline = Deadline(self._seconds)
        try:
            for _ in range(MOST_REDIRECTS + 1):
                answer = self._ask(address, known, deadline)
                if isinstance(answer, Fetched):
                    return answer
                address = answer
        except TimeoutError:
            raise CalendarUnreadable(ReadingFailure.TOO_SLOW) from None
        except (OSError, HTTPException, ValueError):  # the text could hold the address
            raise CalendarUnreadable(ReadingFailure.UNREACHABLE) from None
        raise CalendarUnreadable(ReadingFailure.UNREACHABLE)

    def _ask(self, address: str, known: Validators, deadline: Deadline) -> Fetched | str:
        """Return the file, or the address where it is said to be."""
        location = locate(address)
        if location is None or location.port not in self._ports:
            raise CalendarUnreadable(ReadingFailure.REFUSED_ADDRESS)
        connection = self._connection(location, deadline)
        try:
            connection.request("GET", location.target, headers=_headers(known))
            with connection.getresponse() as answer:
                if answer.status in REDIRECTS:
                    return urljoin(location.address, answer.getheader("Location", ""))
                return _fetched(answer, known)
        finally:
            connection.close()

    def _connection(self, location: CalendarLocation, deadline: Deadline) -> TimedConnection:
        host, port = location.host, location.port
        found = resolve(host, port, is_allowed=self._is_allowed, seconds=deadline.left())
        return TimedConnection(host, port, address=found, deadline=deadline, tls=self._tls)


def _headers(known: Validators) -> dict[str, str]:
    sent = {
        "User-Agent": USER_AGENT,
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "If-None-Match": known.etag,
        "If-Modified-Since": known.last_modified,
    }
    return {name: value for name, value in sent.items() if value}


def _fetched(answer: HTTPResponse, known: Validators) -> Fetched:
    if answer.status == NOT_MODIFIED and known != Validators():
        return Fetched(None, known)
    if answer.status in CLOSED:
        raise CalendarUnreadable(ReadingFailure.NOT_FOUND)
    if answer.status != 200:
        raise CalendarUnreadable(ReadingFailure.UNREACHABLE)
    validators = Validators(_validator(answer, "etag"), _validator(answer, "last-modified"))
    return Fetched(_body(answer), validators)


def _validator(answer: HTTPResponse, name: str) -> str:
    value = answer.getheader(name, "")
    is_plain = value.isascii() and value.isprintable()
    return value if is_plain and len(value) <= MOST_VALIDATOR_CHARACTERS[name] else ""


def _body(answer: HTTPResponse) -> bytes:
    """Return the whole body, unpacked; raises CalendarUnreadable when it is more than is read."""
    coding = answer.getheader("Content-Encoding", "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip"):
        raise CalendarUnreadable(ReadingFailure.UNREACHABLE)
    packing = _Gzip() if "gzip" in coding else _Plain()
    body = bytearray()
    while chunk := answer.read1(CHUNK_BYTES):
        body += packing.unpack(chunk)
        if len(body) > MOST_FILE_BYTES:
            raise CalendarUnreadable(ReadingFailure.TOO_LARGE)
    if answer.length or not packing.is_whole():
        raise CalendarUnreadable(ReadingFailure.UNREACHABLE)
    return bytes(body)


class _Plain:
    """A body that comes as it is."""

    def unpack(self, chunk: bytes) -> bytes:
        return chunk

    def is_whole(self) -> bool:
        return True


class _Gzip:
    """A packed body; a small piece may hold a thousand times as much, so no more is unpacked
    than is read."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)

    def unpack(self, chunk: bytes) -> bytes:
        try:
            return self._unpacker.decompress(chunk, MOST_FILE_BYTES + 1)
        except zlib.error:
            raise CalendarUnreadable(ReadingFailure.NOT_A_CALENDAR) from None

    def is_whole(self) -> bool:
        return self._unpacker.eof
