"""What a repair is called: told whole, or visibly cut."""

import pytest
from flask import Flask

from cdo_share.planning.service import LONGEST_NAME
from cdo_share.web.coordinator.repairing.naming import repair_name


@pytest.mark.parametrize(
    ("event", "end"),
    [("absence de Zoé Martin", "– absence de Zoé Martin"), ("a" * 90, "a…")],
    ids=["short", "long"],
)
def test_name_of_a_repair_ends_with_its_event_or_says_that_it_is_cut(
    app: Flask, event: str, end: str
) -> None:
    with app.test_request_context():
        name = repair_name(0, event)

    assert name.endswith(end)
    assert len(name) <= LONGEST_NAME
