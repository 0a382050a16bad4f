"""Every reason and remedy that the solver can give has words."""

import inspect
import re
import sys

import pytest
from flask import Flask

import solver.relaxations
from cdo_share.core.grid import HALF_DAYS
from cdo_share.jobs.explaining import NOT_EXAMINED
from cdo_share.web.coordinator.unmet_words import reason_text, remedy_text

REASONS = (*sys.modules["solver.explain"].REASONS, NOT_EXAMINED)
CODES = sorted(
    re.findall(
        r'^\s+\("(\w+)", "\w+", |Relaxation\(\s*"(\w+)"',
        inspect.getsource(solver.relaxations),
        re.M,
    )
)


def test_codes_of_the_solver_are_found() -> None:
    assert len(CODES) >= 14


@pytest.mark.parametrize("code", [one or other for one, other in CODES])
def test_every_change_that_helps_has_a_reason_and_a_remedy(app: Flask, code: str) -> None:
    change = {"code": code, "slots": 2, "after": 60}
    with app.test_request_context():
        reason = reason_text({"reason": "one_change_away", "relaxation": change}, "Zoé")
        remedy = remedy_text(change, "Zoé", HALF_DAYS)

    assert reason.endswith(".")
    assert remedy.endswith("2 demi-journées de plus.")


@pytest.mark.parametrize("reason", [one for one in REASONS if one != "one_change_away"])
def test_every_reason_has_words(app: Flask, reason: str) -> None:
    with app.test_request_context():
        assert reason_text({"reason": reason}, "").endswith(".")
