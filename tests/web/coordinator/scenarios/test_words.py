"""What a what-if brought, in words: each figure is the one that it is said to be."""

from typing import Any

import pytest
from flask import Flask

from cdo_share.core.grid import HALF_DAYS
from cdo_share.web.coordinator.scenarios.words import Names, Told, tell
from tests.web.pages import words

NOBODY = Names({}, {}, {})


def an_outcome(**changes: Any) -> dict[str, Any]:
    """Return an answer in which no two figures, and no two differences of figures, are alike."""
    difference = {
        "one": {"served_slots": 23},
        "two": {"served_slots": 54},
        "members": [],
        "cdos": [],
        "same": 0,
        "moved": [],
        "only_one": [],
        "only_two": [],
    }
    outcome = {
        "is_allowed": True,
        "is_allowed_without": True,
        "basis": {"served_slots": 10},
        "few_changes": {"served_slots": 17, "served_without": 12},
        "as_it_is": {"feasible": True},
        "today": {"feasible": True},
        "difference": difference,
    }
    return outcome | changes


def told(app: Flask, **changes: Any) -> Told:
    with app.test_request_context():
        return tell(an_outcome(**changes), NOBODY, HALF_DAYS)


def test_every_figure_compares_what_it_says(app: Flask) -> None:
    answer = told(app)

    figures = (answer.basis, answer.before, answer.after, answer.difference, answer.few)
    assert [words(one) for one in figures] == ["35 h", "80 h 30", "189 h", "+108 h 30", "+17 h 30"]


@pytest.mark.parametrize("few", [None, {"served_slots": 17}])
def test_nothing_is_told_of_few_changes_where_no_other_side_is_known(
    app: Flask, few: dict[str, int] | None
) -> None:
    assert told(app, few_changes=few).few == ""
