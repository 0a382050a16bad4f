"""Names that lead where a test wants, and a server behind one of them."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.availability.reading.servers import HOST, Server, open_server, say

Names = dict[str, list[str]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Return what names lead to, one address after the other; the test may add some.

    A name that is not here does not exist: nothing is looked up outside.
    """
    known: Names = {HOST: ["127.0.0.1"]}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **values: Any) -> Any:
        if host not in known:
            if isinstance(host, str) and host.replace(".", "").replace(":", "").isalnum():
                return real(host, port, *args, flags=socket.AI_NUMERICHOST, **_plain(values))
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        addresses = known[host]
        address = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return real(address, port, *args, **values)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "flags"}


@pytest.fixture
def server(names: Names, tmp_path: Path) -> Iterator[Server]:
    """Return a server that answers nothing yet."""
    with open_server(tmp_path, say()) as server:
        yield server
