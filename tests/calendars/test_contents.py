"""What each reader finds in an event, and what they must not find."""

import re
from dataclasses import replace
from datetime import date, time

import pytest

from cdo_share.accounts.models import Regime
from cdo_share.calendars.contents import feed_event
from cdo_share.calendars.models import DetailLevel, FeedOwner, HalfdayEvents
from cdo_share.calendars.text import speaker
from cdo_share.core.grid import GridKind
from cdo_share.publishing.models import CancelledBy, VisitState
from tests.calendars.samples import BASE_URL, a_feed, a_reader, a_view, paris

MONDAY = date(2027, 1, 4)
FRENCH = speaker("fr")
TITLE = "Ouvrir la boutique en ligne"


@pytest.mark.parametrize(
    ("owner", "summary", "description"),
    [
        (
            FeedOwner.CDO,
            f"Biscuiterie Le Goff – {TITLE}",
            f"Adhérent : Biscuiterie Le Goff\nBesoin : {TITLE}\n"
            f"{BASE_URL}/cdo/1/interventions#visit-",
        ),
        (
            FeedOwner.MEMBER,
            f"{TITLE} – Zoé Martin",
            f"CDO : Zoé Martin\nTéléphone : 06 00 00 00 00\nBesoin : {TITLE}\n"
            f"{BASE_URL}/adherent/1/interventions#visit-",
        ),
        (
            FeedOwner.GROUPEMENT,
            f"Biscuiterie Le Goff – Zoé Martin – {TITLE}",
            "Adhérent : Biscuiterie Le Goff\nCDO : Zoé Martin\n"
            f"Téléphone : 06 00 00 00 00\nBesoin : {TITLE}\n{BASE_URL}/",
        ),
    ],
)
def test_event_in_full_tells_each_owner_who_and_what(
    owner: FeedOwner, summary: str, description: str
) -> None:
    visit = a_view(MONDAY)
    event = feed_event(visit, a_reader(owner, say=FRENCH))

    # The groupement's readers are coordinators, whose first page leads further.
    page = description if owner is FeedOwner.GROUPEMENT else f"{description}{visit.id}"
    assert (event.summary, event.description) == (summary, page)
    assert event.url == page.splitlines()[-1]
    assert event.location == "3 rue du Port, Vannes"
    assert (event.position, event.category) == ((47.65821, -2.76085), "Intervention")


def test_event_of_a_remote_visit_has_no_address() -> None:
    event = feed_event(a_view(MONDAY, is_on_site=False), a_reader(say=FRENCH))

    assert (event.location, event.position) == ("À distance", None)


@pytest.mark.parametrize(
    ("slot", "length", "moment"), [(0, 1, "Matin"), (1, 1, "Après-midi"), (0, 2, "Journée")]
)
@pytest.mark.parametrize("owner", list(FeedOwner))
def test_event_on_forfait_jours_names_the_half_day_for_everybody(
    owner: FeedOwner, slot: int, length: int, moment: str
) -> None:
    visit = a_view(MONDAY, slot, length, regime=Regime.FORFAIT_JOURS)

    for detail in DetailLevel:
        event = feed_event(visit, a_reader(owner, detail, FRENCH))
        assert event.is_all_day
        assert event.summary.startswith(f"{moment} – ")
        assert re.findall(r"\d{1,2}[:h]\d{2}", event.summary + event.description) == []
        said = "La journée est convenue" if length == 2 else "La demi-journée est convenue"
        assert (said in event.description) is (detail is DetailLevel.FULL)


@pytest.mark.parametrize(
    ("owner", "is_opaque"),
    [(FeedOwner.CDO, True), (FeedOwner.MEMBER, False), (FeedOwner.GROUPEMENT, False)],
)
def test_event_takes_the_time_of_the_cdo_only(owner: FeedOwner, is_opaque: bool) -> None:
    for detail in DetailLevel:
        assert feed_event(a_view(MONDAY), a_reader(owner, detail)).is_opaque is is_opaque


@pytest.mark.parametrize("owner", list(FeedOwner))
def test_event_of_a_late_cancellation_says_so_and_frees_the_time(owner: FeedOwner) -> None:
    planned = feed_event(a_view(MONDAY), a_reader(owner, say=FRENCH))
    gone = a_view(MONDAY, state=VisitState.CANCELLED, cancelled_by=CancelledBy.CDO, sequence=3)

    event = feed_event(gone, a_reader(owner, say=FRENCH))

    assert event.summary == f"Annulée – {planned.summary}"
    assert (event.is_opaque, event.sequence) == (False, 3)
    assert b"STATUS:CANCELLED" not in a_feed([gone])


