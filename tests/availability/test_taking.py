"""Which half-days a calendar takes beyond what takes them anyway."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cdo_share.availability.models import BusyKind
from cdo_share.availability.pattern import HALFDAYS, WHOLE
from cdo_share.availability.queries import Availability
from cdo_share.availability.slots import BusySpan
from cdo_share.availability.taking import taken_slots
from cdo_share.core.grid import HALF_DAYS, Half

DAYS = [date(2027, 1, 5), date(2027, 1, 6)]
EVERY = dict.fromkeys(HALFDAYS, WHOLE)
HOUR = timedelta(hours=1)


def _span(
    day: int, hour: int, kind: BusyKind = BusyKind.BUSY, length: timedelta = HOUR
) -> BusySpan:
    start = datetime(2027, 1, day, hour, tzinfo=UTC)
    return start, start + length, kind


@pytest.mark.parametrize(
    ("spans", "others", "lost", "doubtful"),
    [
        ([], [], [], []),
        ([_span(5, 8)], [], [(DAYS[0], 0)], []),
        ([_span(5, 8, length=HOUR / 2)], [], [], []),
        ([_span(5, 8)], [_span(5, 9)], [], []),
        ([_span(5, 8, length=HOUR / 2)], [_span(5, 9, length=HOUR / 2)], [(DAYS[0], 0)], []),
        ([_span(6, 13, BusyKind.TENTATIVE)], [], [], [(DAYS[1], 1)]),
        ([_span(5, 8), _span(5, 9, BusyKind.TENTATIVE)], [], [(DAYS[0], 0)], []),
        ([_span(5, 3)], [], [], []),
    ],
)
def test_calendar_takes_what_nothing_else_takes(
    spans: list[BusySpan],
    others: list[BusySpan],
    lost: list[tuple[date, int]],
    doubtful: list[tuple[date, int]],
) -> None:
    known = Availability(EVERY, (), tuple(others))

    taken = taken_slots(DAYS, HALF_DAYS, known=known, spans=spans, zone="Europe/Paris")

    assert (list(taken.lost), list(taken.doubtful)) == (lost, doubtful)
    assert len(taken.offered) == (3 if len(others) and others[0][1] - others[0][0] == HOUR else 4)


def test_half_day_on_which_the_cdo_does_not_work_is_not_taken() -> None:
    known = Availability({(1, Half.PM): WHOLE}, (), ())

    taken = taken_slots(DAYS, HALF_DAYS, known=known, spans=[_span(5, 8)], zone="Europe/Paris")

    assert (taken.offered, taken.lost) == (((DAYS[0], 1),), ())
