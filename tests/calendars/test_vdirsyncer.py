"""vdirsyncer fetches a feed from a running site into a folder, one file an event."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cdo_share.calendars.models import FeedOwner
from tests.calendars.live import LiveSite, a_live_site
from tests.calendars.readers import read_by_icalendar
from tests.calendars.test_clients import FEED, by_uid, meant
from tests.publishing.world import AM, At

GROUPEMENT = FeedOwner.GROUPEMENT
CONFIG = """\
[general]
status_path = "{folder}/status/"
[pair visits]
a = "feed"
b = "files"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage files]
type = "filesystem"
path = "{folder}/files/"
fileext = ".ics"
"""


@dataclass
class Synced:
    """A folder that vdirsyncer fills from the groupement's feed."""

    live: LiveSite
    folder: Path
    program: Path
    url: str

    def sync(self) -> list[str]:
        """Fetch once and return what was transferred, a line each."""
        command = [self.program, "-c", self.folder / "config", "sync"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
        return [line for line in done.stderr.splitlines() if not line.startswith("Syncing")]

    def files(self) -> list[Path]:
        """Return the files of events."""
        return sorted((self.folder / "files").glob("*.ics"))

    def events(self) -> list[dict[str, Any]]:
        """Return the events of all files; vdirsyncer gives each a UID of its own."""
        read = [read_by_icalendar(path.read_bytes())["events"] for path in self.files()]
        assert {len(events) for events in read} == {1}
        return by_uid(event | {"uid": said(event)} for (event,) in read)


def said(event: dict[str, Any]) -> str:
    """Return what an event says, to put events in an order without their UIDs."""
    return repr([event[name] for name in ("start", "end", "summary")])


def without_uids(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return by_uid(event | {"uid": said(event)} for event in events)


@pytest.fixture
def synced(client_programs: Path, tmp_path: Path) -> Iterator[Synced]:
    """Return a folder subscribed to a feed that holds the golden one."""
    with a_live_site(tmp_path) as live:
        live.put(GROUPEMENT, FEED)
        _, url = live.subscribe(GROUPEMENT)
        (tmp_path / "files").mkdir()
        (tmp_path / "config").write_text(CONFIG.format(folder=tmp_path, url=url))
        subprocess.run(
            [client_programs / "vdirsyncer", "-c", tmp_path / "config", "discover"],
            check=True,
            capture_output=True,
        )
        yield Synced(live, tmp_path, client_programs / "vdirsyncer", url)


def test_vdirsyncer_makes_one_item_of_each_event_and_then_transfers_nothing(
    synced: Synced,
) -> None:
    first, second = synced.sync(), synced.sync()

    assert len(synced.files()) == len(first) == len(meant())
    assert synced.events() == without_uids(meant())
    assert second == []
    assert synced.live.statuses(synced.url) == [200, 200]


def test_vdirsyncer_transfers_only_the_visit_that_was_moved(synced: Synced) -> None:
    world, monday = synced.live.world, synced.live.monday
    kept = [At(world.stock, world.yann, monday + timedelta(days=day), AM) for day in (0, 7)]
    synced.live.publish([*kept, At(world.shop, world.zoe, monday, AM)])
    synced.sync()
    kept_files = set(synced.files())

    synced.live.publish([*kept, At(world.shop, world.zoe, monday + timedelta(days=1), AM)])
    transferred = synced.sync()

    assert len(transferred) == 2  # the visit where it was goes, and comes where it is
    assert len(set(synced.files()) & kept_files) == 2
    assert len(synced.files()) == 3


def test_vdirsyncer_makes_one_item_of_all_events_where_the_calendar_has_a_uid(
    synced: Synced,
) -> None:
    """The planted fault: many libraries give each calendar a UID."""
    named = FEED.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\nUID:calendar\r\n", 1)
    synced.live.put(GROUPEMENT, named)

    synced.sync()

    assert len(synced.files()) == 1
