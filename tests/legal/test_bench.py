"""Changes judged one by one from one reading are those of the whole work, before and after."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdo_share.accounts.models import Regime
from cdo_share.core.clock import local_instant
from cdo_share.core.grid import GridKind
from cdo_share.legal.bench import Diary, Frame
from cdo_share.legal.check import check_visits
from cdo_share.legal.facts import Contract
from cdo_share.legal.findings import Finding
from cdo_share.legal.gathering import PlacedVisit, Times, gather_facts
from cdo_share.legal.parameters import LAW
from cdo_share.legal.worse import list_worsened
from tests.legal.work import AURAY, MONDAY, STRASBOURG, VANNES, ZONE, at

LAST = MONDAY + timedelta(days=27)
FRAME = Frame(first=MONDAY, last=LAST, zone=ZONE, today=MONDAY + timedelta(days=2), law=LAW)
# Sundays, weeks before and after, and a public holiday are among the days.
DAYS = st.integers(-8, 34).map(lambda number: MONDAY + timedelta(days=number))


def visit(day: date, slot: int, place: int = 0) -> PlacedVisit:
    """Return a half-day somewhere; the last place is far from the others."""
    return PlacedVisit(
        engagement_id=1,
        day=day,
        slot=slot,
        length=1,
        grid_kind=GridKind.HALF_DAY,
        is_on_site=True,
        place=(VANNES, AURAY, STRASBOURG)[place],
    )


def hours_elsewhere(day: date) -> Times:
    """Return an evening for another groupement."""
    return instant(day, "18:00"), instant(day, "22:30")


def instant(day: date, clock: str) -> datetime:
    return local_instant(day, at(clock), ZONE)


VISITS = st.builds(visit, DAYS, st.integers(0, 1), st.integers(0, 2))
CONTRACTS = st.builds(
    Contract,
    engagement_id=st.just(1),
    regime=st.sampled_from(Regime),
    base=st.just(VANNES),
    outside_minutes=st.sampled_from([0, 2400]),
    weekly_minutes=st.sampled_from([None, 480]),
)


def judged(contract: Contract, visits: list[PlacedVisit], others: list[Times]) -> list[Finding]:
    """Return what the law says of the whole work of somebody with a visit in the days judged."""
    if not any(MONDAY <= one.day <= LAST for one in visits):
        return []
    facts = gather_facts(contract, visits, first=MONDAY, last=LAST, zone=ZONE, elsewhere=others)
    return check_visits([replace(facts, today=FRAME.today)], LAW)


@settings(max_examples=60, deadline=None)
@example(
    contract=Contract(engagement_id=1, regime=Regime.HOURS, base=VANNES, outside_minutes=2400),
    visits=[visit(MONDAY + timedelta(days=number), 0) for number in (2, 3)],
    added=[visit(MONDAY + timedelta(days=4), 1)],
    evenings=[],
    removed=0,
)
@example(  # a second half-day in the week would be too much, the one moved is not
    contract=Contract(engagement_id=1, regime=Regime.HOURS, base=VANNES, outside_minutes=2640),
    visits=[visit(MONDAY + timedelta(days=2), 0)],
    added=[visit(MONDAY + timedelta(days=3), 0)],
    evenings=[],
    removed=1,
)
@example(  # a morning after an evening elsewhere leaves too short a night
    contract=Contract(engagement_id=1, regime=Regime.HOURS, base=VANNES),
    visits=[visit(MONDAY + timedelta(days=9), 0)],
    added=[visit(MONDAY + timedelta(days=4), 0)],
    evenings=[MONDAY + timedelta(days=3)],
    removed=0,
)
@given(
    contract=CONTRACTS,
    visits=st.lists(VISITS, max_size=8, unique_by=lambda one: (one.day, one.slot)),
    added=st.lists(VISITS, max_size=2),
    evenings=st.lists(DAYS, max_size=2, unique=True),
    removed=st.integers(0, 2),
)
def test_change_is_judged_as_the_whole_work_is(
    *,
    contract: Contract,
    visits: list[PlacedVisit],
    added: list[PlacedVisit],
    evenings: list[date],
    removed: int,
) -> None:
    others = list(map(hours_elsewhere, evenings))
    gone, kept = visits[:removed], visits[removed:]
    diary = Diary(contract, FRAME, visits, others)

    found = diary.list_new(gone, added)

    whole = judged(contract, visits, others), judged(contract, [*kept, *added], others)
    assert found == list_worsened(*whole)


def test_diary_stays_as_it_was_after_a_change() -> None:
    contract = Contract(engagement_id=1, regime=Regime.HOURS, base=VANNES, outside_minutes=2520)
    diary = Diary(contract, FRAME, [visit(MONDAY + timedelta(days=2), 0)])
    more = [visit(MONDAY + timedelta(days=3), 0)]

    first = diary.list_new([], more)
    again = diary.list_new([], more)

    assert [one.article for one in first] == ["L3121-20"]
    assert again == first
