"""Reading addresses again and again: whose turn it is, and what is believed."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement
from cdo_share.availability.ageing import CalendarTrouble, list_stale_calendars
from cdo_share.availability.external import accept_calendar, forget_address
from cdo_share.availability.models import (
    CalendarAddress,
    CalendarState,
    ExternalCalendar,
    ReadingFailure,
)
from cdo_share.availability.queries import get_availability, list_calendars
from cdo_share.availability.reading.fetch import Validators
from cdo_share.availability.readings import (
    CLAIM,
    Claim,
    claim_due,
    pause,
    record_failure,
    record_reading,
    record_unchanged,
)
from cdo_share.availability.refreshing import (
    accept_empty,
    let_pass,
    minutes_to_wait,
    refresh_calendar,
)
from cdo_share.core.errors import Conflict
from tests.availability.spans import HOUR, MORNING, a_reading
from tests.factories import a_calendar_address, a_groupement, an_engagement

EMPTY = ReadingFailure.SUDDENLY_EMPTY
PARTLY = ReadingFailure.PARTLY_UNREADABLE
KNOWN = Validators('"one"', "Mon, 14 Dec 2026 09:00:00 GMT")
DAY = timedelta(days=1)


@pytest.fixture
def cdo(session: Session) -> Engagement:
    return an_engagement(session, a_groupement(session))


@pytest.fixture
def address(session: Session, cdo: Engagement, now: datetime) -> CalendarAddress:
    """Return an address that is due."""
    return a_calendar_address(session, cdo, name="Google", next_try_at=now)


def _keys(cdo: Engagement) -> dict[str, int]:
    return {"groupement_id": cdo.groupement_id, "engagement_id": cdo.id}


def _claim(session: Session, at: datetime) -> Claim:
    claim = claim_due(session, at)
    assert claim is not None
    return claim


def _read(session: Session, at: datetime, *starts: datetime) -> ReadingFailure | None:
    """Read what is due, and find busy times at `starts`."""
    claim = _claim(session, at)
    reading = a_reading(*starts, at=at)
    return record_reading(session, claim, reading, KNOWN, share=0.5)


def _fail(session: Session, at: datetime, failure: ReadingFailure) -> None:
    record_failure(session, _claim(session, at), failure, now=at, share=0.5)


def _accepted(session: Session, cdo: Engagement, now: datetime) -> ExternalCalendar:
    """Read the address for the first time, and let it count."""
    assert _read(session, now, MORNING) is None
    (calendar,) = list_calendars(session, **_keys(cdo))
    return accept_calendar(session, **_keys(cdo), calendar_id=calendar.id)


def _starts(session: Session, cdo: Engagement) -> list[datetime]:
    session.flush()
    session.expire_all()
    return [start for start, _, _ in get_availability(session, **_keys(cdo)).busy]


def test_first_reading_waits_to_be_accepted(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    address.elsewhere_is_busy = True

    assert _read(session, now, MORNING) is None

    (calendar,) = list_calendars(session, **_keys(cdo))
    assert (calendar.state, calendar.name) == (CalendarState.PREVIEW, "Google")
    assert calendar.elsewhere_is_busy
    assert _starts(session, cdo) == []
    assert address.calendar_id == calendar.id
    assert (address.etag, address.last_modified) == (KNOWN.etag, KNOWN.last_modified)


def test_claim_says_what_reading_needs(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    claim = _claim(session, now)

    assert (claim.address_id, claim.sealed, claim.zone) == (address.id, b"sealed", "Europe/Paris")
    assert (claim.person_id, claim.known) == (cdo.person_id, Validators())


def test_claimed_address_is_nobody_elses_until_the_claim_runs_out(
    session: Session, address: CalendarAddress, now: datetime
) -> None:
    _claim(session, now)

    assert claim_due(session, now + CLAIM - timedelta(seconds=1)) is None
    assert _claim(session, now + CLAIM).address_id == address.id


def test_host_is_read_by_one_at_a_time(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    later = now + timedelta(seconds=1)
    same = a_calendar_address(session, cdo, next_try_at=now)
    other = a_calendar_address(session, cdo, host="other.example", next_try_at=later)

    claims = [claim_due(session, later) for _ in range(3)]

    assert [claim and claim.address_id for claim in claims] == [address.id, other.id, None]
    record_failure(session, _not_none(claims[0]), ReadingFailure.TOO_SLOW, now=later, share=0.5)
    assert _claim(session, later).address_id == same.id


def _not_none(claim: Claim | None) -> Claim:
    assert claim is not None
    return claim


def test_address_of_somebody_who_left_is_not_read(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    cdo.is_active = False
    session.flush()

    assert claim_due(session, now) is None


def test_good_reading_is_followed_by_another_in_an_hour(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)

    assert address.next_try_at == now + HOUR
    assert _read(session, now + HOUR, MORNING, MORNING + DAY) is None
    assert _starts(session, cdo) == [MORNING, MORNING + DAY]


def test_unchanged_calendar_is_asked_whether_it_changed_and_counts_as_read(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    at = now + HOUR

    claim = _claim(session, at)
    record_unchanged(session, claim, now=at, share=0.5)

    assert claim.known == KNOWN
    assert [row.read_at for row in list_calendars(session, **_keys(cdo))] == [at]
    assert (_starts(session, cdo), address.next_try_at) == ([MORNING], at + HOUR)


def test_calendar_is_read_whole_after_a_week_because_the_days_read_move_on(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)

    assert _claim(session, now + timedelta(days=8)).known == Validators()


def test_failed_reading_keeps_the_last_good_one(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)

    _fail(session, now + HOUR, ReadingFailure.NOT_FOUND)

    assert _starts(session, cdo) == [MORNING]
    assert (address.failure, address.failures) == (ReadingFailure.NOT_FOUND, 1)
    assert (address.etag, list_calendars(session, **_keys(cdo))[0].read_at) == (KNOWN.etag, now)


def test_pauses_double_up_to_a_day(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    at, hours = now, []
    for _ in range(7):
        _fail(session, at, ReadingFailure.UNREACHABLE)
        hours.append((address.next_try_at - at) / HOUR)
        at = address.next_try_at

    assert hours == [1, 2, 4, 8, 16, 24, 24]
    assert _read(session, at, MORNING) is None
    assert (address.failures, address.failure) == (0, None)


@pytest.mark.parametrize(("share", "minutes"), [(0.0, 54), (0.5, 60), (1.0, 66)])
def test_pauses_are_spread(share: float, minutes: int) -> None:
    assert pause(0, share) == timedelta(minutes=minutes)


def test_suddenly_empty_calendar_is_believed_the_third_time(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    seen = []
    for _ in range(3):
        failure = _read(session, address.next_try_at)
        seen.append((failure, _starts(session, cdo)))

    assert seen == [(EMPTY, [MORNING]), (EMPTY, [MORNING]), (None, [])]
    assert (address.failure, address.failures) == (None, 0)


def test_empty_readings_count_only_in_a_row(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    for _ in range(2):
        assert _read(session, address.next_try_at) is EMPTY
    _fail(session, address.next_try_at, ReadingFailure.UNREACHABLE)

    assert _read(session, address.next_try_at) is EMPTY
    assert address.failures == 1
    assert _starts(session, cdo) == [MORNING]


def test_calendar_whose_times_are_all_over_may_be_empty(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    address.next_try_at = after = MORNING + DAY
    session.flush()

    assert _read(session, after) is None
    assert _starts(session, cdo) == []


def test_preview_may_become_empty_at_once(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _read(session, now, MORNING)

    assert _read(session, address.next_try_at) is None


def test_empty_calendar_is_believed_when_the_cdo_says_so(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    assert _read(session, address.next_try_at) is EMPTY
    whose = {**_keys(cdo), "address_id": address.id}

    accept_empty(session, **whose)

    assert _starts(session, cdo) == []
    assert (address.failure, address.etag) == (None, "")
    with pytest.raises(Conflict):
        accept_empty(session, **whose)
    assert _read(session, address.next_try_at) is None


def _read_in_part(
    session: Session, at: datetime, *marks: str, starts: tuple[datetime, ...] = ()
) -> ReadingFailure | None:
    """Read what is due; entries with these marks cannot be read."""
    reading = a_reading(*starts, at=at, skipped=marks)
    return record_reading(session, _claim(session, at), reading, KNOWN, share=0.5)


@pytest.mark.parametrize("starts", [(), (MORNING,), (MORNING + 2 * DAY,)])
def test_calendar_that_became_unreadable_in_part_is_never_believed_by_itself(
    session: Session,
    cdo: Engagement,
    address: CalendarAddress,
    now: datetime,
    starts: tuple[datetime, ...],
) -> None:
    _accepted(session, cdo, now)
    assert _read(session, address.next_try_at, MORNING, MORNING + DAY) is None

    for _ in range(5):
        at = address.next_try_at
        assert _read_in_part(session, at, "a", starts=starts) is PARTLY

    # What stands there stays, and what was read beside it counts as well.
    assert _starts(session, cdo) == sorted({MORNING, MORNING + DAY, *starts})
    (trouble,) = list_stale_calendars(session, cdo.groupement_id, now)
    assert trouble.trouble is CalendarTrouble.HELD


def test_cdo_lets_pass_the_entries_that_were_there_and_no_others(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    _accepted(session, cdo, now)
    assert _read_in_part(session, address.next_try_at, "a", "b") is PARTLY
    whose = {**_keys(cdo), "address_id": address.id, "now": address.next_try_at}
    seen = address.held_digest
    assert _read_in_part(session, address.next_try_at, "a", "b", "d") is PARTLY
    with pytest.raises(Conflict):  # another entry came after the CDO looked
        let_pass(session, **whose, seen=seen)
    assert _read_in_part(session, address.next_try_at, "a", "b") is PARTLY

    let_pass(session, **whose, seen=seen)

    with pytest.raises(Conflict):
        let_pass(session, **whose, seen=seen)
    assert (address.failure, address.etag) == (None, "")
    at = address.next_try_at
    assert _read_in_part(session, at, "a", "c", starts=(MORNING + DAY,)) is PARTLY
    assert _read_in_part(session, address.next_try_at, "a", starts=(MORNING + DAY,)) is None
    assert _starts(session, cdo) == [MORNING + DAY]


def test_entries_that_were_unreadable_when_it_was_accepted_hold_nothing_up(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    assert _read_in_part(session, now, "a", starts=(MORNING,)) is None
    (calendar,) = list_calendars(session, **_keys(cdo))
    accept_calendar(session, **_keys(cdo), calendar_id=calendar.id)

    assert _read_in_part(session, address.next_try_at, "a", starts=(MORNING + DAY,)) is None

    assert _starts(session, cdo) == [MORNING + DAY]
    assert list_stale_calendars(session, cdo.groupement_id, now) == []


def test_answer_to_a_claim_that_ran_out_changes_nothing(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    old = _claim(session, now)
    new = _claim(session, now + CLAIM)

    record_reading(session, old, a_reading(MORNING, at=now), KNOWN, share=0.5)
    record_unchanged(session, old, now=now, share=0.5)
    record_failure(session, old, ReadingFailure.TOO_SLOW, now=now, share=0.5)

    assert list_calendars(session, **_keys(cdo)) == []
    assert (address.failures, address.tried_at) == (0, new.claimed_at)


def test_answer_for_an_address_forgotten_meanwhile_changes_nothing(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    claim = _claim(session, now)
    forget_address(session, **_keys(cdo), address_id=address.id)

    assert record_reading(session, claim, a_reading(MORNING, at=now), KNOWN, share=0.5) is None
    assert list_calendars(session, **_keys(cdo)) == []


@pytest.mark.parametrize(("minutes", "left"), [(0, 30), (29, 1), (30, 0)])
def test_calendar_is_read_on_demand_every_half_hour(
    session: Session,
    cdo: Engagement,
    address: CalendarAddress,
    now: datetime,
    minutes: int,
    left: int,
) -> None:
    _accepted(session, cdo, now)
    at = now + timedelta(minutes=minutes)
    whose = {**_keys(cdo), "address_id": address.id}

    assert minutes_to_wait(address, at) == left
    if left:
        with pytest.raises(Conflict, match=f"{left} minutes"):
            refresh_calendar(session, **whose, now=at)
        assert address.next_try_at == now + HOUR
    else:
        refresh_calendar(session, **whose, now=at)
        assert address.next_try_at == at


def test_demand_does_not_put_off_a_reading_that_is_due(
    session: Session, cdo: Engagement, address: CalendarAddress, now: datetime
) -> None:
    refresh_calendar(session, **_keys(cdo), address_id=address.id, now=now + HOUR)

    assert address.next_try_at == now
