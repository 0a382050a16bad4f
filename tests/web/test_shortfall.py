"""Why not more, in the member's words: nobody is named, nobody's affairs are told."""

from typing import Any

import pytest
from flask import Flask

from cdo_share.core.grid import HALF_DAYS
from cdo_share.web.shortfall import Shortfall, shortfall_of

NAME = "cdo-7"


def entry(reason: str, code: str | None = None, **relaxation: Any) -> dict[str, Any]:
    """Return an entry of a plan's `unmet` whose remedy is `code`."""
    found = {"code": code, "cdo": NAME, "after": 4, "slots": 2, "points": 30, **relaxation}
    return {"demand": 1, "reason": reason, "relaxation": found if code else None}


def told(app: Flask, *arguments: Any, **relaxation: Any) -> Shortfall:
    """Return what the member reads, in English."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return shortfall_of(entry(*arguments, **relaxation), HALF_DAYS)


def test_reason_that_stands_alone(app: Flask) -> None:
    assert told(app, "nobody_has_the_skill") == Shortfall(
        "Nobody in the groupement has this skill yet.", ""
    )


def test_what_the_member_can_change_is_said_with_its_gain(app: Flask) -> None:
    assert told(app, "something", "accept_forbidden_slots") == Shortfall(
        "Time is left only on half-days that you ruled out.",
        "If you opened some of the half-days you ruled out, you could get 2 half-days more.",
    )


def test_change_by_which_others_would_lose_is_not_suggested(app: Flask) -> None:
    assert told(app, "something", "wider_windows", points=0).remedy == ""


@pytest.mark.parametrize(
    "code",
    [
        *("raise_week_cap", "raise_day_cap", "raise_period_cap", "lift_average_cap"),
        *("open_half_day", "allow_conflict", "farther_cdo", "one_more_member"),
        "one_more_site_a_day",
    ],
)
def test_affairs_of_a_cdo_stay_with_the_coordinator(app: Flask, code: str) -> None:
    assert told(app, "something", code) == Shortfall(
        "The CDOs who could come have no time left on the days that suit you.", ""
    )
