"""No secret of a feed in any log: a real server, asked rightly and wrongly, writes none."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.web.feeds.conftest import Installation
from tests.web.feeds.server import Server

pytestmark = [
    pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True),
    pytest.mark.skipif(os.name == "nt", reason="gunicorn does not run on Windows"),
]


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


def test_secret_stands_in_no_log_after_a_failure_that_nobody_foresaw(
    installation: Installation, folder: Path
) -> None:
    """A server writes the address of what failed: the failure must not reach it."""
    server = Server(installation, folder)
    with installation.engine.connect() as other:
        other.execute(text("UPDATE feed SET last_modified_at = 'never'"))
        other.commit()
    unknown = installation.path.replace("cf_", "cf_x")
    answers = [server.ask(path)[0] for path in (installation.path, unknown)]
    log = server.end()

    assert answers == [200, 404]
    assert "feed_answered_without_database" in log
    assert installation.secret[3:] not in log


def test_secret_in_an_access_log_is_noticed(installation: Installation, folder: Path) -> None:
    """The planted fault: the server writes an access log."""
    server = Server(installation, folder, "--access-logfile", "-")
    server.ask(installation.path)

    assert installation.secret in server.end()
