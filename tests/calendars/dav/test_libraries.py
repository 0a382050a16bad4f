"""The libraries caldav and tsdav against the running site, from its name alone."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cdo_share.calendars.dav import blocks
from tests.calendars.dav.conftest import Account, number_once
from tests.calendars.tools import node_reader

HERE = Path(__file__).resolve().parent


def told(*command: str | Path) -> dict[str, Any]:
    """Return what a script prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_caldav(python: Path, account: Account, url: str) -> dict[str, Any]:
    """Return what the library caldav tells."""
    other = f"{account.live.base_url}/dav/0123456789abcdef/busy/"
    return told(python, HERE / "with_caldav.py", url, account.user, account.password, other)


CALDAV = {
    "calendars": 2,
    "visits": 2,
    "visits_in_time": 2,
    "seen": ["one"],
    "moved_to": "2027-02-03T08:00:00+00:00",
    "synced": [1, 0],
    "synced_again": [0, 1],
    "expanded": 4,
    "free_busy": 4,
    "left": 0,
    "read_only": "AuthorizationError",
    "read_only_delete": "AuthorizationError",
    "visits_after": 2,
    "made": "AuthorizationError",
    "foreign": "AuthorizationError",
    "bad_password": "AuthorizationError",
    "colour": "#ff0000ff",
}


@pytest.mark.parametrize("path", ["", "/dav/"])
def test_caldav_reads_writes_and_is_refused_as_it_must(
    client_python: Path, account: Account, path: str
) -> None:
    assert by_caldav(client_python, account, account.live.base_url + path) == CALDAV
    assert account.count_blocked() == 0


def test_caldav_notices_a_change_that_is_not_numbered(
    client_python: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: an entry that changes is not told to who knows the calendar."""
    monkeypatch.setattr(blocks, "number_change", number_once)

    found = by_caldav(client_python, account, account.home)

    differing = {name for name, said in found.items() if said != CALDAV[name]}
    assert "synced_again" in differing


TSDAV = {
    "calendars": 2,
    "components": ["VEVENT"],
    "visits": 2,
    "made": 201,
    "sameBytes": True,
    "madeAgain": 412,
    "wrongEtag": 412,
    "updated": 204,
    "changed": [207],
    "expanded": 1,
    "deleted": 204,
    "readOnly": 403,
    "visitsAfter": 2,
}


@pytest.mark.parametrize("path", ["", "/dav/"])
def test_tsdav_reads_writes_and_is_refused_as_it_must(account: Account, path: str) -> None:
    command = node_reader("with_tsdav.mjs", "tsdav")

    found = told(*command, account.live.base_url + path, account.user, account.password)

    assert found == TSDAV
    assert account.count_blocked() == 0