@pytest.mark.parametrize("owner", list(FeedOwner))
def test_event_in_a_busy_feed_names_nobody_and_nothing(owner: FeedOwner) -> None:
    one = a_view(MONDAY)
    other = a_view(
        MONDAY,
        id=one.id,
        member_name="Autre",
        cdo_name="Autre",
        title="Autre",
        address="Autre",
        commune="Autre",
        cdo_phone="Autre",
        lat=1.0,
        is_on_site=False,
    )
    busy = a_reader(owner, DetailLevel.BUSY, FRENCH)

    assert feed_event(one, busy).summary == "Occupé"
    assert feed_event(one, busy) == feed_event(other, busy)
    assert feed_event(one, a_reader(owner)) != feed_event(other, a_reader(owner))


def test_event_in_a_member_feed_does_not_depend_on_other_members_or_their_name() -> None:
    one = a_view(MONDAY)
    renamed = a_view(MONDAY, id=one.id, member_name="Autre adhérent")

    reader = a_reader(FeedOwner.MEMBER)

    assert feed_event(one, reader) == feed_event(renamed, reader)


def test_event_with_long_texts_stays_within_the_limits() -> None:
    event = feed_event(
        a_view(MONDAY, member_name="a" * 500, title="b" * 500, address="c" * 500),
        a_reader(FeedOwner.GROUPEMENT),
    )

    assert [len(event.summary), len(event.description), len(event.location)] == [200, 500, 200]


def test_event_on_forfait_jours_explains_the_half_day_in_one_sentence() -> None:
    visit = a_view(MONDAY, regime=Regime.FORFAIT_JOURS)

    for owner in FeedOwner:
        for halfdays, words in EXPLAINED.items():
            event = feed_event(visit, replace(a_reader(owner, say=FRENCH), halfdays=halfdays))
            assert event.description.splitlines()[-2] == words
        by_hours = feed_event(a_view(MONDAY), a_reader(owner, say=FRENCH))
        assert "demi-journée" not in by_hours.description


EXPLAINED = {
    HalfdayEvents.DAY: "La demi-journée est convenue, sans horaire imposé : "
    "le CDO et l’adhérent le fixent ensemble.",
    HalfdayEvents.TIMED: "La demi-journée est convenue ; l’horaire affiché n’est pas imposé : "
    "le CDO et l’adhérent le fixent ensemble.",
}


@pytest.mark.parametrize("grid", list(GridKind))
@pytest.mark.parametrize("detail", list(DetailLevel))
def test_event_on_forfait_jours_may_last_the_half_day(grid: GridKind, detail: DetailLevel) -> None:
    """Not the slots inside it, which nobody was told."""
    reader = replace(a_reader(detail=detail, say=FRENCH), halfdays=HalfdayEvents.TIMED)
    visit = a_view(MONDAY, 1, regime=Regime.FORFAIT_JOURS, grid_kind=grid)
    event = feed_event(visit, reader)

    half = {
        GridKind.HALF_DAY: ("Après-midi", paris(MONDAY, 13, 30), paris(MONDAY, 17)),
        GridKind.HOUR: ("Matin", paris(MONDAY, 8, 30), paris(MONDAY, 12, 30)),
    }[grid]
    assert (event.summary.split(" – ")[0], event.starts_at, event.ends_at) == half
    assert not event.is_all_day


@pytest.mark.parametrize("halfdays", list(HalfdayEvents))
def test_event_with_a_time_agreed_shows_it_whatever_the_setting(halfdays: HalfdayEvents) -> None:
    agreed = {"agreed_start": time(9, 15), "agreed_end": time(12)}
    visit = a_view(MONDAY, regime=Regime.FORFAIT_JOURS, **agreed)

    event = feed_event(visit, replace(a_reader(say=FRENCH), halfdays=halfdays))

    assert (event.is_all_day, event.summary) == (False, f"Biscuiterie Le Goff – {TITLE}")
    assert (event.starts_at, event.ends_at) == (paris(MONDAY, 9, 15), paris(MONDAY, 12))
    assert event.description.splitlines()[-2] == "Horaire fixé entre le CDO et l’adhérent."


@pytest.mark.parametrize("owner", list(FeedOwner))
def test_event_takes_the_time_of_members_where_the_setting_says_so(owner: FeedOwner) -> None:
    reader = replace(a_reader(owner), blocks_members=True)
    cancelled = a_view(MONDAY, state=VisitState.CANCELLED, cancelled_by=CancelledBy.CDO)

    assert feed_event(a_view(MONDAY), reader).is_opaque
    assert not feed_event(cancelled, reader).is_opaque
