"""Fetching calendars from real servers: what comes back, and what is stopped."""

import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading.fetch import Fetcher, Validators
from cdo_share.availability.reading.guard import CalendarUnreadable
from tests.availability.reading.conftest import Names
from tests.availability.reading.servers import HOST, Server, lead_to, say

BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
GZIP = {"Content-Encoding": "gzip"}


def bomb(megabytes: int) -> bytes:
    """Return so many megabytes of nothing, packed; never whole in memory."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    parts = [packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)]
    return b"".join(parts) + packer.flush()


MEGABYTE = 1024 * 1024
UNKNOWN = Validators()


def failure_of(fetcher: Fetcher, address: str, known: Validators = UNKNOWN) -> ReadingFailure:
    """Return why an address is not read."""
    with pytest.raises(CalendarUnreadable) as unreadable:
        fetcher.fetch(address, known)
    assert unreadable.value.__cause__ is None
    return unreadable.value.failure


@pytest.mark.parametrize(
    ("body", "headers"), [(BODY, {}), (gzip.compress(BODY), GZIP)], ids=["plain", "packed"]
)
def test_file_is_fetched_with_what_to_ask_next_time(
    server: Server, body: bytes, headers: dict[str, str]
) -> None:
    validators = {"ETag": '"one"', "Last-Modified": "Mon, 14 Dec 2026 09:00:00 GMT"}
    server.answer = say(body, headers=headers | validators)

    fetched = server.fetcher().fetch(server.address("/secret/a.ics?key=b"))

    assert fetched.body == BODY
    assert fetched.validators == Validators('"one"', "Mon, 14 Dec 2026 09:00:00 GMT")
    assert server.paths == ["/secret/a.ics?key=b"]


def test_host_that_serves_browsers_only_is_asked_as_one(server: Server) -> None:
    server.fetcher().fetch(server.address())

    assert server.asked[0]["user-agent"].startswith("Mozilla/5.0 (compatible;")
    assert server.asked[0]["host"] == f"{HOST}:{server.port}"


def test_unchanged_file_is_not_sent_again(server: Server) -> None:
    known = Validators('"one"', "Mon, 14 Dec 2026 09:00:00 GMT")
    server.answer = say(status=304)

    fetched = server.fetcher().fetch(server.address(), known)

    assert (fetched.body, fetched.validators) == (None, known)
    assert server.asked[0]["if-none-match"] == known.etag
    assert server.asked[0]["if-modified-since"] == known.last_modified


def test_unchanged_without_having_been_asked_is_no_answer(server: Server) -> None:
    server.answer = say(status=304)

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.UNREACHABLE


@pytest.mark.parametrize("value", ["x" * 201, "caf\xe9"])
def test_strange_validator_is_not_kept(server: Server, value: str) -> None:
    server.answer = say(BODY, headers={"ETag": value})

    assert server.fetcher().fetch(server.address()).validators == Validators()


def test_webcal_address_is_read_by_https(server: Server) -> None:
    server.answer = say(BODY)
    address = server.address().replace("https://", "webcal://")

    assert server.fetcher().fetch(address).body == BODY


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (401, ReadingFailure.NOT_FOUND),
        (403, ReadingFailure.NOT_FOUND),
        (404, ReadingFailure.NOT_FOUND),
        (410, ReadingFailure.NOT_FOUND),
        (429, ReadingFailure.UNREACHABLE),
        (500, ReadingFailure.UNREACHABLE),
        (204, ReadingFailure.UNREACHABLE),
        (300, ReadingFailure.UNREACHABLE),
    ],
)
def test_answer_without_a_file_has_one_of_few_words(
    server: Server, status: int, failure: ReadingFailure
) -> None:
    server.answer = say(status=status)

    assert failure_of(server.fetcher(), server.address()) is failure


def test_three_redirects_are_followed_and_not_a_fourth(server: Server) -> None:
    def step(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.strip("/"))
        (say(BODY) if number == 3 else lead_to(f"/{number + 1}"))(handler)

    server.answer = step

    assert server.fetcher().fetch(server.address("/0")).body == BODY
    assert failure_of(server.fetcher(), server.address("/-1")) is ReadingFailure.UNREACHABLE


@pytest.mark.parametrize(
    "address",
    [
        "http://agenda.example/a.ics",
        "https://agenda.example:8443/a.ics",
        "https://127.0.0.1/a.ics",
        "https://inside.example/a.ics",
        "https://anna:secret@agenda.example/a.ics",
        "file:///etc/passwd",
    ],
)
def test_redirect_is_judged_like_an_address(server: Server, names: Names, address: str) -> None:
    names["inside.example"] = ["10.0.0.1"]
    server.answer = lead_to(address.replace("inside.example/", f"inside.example:{server.port}/"))

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.REFUSED_ADDRESS


def test_default_fetcher_refuses_the_very_server_that_the_others_read(server: Server) -> None:
    server.answer = say(BODY)
    default = Fetcher(ports=(server.port,), tls=server.tls)

    assert failure_of(default, server.address()) is ReadingFailure.REFUSED_ADDRESS
    assert failure_of(Fetcher(), server.address()) is ReadingFailure.REFUSED_ADDRESS
    assert server.paths == []
    assert server.fetcher().fetch(server.address()).body == BODY


def test_server_that_cannot_prove_its_name_is_not_read(server: Server, names: Names) -> None:
    names["other.example"] = ["127.0.0.1"]
    server.answer = say(BODY)
    stranger = Fetcher(is_allowed=lambda address: True, ports=(server.port,), seconds=5)

    address = server.address(host="other.example")
    assert failure_of(server.fetcher(), address) is ReadingFailure.UNREACHABLE
    assert failure_of(stranger, server.address()) is ReadingFailure.UNREACHABLE
    assert server.paths == []


def test_nobody_at_the_address_is_unreachable(server: Server, names: Names) -> None:
    nowhere = server.address(host="nowhere.example")
    names["closed.example"] = ["127.0.0.2"]
    closed = server.address(host="closed.example")

    assert failure_of(server.fetcher(), nowhere) is ReadingFailure.UNKNOWN_HOST
    assert failure_of(server.fetcher(), closed) is ReadingFailure.UNREACHABLE


def test_file_larger_than_is_read_is_stopped(server: Server) -> None:
    server.answer = say(b"x" * (11 * MEGABYTE))

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.TOO_LARGE


def test_packed_file_is_unpacked_no_further_than_is_read(server: Server) -> None:
    server.answer = say(bomb(500), headers=GZIP)
    began = time.monotonic()

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.TOO_LARGE
    assert time.monotonic() - began < 5


def test_packed_file_that_is_none_or_breaks_off_is_refused(server: Server) -> None:
    server.answer = say(BODY, headers=GZIP)
    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.NOT_A_CALENDAR

    server.answer = say(gzip.compress(BODY)[:-9], headers=GZIP)
    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.UNREACHABLE


def test_file_that_breaks_off_is_not_taken_for_a_short_one(server: Server) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        say(BODY, headers={"Content-Length": "1000"})(handler)
        handler.close_connection = True

    server.answer = half

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.UNREACHABLE


def test_unknown_packing_is_refused(server: Server) -> None:
    server.answer = say(BODY, headers={"Content-Encoding": "br"})

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.UNREACHABLE


def drip(piece: bytes, *, every: float) -> object:
    """Return an answer that never ends."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            handler.wfile.write(piece)
            time.sleep(every)

    return answer


