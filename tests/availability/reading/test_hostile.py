"""Hostile files, each through the real process: ours lives on and says something clear."""

import resource
import time

import pytest

from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading.guard import CalendarUnreadable, read_guarded
from cdo_share.web.reading_texts import FAILURES, FILE_FAULTS
from tests.availability.reading.files import QUESTION
from tests.availability.reading.hostile import FILES, Outcome


def outcome(data: bytes) -> Outcome:
    """Return what comes of a file."""
    try:
        read = read_guarded(data, QUESTION)
    except CalendarUnreadable as unreadable:
        return unreadable.failure
    return len(read.busy_times), read.skipped_events


def test_there_are_enough_hostile_files() -> None:
    assert len(FILES) >= 64


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_survived_in_time_and_memory(name: str) -> None:
    make, expected = FILES[name]
    data = make()
    began = time.monotonic()

    found = outcome(data)

    seconds = time.monotonic() - began
    most_kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert found == expected
    assert seconds <= 12.5
    assert most_kilobytes <= 768 * 1024


def test_every_refusal_has_its_sentence() -> None:
    outcomes = {expected for _, expected in FILES.values() if not isinstance(expected, tuple)}

    assert outcomes <= FILE_FAULTS.keys()
    assert set(FAILURES) == set(ReadingFailure)
