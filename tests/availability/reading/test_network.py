"""Which machines are public, whatever their number is dressed up as."""

import socket
from ipaddress import ip_address

import pytest

from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading.fetch import Fetcher
from cdo_share.availability.reading.guard import CalendarUnreadable
from cdo_share.availability.reading.network import is_public
from tests.availability.reading.conftest import Names

INSIDE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0"),  # noqa: S104
    *("0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "fe80::1", "fec0::1"),
    *("fc00::1", "fd00:ec2::254", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("2002:7f00:1::", "2001::1", "2001:db8::1", "100::1", "3fff::1", "5f00::1"),
]
PUBLIC = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4007::200e"]


@pytest.mark.parametrize("address", INSIDE)
def test_address_behind_a_door_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", INSIDE)
def test_name_that_leads_inside_is_refused_before_connecting(names: Names, address: str) -> None:
    names["inside.example"] = [address]

    with pytest.raises(CalendarUnreadable) as unreadable:
        Fetcher().fetch("https://inside.example/a.ics")

    assert unreadable.value.failure is ReadingFailure.REFUSED_ADDRESS


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        (socket.EAI_NONAME, ReadingFailure.UNKNOWN_HOST),
        (socket.EAI_AGAIN, ReadingFailure.UNREACHABLE),
    ],
)
def test_name_that_nobody_has_is_told_from_one_that_nobody_can_look_up_now(
    monkeypatch: pytest.MonkeyPatch, number: int, failure: ReadingFailure
) -> None:
    def refuse(*_args: object, **_keys: object) -> list[object]:
        raise socket.gaierror(number, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    with pytest.raises(CalendarUnreadable) as unreadable:
        Fetcher().fetch("https://agenda-qui-n-existe-pas.example/a.ics")

    assert unreadable.value.failure is failure
