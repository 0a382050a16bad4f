"""Thunderbird subscribes to a running site: what it shows after each thing that happens there."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cdo_share.calendars.models import FeedOwner
from tests.calendars.live import LiveSite, Request, a_live_site
from tests.calendars.readers import plain
from tests.calendars.samples import paris
from tests.calendars.test_clients import FEED, by_uid, meant
from tests.calendars.thunderbird import Thunderbird, a_thunderbird
from tests.publishing.world import AM, PM, At

pytestmark = pytest.mark.xdist_group("thunderbird")  # one Thunderbird for all of these tests
ONE, TWO, THREE = (uuid.UUID(int=number, version=4) for number in (1, 2, 3))
MONTH = timedelta(days=31)
CDO, MEMBER, GROUPEMENT = FeedOwner
Events = dict[str, dict[str, Any]]


@dataclass
class Seen:
    """What Thunderbird showed of Zoé's feed, and what it asked for, step by step.

    `stale`: what it showed at last of a feed whose ETag did not change with its bytes.
    """

    monday: date
    first: Events = field(default_factory=dict)
    golden: Events = field(default_factory=dict)
    unchanged: list[Request] = field(default_factory=list)
    changed: Events = field(default_factory=dict)
    stale: Events = field(default_factory=dict)
    last: Events = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(thunderbird: str, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Return what one Thunderbird showed while visits were published and the link revoked."""
    folder = tmp_path_factory.mktemp("thunderbird")
    with a_live_site(folder) as live:
        return watch(live, thunderbird, folder)


def watch(live: LiveSite, program: str, folder: Path) -> Seen:
    """Let things happen on the site, and note what Thunderbird shows after each."""
    world, monday, seen = live.world, live.monday, Seen(live.monday)
    places = [
        At(world.shop, world.zoe, monday, AM, id=ONE),
        At(world.stock, world.zoe, monday, PM, id=TWO),
    ]
    live.publish(places)
    live.put(GROUPEMENT, FEED)
    token, url = live.subscribe(CDO)
    golden, stale = (live.subscribe(owner)[1] for owner in (GROUPEMENT, MEMBER))
    with a_thunderbird(program, folder, [url, golden, stale]) as shown:
        shown.wait_for(lambda: len(shown.events(url)) == 2, "two visits")
        shown.wait_for(lambda: len(shown.events(golden)) == len(meant()), "the golden feed")
        shown.wait_for(lambda: len(shown.events(stale)) == 1, "the visit of the member")
        seen.first, seen.golden = shown.events(url), shown.events(golden)
        shown.wait_for(lambda: 304 in live.statuses(url), "that nothing changed")
        seen.unchanged = live.asked(url)
        change(live, shown, url)
        seen.changed = shown.events(url)
        await_reads(live, shown, stale)
        seen.stale = shown.events(stale)
        give_up(live, shown, token, url, golden)
        seen.last = shown.events(url)
    seen.requests = live.asked(url)
    return seen


def change(live: LiveSite, shown: Thunderbird, url: str) -> None:
    """Publish: ONE is moved, TWO falls away, THREE is new."""
    world, tuesday = live.world, live.monday + timedelta(days=1)
    places = [
        At(world.shop, world.zoe, tuesday, PM, id=ONE),
        At(world.shop, world.zoe, tuesday + timedelta(days=7), AM, id=THREE),
    ]
    live.publish(places, stale=MEMBER)
    shown.wait_for(lambda: str(THREE) in shown.events(url), "the new visit")


def give_up(live: LiveSite, shown: Thunderbird, token: Any, url: str, other: str) -> None:
    """Take the link back: the calendar is emptied, and after a month given up."""
    live.revoke(token)
    shown.wait_for(lambda: shown.events(url) == {}, "an empty calendar")
    live.revoke(token, ago=MONTH)
    shown.wait_for(lambda: 410 in live.statuses(url), "that the calendar is gone")
    shown.wait_for(lambda: shown.is_disabled(url), "that the calendar is disabled")
    await_reads(live, shown, other)


def await_reads(live: LiveSite, shown: Thunderbird, url: str) -> None:
    """Wait until Thunderbird has asked twice more for a feed, and so for every feed once."""
    enough = len(live.asked(url)) + 2
    shown.wait_for(lambda: len(live.asked(url)) >= enough, "two more refreshes")


def halfday(seen: Seen, uid: uuid.UUID, days: int, slot: int, summary: str) -> dict[str, Any]:
    """Return what Thunderbird should show of a visit, so many days after the first Monday."""
    day = seen.monday + timedelta(days=days)
    (start, end) = ((9, 0), (12, 30)) if slot == AM else ((13, 30), (17, 0))
    instants = {"start": plain(paris(day, *start)), "end": plain(paris(day, *end))}
    return {"uid": str(uid), "summary": summary, **instants}


SHOP = "Biscuiterie Le Goff – Ouvrir la boutique en ligne"
STOCK = "Chantier naval Kermor – Suivre le stock"


def test_thunderbird_adds_the_visits(seen: Seen) -> None:
    assert seen.first == {
        str(ONE): halfday(seen, ONE, 0, AM, SHOP),
        str(TWO): halfday(seen, TWO, 0, PM, STOCK),
    }


def test_thunderbird_reads_the_golden_feed_as_it_was_meant(seen: Seen) -> None:
    assert by_uid(seen.golden.values()) == meant()


def test_thunderbird_asks_with_the_etag_and_takes_the_304(seen: Seen) -> None:
    first, *others = seen.unchanged

    assert (first.method, first.status, first.if_none_match) == ("GET", 200, None)
    assert {(one.method, one.status) for one in others} == {("GET", 304)}
    assert len({one.if_none_match for one in others} - {None}) == 1


def test_thunderbird_applies_a_move_a_removal_and_a_new_visit_at_the_next_refresh(
    seen: Seen,
) -> None:
    assert seen.changed == {
        str(ONE): halfday(seen, ONE, 1, PM, SHOP),
        str(THREE): halfday(seen, THREE, 8, AM, SHOP),
    }


def test_thunderbird_keeps_old_visits_where_the_etag_does_not_change(seen: Seen) -> None:
    """The planted fault: a stale 304 after a publication is seen."""
    title = "Ouvrir la boutique en ligne – Zoé Martin"

    assert seen.stale == {str(ONE): halfday(seen, ONE, 0, AM, title)}


def test_thunderbird_is_emptied_by_a_revoked_link_and_gives_up_when_it_is_gone(seen: Seen) -> None:
    statuses = [one.status for one in seen.requests]

    assert seen.last == {}
    assert statuses.index(410) == len(statuses) - 1  # it never asks again
    assert statuses.count(200) == 3  # the first visits, the changed ones, the empty calendar
