"""vdirsyncer keeps both calendars in a folder, both ways, and khal shows them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cdo_share.calendars.dav.blocks import list_items
from cdo_share.calendars.dav.collections import BUSY, Calendar
from cdo_share.calendars.dav.models import DavCollection, DavItem
from cdo_share.web.dav import entries
from tests.calendars.dav.conftest import Account
from tests.calendars.dav.entries import entry

CONFIG = """\
[general]
status_path = "{folder}/status/"
[pair both]
a = "site"
b = "files"
collections = ["from a"]
metadata = ["color", "displayname"]
[storage site]
type = "caldav"
url = "{url}"
username = "{user}"
password = "{password}"
[storage files]
type = "filesystem"
path = "{folder}/files/"
fileext = ".ics"
"""
KHAL = """\
[calendars]
[[all]]
path = {folder}/files/*
type = discover
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/Paris
local_timezone = Europe/Paris
[sqlite]
path = {folder}/khal.db
"""


@dataclass
class Folder:
    """A folder that vdirsyncer keeps like the site."""

    account: Account
    path: Path
    programs: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Return what vdirsyncer said."""
        command = [self.programs / "vdirsyncer", "-c", self.path / "config", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=60, input="y\n" * 9
        )

    def sync(self) -> list[str]:
        """Synchronise, and return what was transferred."""
        done = self.run("sync")
        assert done.returncode == 0, done.stderr
        # It warns of an entry without an ETag when it has one (0.21).
        quiet = ("Syncing", "warning")
        return [line for line in done.stderr.splitlines() if not line.startswith(quiet)]

    def folder(self, address: str) -> Path:
        """Return the folder of a calendar."""
        return self.path / "files" / address.rstrip("/").rpartition("/")[2]


@pytest.fixture
def folder(account: Account, client_programs: Path, tmp_path: Path) -> Folder:
    """Return a folder that has been synchronised once."""
    values = {"folder": tmp_path, "url": account.live.base_url, "user": account.user}
    (tmp_path / "config").write_text(CONFIG.format(password=account.password, **values))
    (tmp_path / "files").mkdir()
    folder = Folder(account, tmp_path, client_programs)
    assert folder.run("discover").returncode == 0
    folder.sync()
    return folder


def test_vdirsyncer_fetches_every_visit_and_then_nothing(folder: Folder) -> None:
    assert len(list(folder.folder(folder.account.visits).glob("*.ics"))) == 2
    assert folder.sync() == []
    assert folder.run("metasync").returncode == 0
    assert (folder.folder(folder.account.busy) / "displayname").read_text() == "Temps bloqué"


def test_vdirsyncer_carries_blocked_time_both_ways(folder: Folder) -> None:
    busy = folder.folder(folder.account.busy)
    for uid in ("a", "b"):
        (busy / f"{uid}.ics").write_bytes(entry(uid))
    assert len(folder.sync()) == 2
    assert folder.account.count_blocked() == 2

    (busy / "a.ics").unlink()
    assert len(folder.sync()) == 1
    assert folder.account.count_blocked() == 1
    assert folder.sync() == []


def test_vdirsyncer_is_told_that_visits_are_not_its_to_change(folder: Folder) -> None:
    visit = next(folder.folder(folder.account.visits).glob("*.ics"))
    visit.write_bytes(visit.read_bytes().replace(b"SUMMARY:", b"SUMMARY:Mine "))

    done = folder.run("sync")

    assert done.returncode != 0
    assert "403" in done.stderr
    assert [one.status for one in folder.account.live.requests if one.method == "PUT"] == [403]


def test_vdirsyncer_would_take_a_visit_away_where_nobody_asks_whose_calendar_it_is(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Calendar, "is_writable", True)
    next(folder.folder(folder.account.visits).glob("*.ics")).unlink()

    folder.run("sync")

    asked = [one.status for one in folder.account.live.requests if one.method == "DELETE"]
    assert asked == [204]


def shown_by_khal(folder: Folder) -> list[str]:
    """Return the titles that khal shows of the folder."""
    config = folder.path / "khal.conf"
    config.write_text(KHAL.format(folder=folder.path))
    how = ["--format", "{title}", "--day-format", ""]
    command = [folder.programs / "khal", "-c", config, "list", *how, "2026-01-01", "2099-01-01"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [line for line in done.stdout.splitlines() if line]


def test_khal_shows_visits_and_what_a_phone_blocks(folder: Folder) -> None:
    folder.account.send("PUT", entry("a"))
    folder.sync()

    shown = shown_by_khal(folder)

    assert "Dentiste" in shown
    assert len(shown) == 3


def test_khal_would_miss_what_a_phone_blocks_where_entries_are_not_listed(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def list_visits(session: Session, collection: DavCollection) -> list[DavItem]:
        return [] if collection.name == BUSY else list_items(session, collection)

    monkeypatch.setattr(entries, "list_items", list_visits)
    folder.account.send("PUT", entry("a"))
    folder.sync()

    assert len(shown_by_khal(folder)) == 2
