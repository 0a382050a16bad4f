"""Which machines of the internet a calendar may be fetched from, and the way to one of them.

Two opinions must agree on an address: the library's and ours. Then that very address is
connected to, so that a name that changes its mind meanwhile changes nothing.
"""

import socket
import threading
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_network
from queue import Empty, SimpleQueue

import requests
from requests_hardened.ip_filter import get_ip_address

from cdo_share.availability.kinds import ReadingFailure
from cdo_share.availability.reading.guard import CalendarUnreadable

Address = IPv4Address | IPv6Address
# Not every system tells a name without addresses from one that does not exist.
UNKNOWN_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
LOOPBACK = IPv4Address("127.0.0.1")
# What `is_global` of some Python versions takes for public and is not, or leads inside.
REFUSED = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3"),
            *("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16"),
            *("3fff::/20", "5f00::/16", "fc00::/6"),
        ),
    )
)


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the open internet and to nothing behind a door.

    >>> is_public(IPv4Address("127.0.0.1")), is_public(IPv6Address("64:ff9b::7f00:1"))
    (False, False)
    """
    refused = any(address in network for network in REFUSED)
    return address.is_global and not address.is_multicast and not refused


def _failure_of(error: socket.gaierror) -> ReadingFailure:
    """Return whether nobody has the name, or only nobody could say now."""
    is_unknown = error.errno in UNKNOWN_NAME
    return ReadingFailure.UNKNOWN_HOST if is_unknown else ReadingFailure.UNREACHABLE


def resolve(
    host: str, port: int, *, is_allowed: Callable[[Address], bool], seconds: float
) -> Address:
    """Return the one address to connect to; raises CalendarUnreadable.

    The system's look-up knows no time limit, so it gets a thread to wait in.
    """
    allows_loopback = is_allowed(LOOPBACK)
    answers: SimpleQueue[Address | Exception] = SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(get_ip_address(host, port, allows_loopback)[0])
        except (OSError, ValueError, requests.RequestException) as error:
            answers.put(error)

    threading.Thread(target=look_up, daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise CalendarUnreadable(ReadingFailure.TOO_SLOW) from None
    if isinstance(answer, socket.gaierror):
        raise CalendarUnreadable(_failure_of(answer)) from None
    if isinstance(answer, Exception) or not is_allowed(answer):
        raise CalendarUnreadable(ReadingFailure.REFUSED_ADDRESS) from None
    return answer
