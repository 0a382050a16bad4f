"""Which repetitions are worked out: each limit from just inside and just outside."""

import pytest

from cdo_share.availability.reading.rules import are_few_dates, is_allowed_rule


@pytest.mark.parametrize(
    ("rule", "is_allowed"),
    [
        ("FREQ=DAILY", True),
        ("FREQ=WEEKLY;BYDAY=MO,TU;WKST=MO", True),
        ("FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1", True),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", True),
        ("freq=daily;interval=2", True),
        ("FREQ=HOURLY", False),
        ("FREQ=DAILY;INTERVAL=1000", True),
        ("FREQ=DAILY;INTERVAL=1001", False),
        ("FREQ=DAILY;INTERVAL=0", False),
        ("FREQ=DAILY;COUNT=100000", True),
        ("FREQ=DAILY;COUNT=100001", False),
        ("FREQ=DAILY;BYHOUR=9", False),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 62), True),
        ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(["1"] * 63), False),
        ("", False),
    ],
)
def test_rule_is_allowed_within_measure(rule: str, is_allowed: bool) -> None:
    assert is_allowed_rule(f"RRULE:{rule}".encode()) is is_allowed


@pytest.mark.parametrize(("count", "are_few"), [(2_000, True), (2_001, False)])
def test_dates_are_counted_over_all_lines(count: int, are_few: bool) -> None:
    half = count // 2
    lists = [b"RDATE:" + b",".join([b"x"] * half), b"EXDATE:" + b",".join([b"x"] * (count - half))]

    assert are_few_dates(lists) is are_few
