"""No secret of a feed in any log: a real server, asked rightly and wrongly, writes none."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import text

from cdo_share.cli.processes import package_root, site_command, start_part, wait_until_answering
from tests.web.feeds.conftest import Installation

pytestmark = [
    pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True),
    pytest.mark.skipif(os.name == "nt", reason="gunicorn does not run on Windows"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A gunicorn that serves an installation as `serve` does; it logs to a file."""

    def __init__(self, installation: Installation, folder: Path, *more: str) -> None:
        self.port, self.log = free_port(), folder / "site.log"
        environment = os.environ | {
            "CDO_SHARE_DATA": str(folder),
            "CDO_SHARE_DATABASE_URL": str(installation.engine.url),
            "CDO_SHARE_SECRET_KEY": installation.settings.secret_key,
            "CDO_SHARE_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(package_root()),
        }
        command = [*site_command(f"127.0.0.1:{self.port}", 1), *more]
        self.part = start_part("site", command, environment, log_dir=folder)
        wait_until_answering("127.0.0.1", self.port, self.part)

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Return status and text of an answer."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def end(self) -> str:
        """End the server and return all it wrote."""
        self.part.process.send_signal(signal.SIGTERM)
        try:
            self.part.process.wait(20)
        except subprocess.TimeoutExpired:
            self.part.process.kill()
            self.part.process.wait()
        return self.log.read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Return a folder for the data of the server."""
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_secret_stands_in_no_log_of_a_server_and_in_no_page(
    installation: Installation, folder: Path
) -> None:
    server = Server(installation, folder)
    secret, path = installation.secret, installation.path
    asked = [
        server.ask(path),
        server.ask(path, "HEAD"),
        server.ask(path, "PROPFIND"),
        server.ask(f"{path}/oops"),
        server.ask(f"/autre{path}", Referer=f"http://127.0.0.1:{server.port}{path}"),
        server.ask(f"/{secret}"),
        server.ask(path, Host="elsewhere.example"),
        server.ask("/connexion", "POST", Referer=f"http://127.0.0.1:{server.port}{path}"),
    ]
    with installation.engine.connect() as other:  # a failure, with its warning in the log
        other.execute(text("ALTER TABLE feed_token RENAME TO lost"))
        other.commit()
    asked += [server.ask(path), server.ask(path.replace(secret, secret[:-1] + "x"))]
    log = server.end()

    assert [status for status, _ in asked] == [200, 200, 405, 404, 404, 404, 400, 400, 200, 503]
    assert "feed_answered_without_database" in log
    assert secret[:-1] not in log
    assert [told for _, told in asked[:4] if secret in told] == []


def test_secret_in_an_access_log_is_noticed(installation: Installation, folder: Path) -> None:
    """The planted fault: the server writes an access log."""
    server = Server(installation, folder, "--access-logfile", "-")
    server.ask(installation.path)

    assert installation.secret in server.end()
