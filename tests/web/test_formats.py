"""Figures as pages write them."""

import pytest
from flask import Flask

from cdo_share.web.formats import gap_text
from tests.web.pages import words


@pytest.mark.parametrize(
    ("gap", "digits", "text"),
    [
        (53 / 1_681_997, 2, "0,01 %"),
        (53 / 1_681_997, 1, "0,1 %"),
        (0.003, 1, "0,3 %"),
        (0, 2, "0 %"),
    ],
)
def test_gap_is_never_told_as_less(app: Flask, gap: float, digits: int, text: str) -> None:
    with app.test_request_context():
        assert words(gap_text(gap, digits)) == text
