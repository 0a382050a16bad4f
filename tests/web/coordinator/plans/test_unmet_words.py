"""Every reason and remedy that the solver can give has words."""

import sys

import pytest
from flask import Flask

from cdo_share.core.grid import HALF_DAYS
from cdo_share.jobs.explaining import NOT_EXAMINED
from cdo_share.web.coordinator.plans.unmet_words import reason_text, remedy_text

REASONS = (*sys.modules["solver.explain"].REASONS, NOT_EXAMINED)
CODES = sys.modules["solver.relaxations"].CODES


def test_codes_of_the_solver_are_found() -> None:
    assert len(CODES) >= 14


@pytest.mark.parametrize("code", CODES)
def test_every_change_that_helps_has_a_reason_and_a_remedy(app: Flask, code: str) -> None:
    change = {"code": code, "slots": 2, "points": 5, "after": 60}
    with app.test_request_context():
        reason = reason_text({"reason": "one_change_away", "relaxation": change}, "Zoé")
        remedy = remedy_text(change, "Zoé", HALF_DAYS)

    assert reason.endswith(".")
    assert remedy.endswith("2 demi-journées de plus.")


@pytest.mark.parametrize("reason", [one for one in REASONS if one != "one_change_away"])
def test_every_reason_has_words(app: Flask, reason: str) -> None:
    with app.test_request_context():
        assert reason_text({"reason": reason}, "").endswith(".")


def test_a_change_that_costs_more_than_it_gives_says_so(app: Flask) -> None:
    change = {"code": "one_more_cdo", "slots": 1, "points": -1000, "after": 2}
    with app.test_request_context():
        remedy = remedy_text(change, "", HALF_DAYS)

    assert remedy.endswith("1 demi-journée de plus, mais d’autres souhaits y perdraient davantage.")


def test_room_that_would_pay_is_told_apart_from_room_that_would_not(app: Flask) -> None:
    with app.test_request_context():
        texts = {
            reason_text({"reason": "room_left", "addition": {"points": points}}, "")
            for points in (-10, 0, 10)
        } | {reason_text({"reason": "room_left"}, "")}

    assert len(texts) == 2
