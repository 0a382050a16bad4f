"""The lines of a run: told as on every other page, and no line hidden."""

import pytest
from flask import Flask

from cdo_share.core.grid import HALF_DAYS
from cdo_share.planning.models import Run, RunState
from cdo_share.web.coordinator.runs.curve import Curve, curve_of
from cdo_share.web.coordinator.runs.listing import figures_of


def a_run(served: int, asked: int, gap: float) -> Run:
    figures = {"served_slots": served, "asked_slots": asked, "limit_slots": served, "gap": gap}
    return Run(
        state=RunState.RUNNING,
        time_limit_seconds=5,
        progress=[{"seconds": 1.0, "phase": "improve"} | figures],
    )


def told(run: Run) -> Curve:
    curve = curve_of(run, HALF_DAYS)
    assert curve is not None
    return curve


@pytest.mark.parametrize(("served", "asked"), [(6, 13), (14, 17), (15, 19), (4, 21)])
def test_share_is_rounded_once_so_that_all_pages_say_the_same(
    app: Flask, served: int, asked: int
) -> None:
    run = a_run(served, asked, 0.1)

    with app.test_request_context():
        share = figures_of(run, HALF_DAYS).share

        assert f"({share})" in told(run).sentence


@pytest.mark.parametrize("gap", [0.08441, 0.0841, 0.2, 0.00004])
def test_scale_of_the_gap_ends_no_lower_than_what_it_shows(app: Flask, gap: float) -> None:
    with app.test_request_context():
        panel = told(a_run(1, 2, gap)).panels[1]

    number = [
        float(text.replace("\N{NO-BREAK SPACE}%", "").replace(",", "."))
        for text in (panel.highest, panel.latest)
    ]
    assert number[0] >= number[1]
