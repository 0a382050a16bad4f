"""Thunderbird without a window: a profile that subscribes to feeds, and what it shows then."""

import json
import os
import shutil
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

QUIET = {
    "app.update.enabled": False,
    "calendar.timezone.local": "Europe/Paris",
    "datareporting.policy.dataSubmissionEnabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
REFRESH_MINUTES = "0.05"  # every three seconds; a person's is 30
PATIENCE_SECONDS = 60
ALL_DAY = 8  # of the flags of a stored event
MICROSECONDS = 1_000_000


@dataclass
class Thunderbird:
    """A running Thunderbird; `calendars`: the id under which each address is registered."""

    profile: Path
    calendars: dict[str, str]
    kind: str = "ics"  # or "caldav"

    def events(self, url: str) -> dict[str, dict[str, Any]]:
        """Return the events that it shows of a feed, by UID, as the other readers print them."""
        rows = self._rows(
            "SELECT id, title, flags, event_start, event_end FROM cal_events WHERE cal_id = ?",
            self.calendars[url],
        )
        return {
            uid: {"uid": uid, "summary": title, "start": _instant(*start), "end": _instant(*end)}
            for uid, title, flags, *instants in rows
            for start, end in [[(flags, one) for one in instants]]
        }

    def _rows(self, statement: str, *values: str) -> list[Any]:
        """Return rows of its cache; tries again while it is not made yet or being written."""
        for _ in range(PATIENCE_SECONDS * 5):
            try:
                with closing(sqlite3.connect(self._copied_cache())) as cache:
                    return cache.execute(statement, values).fetchall()
            except (sqlite3.DatabaseError, FileNotFoundError):
                time.sleep(0.2)
        raise AssertionError("Thunderbird made no cache of calendars")

    def _copied_cache(self) -> Path:
        """Return a copy of its cache: it keeps the file itself locked."""
        copy = self.profile / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for path in (self.profile / "calendar-data").glob("cache.sqlite*"):
            shutil.copy(path, copy / path.name)
        return copy / "cache.sqlite"

    def wait_for(self, is_so: Callable[[], bool], what: str) -> None:
        """Return as soon as something is so; fails after a minute."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, f"Thunderbird did not show: {what}"
            time.sleep(0.2)

    def is_disabled(self, url: str) -> bool:
        """Return whether it has given the calendar up, as its stored preferences say."""
        line = f'user_pref("calendar.registry.{self.calendars[url]}.disabled", "true");'
        return line in (self.profile / "prefs.js").read_text().splitlines()


def _instant(flags: int, microseconds: int) -> int | str:
    seconds = microseconds // MICROSECONDS
    if flags & ALL_DAY:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    return seconds


@contextmanager
def a_thunderbird(
    program: str, folder: Path, urls: list[str], kind: str = "ics"
) -> Iterator[Thunderbird]:
    """Yield a Thunderbird with a new profile that subscribes to these addresses."""
    profile = folder / "profile"
    profile.mkdir()
    shown = Thunderbird(profile, {url: str(uuid.uuid4()) for url in urls}, kind)
    lines = (f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in _prefs(shown))
    (profile / "user.js").write_text("\n".join(lines))
    with (folder / "thunderbird.log").open("w") as log:
        process = subprocess.Popen(
            [program, "--headless", "--no-remote", "--profile", str(profile)],
            env=os.environ | {"HOME": str(folder), "MOZ_HEADLESS": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield shown
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _prefs(shown: Thunderbird) -> Iterator[tuple[str, Any]]:
    yield from QUIET.items()
    for url, calendar in shown.calendars.items():
        start = f"calendar.registry.{calendar}."
        yield start + "type", shown.kind
        yield start + "uri", url
        yield start + "name", url.rpartition("/")[2].removesuffix(".ics")
        yield start + "cache.enabled", True
        yield start + "refreshInterval", REFRESH_MINUTES
