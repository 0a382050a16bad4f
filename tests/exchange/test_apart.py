"""The process that opens workbooks: whatever it does, ours lives on and says something clear."""

import sys
import threading
import time

import pytest

from cdo_share.exchange import apart, limits
from tests.exchange.files import refusal, xlsx_file

GOOD = xlsx_file([["nom", "commune"], ["A", "Vannes"]])


def told(monkeypatch: pytest.MonkeyPatch, code: str) -> str:
    """Return what is said of a workbook when the child does something else instead of reading."""
    monkeypatch.setattr(apart, "COMMAND", (sys.executable, "-I", "-c", code))
    (sentence,) = refusal(GOOD)
    return sentence


@pytest.mark.parametrize(
    "code",
    [
        "print('nonsense')",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print('[' * 40_000_000)",
        "import os; os.close(0); os.close(1)",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    ],
)
def test_child_that_breaks_is_a_workbook_that_was_too_much(
    monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    assert "far too large when it is unpacked" in told(monkeypatch, code)


def test_child_that_sleeps_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_SECONDS", 0.5)
    began = time.monotonic()

    assert "far too large" in told(monkeypatch, "import time; time.sleep(60)")
    assert time.monotonic() - began < 3


def test_who_finds_no_place_is_asked_to_send_the_file_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(apart, "_PLACES", places)
    monkeypatch.setattr(limits, "WAIT_SECONDS", 0.1)

    with places:
        (sentence,) = refusal(GOOD)

    assert "send yours again soon" in sentence
    assert refusal(GOOD) == []


def test_system_that_cannot_limit_a_process_reads_csv_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "is_confinable", lambda: False)

    (sentence,) = refusal(GOOD)

    assert "save the table as CSV" in sentence
    assert refusal(b"nom;commune\nA;Vannes\n") == []
