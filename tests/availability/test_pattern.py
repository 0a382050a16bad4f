"""The usual week as a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdo_share.availability.pattern import (
    HALFDAYS,
    NONE,
    count_hours,
    is_open,
    read_pattern,
    whole_halfdays,
    write_pattern,
)
from cdo_share.core.grid import HALF_DAYS, HOURS, Grid, Half

HOURS_TEXT = st.text("01", min_size=4, max_size=4).filter(lambda text: text != NONE)


@given(st.dictionaries(st.sampled_from(HALFDAYS), HOURS_TEXT))
def test_pattern_is_read_as_it_was_written(pattern: dict[tuple[int, Half], str]) -> None:
    assert read_pattern(write_pattern(pattern)) == pattern


@pytest.mark.parametrize("line", ["", "5am1111", "0am111", "0am0000", "0xx1111", "0am1111x"])
def test_what_is_not_a_halfday_is_left_out(line: str) -> None:
    assert read_pattern(f"{line} 1pm1000") == {(1, Half.PM): "1000"}


@pytest.mark.parametrize(
    ("grid", "expected"), [(HALF_DAYS, [False, False]), (HOURS, [True, False, True, True] * 2)]
)
def test_slot_is_open_when_all_its_hours_are(grid: Grid, expected: list[bool]) -> None:
    found = [is_open("1011", grid, slot) for slot in range(len(grid.slots))]

    assert found == expected


def test_week_counts_whole_halfdays_and_hours() -> None:
    pattern = {(0, Half.AM): "1111", (0, Half.PM): "1110", (3, Half.AM): "0001"}

    assert (whole_halfdays(pattern), count_hours(pattern)) == (1, 8)
