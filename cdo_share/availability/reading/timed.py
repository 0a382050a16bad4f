"""A connection that ends in time, whatever the other side does: also while it sends headers.

A time-out of a socket counts from byte to byte; a server that sends one byte now and then would
hold us for hours.
"""

import io
import socket
import ssl
import time
from http.client import HTTPSConnection
from typing import Any

from cdo_share.availability.reading.network import Address


class Deadline:
    """An instant after which nothing more is waited for."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left; raises TimeoutError when there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedBytes(io.RawIOBase):
    """What comes through a socket, each piece waited for no longer than until the deadline."""

    def __init__(self, sock: ssl.SSLSocket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)

    def close(self) -> None:
        self._sock.close()
        super().close()


class _TimedSocket:
    """As much of a socket as http.client uses; once an answer reads from it, it ends with it."""

    def __init__(self, sock: ssl.SSLSocket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline
        self._is_read = False

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._is_read = True
        return io.BufferedReader(_TimedBytes(self._sock, self._deadline))

    def close(self) -> None:
        if not self._is_read:
            self._sock.close()


class TimedConnection(HTTPSConnection):
    """HTTPS to an address that was looked up before; certificate and SNI are the host's.

    Knows neither proxies nor stored passwords, and follows nothing by itself.
    """

    def __init__(
        self, host: str, port: int, *, address: Address, deadline: Deadline, tls: ssl.SSLContext
    ) -> None:
        super().__init__(host, port, context=tls)
        self._address = address
        self._deadline = deadline
        self._tls = tls

    def connect(self) -> None:
        """Connect to the address, and prove that it is the host."""
        place = str(self._address), self.port
        plain = socket.create_connection(place, timeout=self._deadline.left())
        try:
            plain.settimeout(self._deadline.left())
            secured = self._tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise
        self.sock = _TimedSocket(secured, self._deadline)
