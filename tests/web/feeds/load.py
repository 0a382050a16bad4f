"""Programs that poll feeds: as fast as they can, or so many times a second, for a while.

The client is a bare socket with requests made beforehand: it costs little beside the server, and
keeps its connection as calendar programs and proxies do.
"""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

POLLS_BEFORE_A_NEW_CONNECTION = 100  # so that every process of the server gets its share


@dataclass(frozen=True)
class Poll:
    """A request as bytes, and the status that is right for it."""

    request: bytes
    status: int


def a_poll(path: str, status: int, etag: str = "") -> Poll:
    """Return a poll as a calendar program sends it; with an ETag it asks for what is new only."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: Thunderbird/153"]
    lines += ["Accept: text/calendar"] + ([f"If-None-Match: {etag}"] if etag else [])
    return Poll("\r\n".join([*lines, "", ""]).encode(), status)


class Poller:
    """One connection to a server, opened anew now and then."""

    def __init__(self, port: int) -> None:
        self._port, self._left = port, 0
        self._socket: socket.socket | None = None

    def ask(self, poll: Poll) -> int:
        """Return how many bytes the answer had; raises AssertionError when its status is wrong."""
        if self._left == 0:
            self.close()
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            self._left = POLLS_BEFORE_A_NEW_CONNECTION
        self._left -= 1
        assert self._socket is not None
        self._socket.sendall(poll.request)
        head, body = self._read_head(self._socket)
        assert int(head[9:12]) == poll.status, head.decode()
        return len(head) + _read_rest(self._socket, head, len(body))

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()

    @staticmethod
    def _read_head(connection: socket.socket) -> tuple[bytes, bytes]:
        read = b""
        while b"\r\n\r\n" not in read:
            more = connection.recv(65536)
            assert more, "the server hung up"
            read += more
        head, _, body = read.partition(b"\r\n\r\n")
        return head, body


def _read_rest(connection: socket.socket, head: bytes, had: int) -> int:
    told = head.lower().partition(b"content-length: ")[2]
    wanted = int(told.partition(b"\r\n")[0]) if told and b" 304 " not in head[:16] else 0
    while had < wanted:
        had += len(connection.recv(65536))
    return had


def poll_for(port: int, poll: Poll, seconds: float, pollers: int = 4) -> int:
    """Return how many answers all pollers got, who each ask again at once."""
    until = time.monotonic() + seconds

    def go(_number: int) -> int:
        poller, count = Poller(port), 0
        while time.monotonic() < until:
            poller.ask(poll)
            count += 1
        poller.close()
        return count

    with ThreadPoolExecutor(pollers) as pool:
        return sum(pool.map(go, range(pollers)))


def poll_steadily(
    port: int, polls: Sequence[Poll], per_second: int, seconds: float, pollers: int = 16
) -> list[float]:
    """Return for each poll the seconds from when it was due to the end of its answer, sorted.

    Polls are due at even distances whatever the server does: a slow answer makes those behind it
    late, and their lateness counts.
    """
    began, count = time.monotonic(), round(per_second * seconds)

    def go(first: int) -> list[float]:
        poller, taken = Poller(port), []
        for number in range(first, count, pollers):
            due = began + number / per_second
            time.sleep(max(0.0, due - time.monotonic()))
            poller.ask(polls[number % len(polls)])
            taken.append(time.monotonic() - due)
        poller.close()
        return taken

    with ThreadPoolExecutor(pollers) as pool:
        return sorted(one for some in pool.map(go, range(pollers)) for one in some)