@pytest.mark.parametrize(
    ("piece", "failure"),
    [
        (b"X", ReadingFailure.TOO_SLOW),  # one header, a byte at a time
        (b"\r\nContent-Type: text/calendar\r\n\r\nx", ReadingFailure.TOO_SLOW),  # the body
    ],
)
def test_slow_server_is_left_in_time(server: Server, piece: bytes, failure: ReadingFailure) -> None:
    server.answer = drip(piece, every=0.1)  # type: ignore[assignment]
    began = time.monotonic()

    assert failure_of(server.fetcher(seconds=1.0), server.address()) is failure
    assert time.monotonic() - began < 2


def test_endless_headers_are_left(server: Server) -> None:
    server.answer = drip(b"X-A: b\r\n", every=0)  # type: ignore[assignment]

    assert failure_of(server.fetcher(), server.address()) is ReadingFailure.UNREACHABLE


def test_environment_offers_neither_proxy_nor_password(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    (home / ".netrc").write_text(f"machine {HOST} login anna password secret\n")
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NETRC", str(home / ".netrc"))
    server.answer = say(BODY)

    assert server.fetcher().fetch(server.address()).body == BODY
    assert "authorization" not in server.asked[0]


def test_name_that_changes_its_mind_is_asked_once(server: Server, names: Names) -> None:
    names["turncoat.example"] = ["93.184.216.34", "127.0.0.1"]
    default = Fetcher(ports=(server.port,), tls=server.tls, seconds=0.3)

    failure = failure_of(default, server.address(host="turncoat.example"))

    assert failure in (ReadingFailure.TOO_SLOW, ReadingFailure.UNREACHABLE)
    assert names["turncoat.example"] == ["127.0.0.1"]
    assert server.paths == []
