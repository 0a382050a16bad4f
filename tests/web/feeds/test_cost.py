"""What an answer costs: one or two statements, and nothing is rendered."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from tests.calendars.samples import counted
from tests.web.feeds.conftest import Installation

RENDERING = ("icalendar", "cdo_share.calendars.blocks", "cdo_share.calendars.contents")


def rendering_calls(act: Callable[[], object]) -> list[str]:
    """Return the functions that render which an act calls."""
    called: list[str] = []

    def note(frame: FrameType, event: str, _argument: Any) -> None:
        module = str(frame.f_globals.get("__name__"))
        if event == "call" and module.startswith(RENDERING):
            called.append(f"{module}.{frame.f_code.co_name}")

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return called


@pytest.mark.parametrize(("status", "most"), [(304, 1), (200, 2)])
def test_answer_reads_little_and_renders_nothing(
    installation: Installation, status: int, most: int
) -> None:
    browser = installation.browser()
    etag = browser.get(installation.path, buffered=True).headers["ETag"]
    headers = {"If-None-Match": etag} if status == 304 else {}
    answers: list[Any] = []

    with counted(installation.engine) as statements:
        called = rendering_calls(
            lambda: answers.append(browser.get(installation.path, headers=headers))
        )

    assert (answers[0].status_code, called) == (status, [])
    assert len([one for one in statements if not one.startswith("BEGIN")]) == most


@pytest.mark.parametrize("own_engine", ["sqlite"], indirect=True)
def test_rendering_in_an_answer_would_be_noticed(installation: Installation) -> None:
    """The planted fault: feeds are rendered while somebody asks."""
    called = rendering_calls(lambda: installation.edit(lambda *_: None))

    assert "cdo_share.calendars.blocks.event_block" in called
    assert any(one.startswith("icalendar") for one in called)
