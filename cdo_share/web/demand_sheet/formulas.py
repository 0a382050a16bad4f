"""Ready-made rhythms: one tap fills in how much time, how often and how long; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from cdo_share.demands.models import Cadence
from cdo_share.rounds.models import Period

SPRINT_LENGTH = timedelta(weeks=3) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Formula:
    """A rhythm with its name, what it is good for, and the answers it gives."""

    code: str
    label: Any
    hint: Any
    answers: Mapping[str, str] = field(default_factory=dict)


def _rhythm(length: str, cadence: Cadence, total_visits: int = 1) -> dict[str, str]:
    return {
        "visit_amount": length,
        "cadence": cadence.value,
        "visits_per_window": "1",
        "total_visits": str(total_visits),
    }


SPRINT = Formula(
    "sprint",
    _l("A sprint"),
    _l("A few days within three weeks, to get one thing done"),
    _rhythm("half_days-2", Cadence.ONCE, 3),
)
FORMULAS = (
    Formula(
        "day_a_month",
        _l("A day a month"),
        _l("To take stock and keep going"),
        _rhythm("half_days-2", Cadence.MONTHLY),
    ),
    Formula(
        "half_day_a_fortnight",
        _l("A half-day every two weeks"),
        _l("What most members choose"),
        _rhythm("half_days-1", Cadence.FORTNIGHTLY),
    ),
    Formula(
        "half_day_a_week",
        _l("A half-day a week"),
        _l("For a project under way"),
        _rhythm("half_days-1", Cadence.WEEKLY),
    ),
    SPRINT,
)
_BY_CODE = {formula.code: formula for formula in FORMULAS}


def find_formula(code: str | None) -> Formula | None:
    """Return the formula with this code, if there is one."""
    return _BY_CODE.get(code or "")


def with_formula(
    answers: Mapping[str, str], formula: Formula, period: Period, today: date
) -> dict[str, str]:
    """Return the answers of a form with those of a formula in their place; the rest is kept.

    A sprint brings its dates; any other formula gives the whole period back to dates that a
    sprint had set, and leaves others alone.
    """
    first, last = sprint_dates(period, today)
    sprint = {"earliest_on": first.isoformat(), "latest_on": last.isoformat()}
    dates: dict[str, str] = {}
    if formula is SPRINT:
        dates = sprint
    elif {name: answers.get(name) for name in sprint} == sprint:
        dates = {
            "earliest_on": period.starts_on.isoformat(),
            "latest_on": period.ends_on.isoformat(),
        }
    return {**answers, **formula.answers, **dates}


def sprint_dates(period: Period, today: date) -> tuple[date, date]:
    """Return the three weeks of a sprint: the first of the period that still lie ahead."""
    next_monday = today + timedelta(days=7 - today.weekday())
    first = period.starts_on if today < period.starts_on else min(next_monday, period.ends_on)
    return first, min(first + SPRINT_LENGTH, period.ends_on)
