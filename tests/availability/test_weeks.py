"""The usual week: replaced as a whole, hours only where they may be planned."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Engagement, Regime
from cdo_share.availability.pattern import WHOLE
from cdo_share.availability.queries import get_availability
from cdo_share.availability.service import (
    drop_part_halfdays,
    set_pattern,
)
from cdo_share.core.errors import Conflict, InvalidInput
from cdo_share.core.grid import Half
from tests.availability.conftest import keys_of
from tests.factories import a_groupement, an_engagement

AM, PM = Half.AM, Half.PM
MORNING = datetime(2027, 1, 5, 8, tzinfo=UTC)


def test_pattern_is_replaced_as_a_whole(session: Session, cdo: Engagement) -> None:
    set_pattern(session, **keys_of(cdo), pattern={(0, AM): WHOLE, (0, PM): WHOLE})
    before = get_availability(session, **keys_of(cdo)).pattern
    set_pattern(session, **keys_of(cdo), pattern={(0, PM): WHOLE, (4, AM): "0110", (4, PM): "0000"})
    after = get_availability(session, **keys_of(cdo)).pattern
    set_pattern(session, **keys_of(cdo), pattern={})

    assert before == {(0, AM): WHOLE, (0, PM): WHOLE}
    assert after == {(0, PM): WHOLE, (4, AM): "0110"}
    assert get_availability(session, **keys_of(cdo)).pattern == {}


def test_pattern_of_one_cdo_leaves_the_others_alone(session: Session, cdo: Engagement) -> None:
    other = an_engagement(session, a_groupement(session))

    set_pattern(session, **keys_of(cdo), pattern={(0, AM): WHOLE})

    assert len(get_availability(session, **keys_of(other)).pattern) == 10


@pytest.mark.parametrize("hours", ["", "111", "11111", "11x1", "11 1"])
def test_pattern_of_anything_but_four_hours_is_refused(
    session: Session, cdo: Engagement, hours: str
) -> None:
    with pytest.raises(InvalidInput, match="each of the four hours"):
        set_pattern(session, **keys_of(cdo), pattern={(0, AM): hours})

    assert get_availability(session, **keys_of(cdo)).pattern == {}


def test_pattern_under_forfait_jours_has_no_hours(session: Session) -> None:
    cdo = an_engagement(session, a_groupement(session), pattern=False, regime=Regime.FORFAIT_JOURS)
    set_pattern(session, **keys_of(cdo), pattern={(0, AM): WHOLE, (0, PM): "0000"})

    with pytest.raises(InvalidInput, match="whole half-days"):
        set_pattern(session, **keys_of(cdo), pattern={(0, AM): "1110"})

    assert get_availability(session, **keys_of(cdo)).pattern == {(0, AM): WHOLE}


def test_part_halfdays_leave_the_week_of_who_comes_under_forfait_jours(
    session: Session, cdo: Engagement
) -> None:
    set_pattern(session, **keys_of(cdo), pattern={(0, AM): "1100", (1, AM): WHOLE, (1, PM): "0001"})

    assert drop_part_halfdays(session, **keys_of(cdo)) == 2
    assert get_availability(session, **keys_of(cdo)).pattern == {(1, AM): WHOLE}


@pytest.mark.parametrize(
    ("seen", "is_stored"),
    [({(0, AM): WHOLE}, True), (None, True), ({}, False), ({(0, AM): "1110"}, False)],
)
def test_pattern_written_over_a_week_nobody_saw_is_refused(
    session: Session, cdo: Engagement, seen: dict[tuple[int, Half], str] | None, is_stored: bool
) -> None:
    set_pattern(session, **keys_of(cdo), pattern={(0, AM): WHOLE})
    mine = {(4, PM): WHOLE}

    if is_stored:
        set_pattern(session, **keys_of(cdo), pattern=mine, seen=seen)
    else:
        with pytest.raises(Conflict):
            set_pattern(session, **keys_of(cdo), pattern=mine, seen=seen)

    found = get_availability(session, **keys_of(cdo)).pattern
    assert found == (mine if is_stored else {(0, AM): WHOLE})


def test_pattern_sent_twice_is_no_conflict_with_itself(session: Session, cdo: Engagement) -> None:
    for _ in range(2):
        set_pattern(session, **keys_of(cdo), pattern={(4, PM): WHOLE}, seen={})

    assert get_availability(session, **keys_of(cdo)).pattern == {(4, PM): WHOLE}


@pytest.mark.parametrize("weekday", [-1, 5])
def test_pattern_outside_the_working_week_is_refused(
    session: Session, cdo: Engagement, weekday: int
) -> None:
    set_pattern(session, **keys_of(cdo), pattern={(0, AM): WHOLE})

    with pytest.raises(InvalidInput) as refusal:
        set_pattern(session, **keys_of(cdo), pattern={(weekday, AM): WHOLE})

    assert [fault.field for fault in refusal.value.faults] == ["pattern"]
    assert get_availability(session, **keys_of(cdo)).pattern == {(0, AM): WHOLE}
