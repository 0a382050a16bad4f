"""Thunderbird without a window keeps both calendars, and follows what happens to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cdo_share.calendars.dav import blocks
from tests.calendars.dav.conftest import Account, an_account, number_once
from tests.calendars.dav.entries import entry
from tests.calendars.thunderbird import Thunderbird, a_thunderbird
from tests.publishing.world import AM, At

Events = dict[str, dict[str, Any]]


@dataclass
class Seen:
    """What Thunderbird showed, one moment after another, and what was asked of the site."""

    visits: Events = field(default_factory=dict)
    moved: Events = field(default_factory=dict)
    blocked: Events = field(default_factory=dict)
    given_back: Events = field(default_factory=dict)
    reports: int = 0
    statuses: set[int] = field(default_factory=set)


@pytest.fixture(scope="module")
def seen(thunderbird: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Return what one Thunderbird showed while visits moved and a phone blocked time."""
    folder = tmp_path_factory.mktemp("thunderbird")
    with an_account(folder) as account:
        urls = [_with_password(account, url) for url in (account.visits, account.busy)]
        with a_thunderbird(thunderbird, folder, urls, "caldav") as shown:
            yield _watch(account, shown, *urls)


def _with_password(account: Account, url: str) -> str:
    return url.replace("http://", f"http://{account.key}:{account.password}@")


def _watch(account: Account, shown: Thunderbird, visits: str, busy: str) -> Seen:
    seen, live = Seen(), account.live
    shown.wait_for(lambda: len(shown.events(visits)) == 2, "two visits")
    seen.visits = shown.events(visits)
    live.publish([At(live.world.shop, live.world.zoe, live.monday + timedelta(days=2), AM)])
    shown.wait_for(lambda: len(shown.events(visits)) == 1, "one visit, later")
    seen.moved = shown.events(visits)
    account.send("PUT", entry("a"))
    shown.wait_for(lambda: len(shown.events(busy)) == 1, "what a phone blocked")
    seen.blocked = shown.events(busy)
    account.send("DELETE")
    shown.wait_for(lambda: not shown.events(busy), "that it is free again")
    seen.given_back = shown.events(busy)
    seen.reports = sum(one.method == "REPORT" for one in live.requests)
    seen.statuses = {one.status for one in live.requests if one.method == "REPORT"}
    return seen


def test_thunderbird_shows_the_visits(seen: Seen) -> None:
    assert sorted(event["summary"] for event in seen.visits.values()) == [
        "Biscuiterie Le Goff – Ouvrir la boutique en ligne",
        "Chantier naval Kermor – Suivre le stock",
    ]


def test_thunderbird_follows_a_visit_that_moves_and_one_that_goes(seen: Seen) -> None:
    ((uid, event),) = seen.moved.items()

    assert event["start"] - seen.visits[uid]["start"] == 2 * 24 * 3600


def test_thunderbird_shows_what_another_device_blocks_and_gives_back(seen: Seen) -> None:
    assert [event["summary"] for event in seen.blocked.values()] == ["Dentiste"]
    assert seen.given_back == {}


def test_thunderbird_is_never_refused_what_it_asks(seen: Seen) -> None:
    assert seen.reports > 0
    assert seen.statuses == {207}


@pytest.mark.long
def test_thunderbird_would_keep_what_is_gone_where_a_deletion_has_no_number(
    thunderbird: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "number_change", number_once)

    with an_account(tmp_path) as account:
        url = _with_password(account, account.busy)
        account.send("PUT", entry("a"))
        with a_thunderbird(thunderbird, tmp_path, [url], "caldav") as shown:
            shown.wait_for(lambda: len(shown.events(url)) == 1, "what a phone blocked")
            account.send("DELETE")
            before = _count_reports(account)
            shown.wait_for(lambda: _count_reports(account) >= before + 2, "two more questions")

            assert len(shown.events(url)) == 1


def _count_reports(account: Account) -> int:
    return sum(one.method == "REPORT" for one in account.live.requests)
