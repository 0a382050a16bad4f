"""How long feeds take to write, in paces of the machine; printed with `pytest -s`.

The specification allows a feed of 600 events 400 ms anew and 20 ms once its texts were written; a
pace is about 100 ms on the machine on which this was measured.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import process_time

import pytest
from sqlalchemy.orm import Session

from cdo_share.calendars import blocks, text
from cdo_share.calendars.models import FeedOwner
from cdo_share.calendars.service import rebuild_feeds
from cdo_share.calendars.text import speaker
from cdo_share.publishing.views import VisitView
from tests.calendars.samples import BASE_URL, a_feed, a_reader, a_view
from tests.calendars.test_blocks import by_icalendar
from tests.factories import a_demand, a_member, a_person, an_engagement
from tests.pace import measure_least, measure_pace
from tests.publishing.world import At, World, a_world, publish_places

MONDAY = date(2027, 1, 4)
PACE_THERE = 0.1
READER = a_reader(FeedOwner.GROUPEMENT, say=speaker("fr"))


def forget() -> None:
    """Let go of every text that was written, as a new process begins."""
    for kept in (text.feed_line, text.feed_lines, blocks._text):
        kept.cache_clear()


def visits_600() -> list[VisitView]:
    """Return visits for 150 demands; their texts recur as those of a period do."""
    return [
        a_view(MONDAY + timedelta(days=n // 2), n % 2, title=f"Refaire le site n° {n % 150}")
        for n in range(600)
    ]


def paces(act: Callable[[], object]) -> float:
    return measure_least(act) / measure_pace()


def test_feed_of_600_events_is_written_anew_within_400_ms_and_again_within_20() -> None:
    visits = visits_600()
    fresh = a_feed(visits, READER)

    def anew() -> None:
        forget()
        assert a_feed(visits, READER) == fresh

    def again() -> None:
        moved = [*visits[1:], replace(visits[0], sequence=visits[0].sequence + 1)]
        assert len(a_feed(moved, READER)) == len(fresh)

    cold, warm = paces(anew), paces(again)

    print(f"600 events: {cold:.2f} paces anew, {warm:.2f} again")
    assert cold < 0.4 / PACE_THERE
    assert warm < 0.02 / PACE_THERE


def test_feed_written_by_icalendar_would_be_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: nothing written is kept."""
    monkeypatch.setattr("cdo_share.calendars.ics.event_block", by_icalendar)
    visits = visits_600()

    assert paces(lambda: a_feed(visits, READER)) > 0.02 / PACE_THERE


def crowd(session: Session, cdos: int, members: int) -> tuple[World, list[At]]:
    """Return a groupement and a plan with every CDO busy four half-days a week for ten weeks."""
    world = a_world(session, starts_on=MONDAY, ends_on=MONDAY + timedelta(weeks=12))
    firms = [a_member(session, world.groupement, name=f"Entreprise {n}") for n in range(members)]
    demands = [a_demand(session, firm, world.period) for firm in firms]
    engaged = [
        an_engagement(session, world.groupement, person_id=a_person(session, name=f"CDO {n}").id)
        for n in range(cdos)
    ]
    places = [
        At(demands[(n * 7 + week * 3 + day) % members], cdo, at, day % 2)
        for n, cdo in enumerate(engaged)
        for week in range(10)
        for day in range(4)
        for at in [MONDAY + timedelta(weeks=week, days=day)]
    ]
    return world, places


@pytest.mark.parametrize(("cdos", "members"), [(4, 10), (60, 150)])
def test_feeds_of_a_groupement_take_time_in_proportion_to_its_visits(
    session: Session, now: datetime, cdos: int, members: int
) -> None:
    """Not to visits times feeds; 2,400 visits go into 426 feeds."""
    world, places = crowd(session, cdos, members)
    publish_places(session, world, places, now)
    at = {"groupement_id": world.groupement.id, "base_url": BASE_URL}
    first = paces_once(lambda: rebuild_feeds(session, now=now, **at))
    again = paces_once(lambda: rebuild_feeds(session, now=now, **at))

    print(f"{cdos} CDOs, {members} members, {len(places)} visits: {first:.1f}, then {again:.1f}")
    feeds, visits = 2 * (cdos + members + 5), len(places)
    assert first < 1 + feeds * 0.02 + visits * 0.005
    assert again < 1 + feeds * 0.02 + visits * 0.004


def paces_once(act: Callable[[], object]) -> float:
    pace = measure_pace()
    began = process_time()
    act()
    return (process_time() - began) / pace
