"""What a new round is proposed to look like."""

from datetime import date

import pytest

from cdo_share.core.grid import GridKind
from cdo_share.rounds.templates import Last, Proposal, TemplateKind, propose, unplanned_before

SPRING = Last(starts_on=date(2027, 1, 4), ends_on=date(2027, 4, 2), grid_kind=GridKind.HOUR)


def days(proposal: Proposal) -> tuple[str, str]:
    """Return first and last day."""
    return proposal.starts_on.isoformat(), proposal.ends_on.isoformat()


@pytest.mark.parametrize(
    ("kind", "name", "stretch"),
    [
        (TemplateKind.QUARTER, "Quarter 1 of 2027", ("2027-01-04", "2027-04-02")),
        (TemplateKind.HALF_YEAR, "Half-year 1 of 2027", ("2027-01-04", "2027-07-02")),
        (TemplateKind.FOUR_WEEKS, "Weeks 49 to 52, 2026", ("2026-11-30", "2026-12-25")),
        (TemplateKind.LIKE_LAST, "Quarter 1 of 2027", ("2027-01-04", "2027-04-02")),
    ],
)
def test_first_round_begins_after_today_on_half_days(
    kind: TemplateKind, name: str, stretch: tuple[str, str]
) -> None:
    proposal = propose(kind, today=date(2026, 11, 28), last=None)

    assert (str(proposal.name), days(proposal)) == (name, stretch)
    assert proposal.grid_kind is GridKind.HALF_DAY


@pytest.mark.parametrize(
    ("kind", "name", "stretch"),
    [
        (TemplateKind.QUARTER, "Quarter 2 of 2027", ("2027-04-05", "2027-07-02")),
        (TemplateKind.HALF_YEAR, "Half-year 2 of 2027", ("2027-07-05", "2027-12-31")),
        (TemplateKind.FOUR_WEEKS, "Weeks 14 to 17, 2027", ("2027-04-05", "2027-04-30")),
        (TemplateKind.LIKE_LAST, "Weeks 14 to 26, 2027", ("2027-04-05", "2027-07-02")),
    ],
)
def test_next_round_follows_the_last_with_its_grid(
    kind: TemplateKind, name: str, stretch: tuple[str, str]
) -> None:
    proposal = propose(kind, today=date(2027, 2, 1), last=SPRING)

    assert (str(proposal.name), days(proposal)) == (name, stretch)
    assert proposal.grid_kind is GridKind.HOUR


def test_quarter_of_a_long_year_ends_with_week_53() -> None:
    proposal = propose(TemplateKind.QUARTER, today=date(2026, 9, 1), last=None)

    assert days(proposal) == ("2026-09-28", "2027-01-01")


@pytest.mark.parametrize(
    ("ends_on", "starts_on"),
    [
        (date(2027, 4, 2), "2027-04-05"),  # a Friday: the Monday after
        (date(2027, 4, 7), "2027-04-08"),  # a Wednesday: the next day
        (date(2027, 4, 4), "2027-04-05"),  # a Sunday: the Monday after
    ],
)
def test_like_last_begins_on_the_first_working_day_after_it(ends_on: date, starts_on: str) -> None:
    last = Last(starts_on=ends_on.replace(day=1), ends_on=ends_on, grid_kind=GridKind.HALF_DAY)

    proposal = propose(TemplateKind.LIKE_LAST, today=date(2027, 1, 11), last=last)

    assert proposal.starts_on.isoformat() == starts_on
    assert proposal.ends_on - proposal.starts_on == last.ends_on - last.starts_on


@pytest.mark.parametrize(
    ("today", "closes_on"),
    [
        (date(2027, 2, 1), "2027-03-18"),  # ten working days before 5 April, without Easter Monday
        (date(2027, 3, 11), "2027-03-18"),
        (date(2027, 3, 15), "2027-03-22"),  # opened late: still a week to answer
        (date(2027, 4, 2), "2027-04-04"),  # never into the period
    ],
)
def test_last_day_to_answer_leaves_time_to_publish(today: date, closes_on: str) -> None:
    proposal = propose(TemplateKind.QUARTER, today=today, last=SPRING)

    assert proposal.closes_on.isoformat() == closes_on


@pytest.mark.parametrize(
    ("start", "gap"),
    [
        (date(2027, 4, 5), None),  # right after the Friday on which the last ends
        (date(2027, 4, 6), (date(2027, 4, 5), date(2027, 4, 5))),
        (date(2027, 7, 5), (date(2027, 4, 5), date(2027, 7, 2))),
        (date(2027, 1, 4), None),
    ],
)
def test_days_that_nobody_would_plan_are_told(start: date, gap: tuple[date, date] | None) -> None:
    assert unplanned_before(start, SPRING, date(2027, 2, 1)) == gap
    assert unplanned_before(start, None, date(2027, 2, 1)) is None
