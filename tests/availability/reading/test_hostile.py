"""Hostile files, each through the real process: ours lives on and says something clear."""

import time

import pytest

from cdo_share.availability.models import ReadingFailure
from cdo_share.availability.reading.guard import COMMAND, CalendarUnreadable, read_guarded
from cdo_share.web.reading_texts import FAILURES, FILE_FAULTS
from tests.availability.reading.files import QUESTION
from tests.availability.reading.hostile import FILES, Outcome
from tests.availability.reading.memory import watched_children


def is_reader(command: str) -> bool:
    """Return whether a command line is that of the limited process."""
    return " ".join(COMMAND[1:4]) in command


def outcome(data: bytes) -> Outcome:
    """Return what comes of a file."""
    try:
        read = read_guarded(data, QUESTION)
    except CalendarUnreadable as unreadable:
        return unreadable.failure
    return len(read.busy_times), len(read.skipped)


def test_there_are_enough_hostile_files() -> None:
    assert len(FILES) >= 64


@pytest.mark.parametrize("name", FILES)
def test_hostile_file_is_survived_in_time_and_memory(name: str) -> None:
    make, expected = FILES[name]
    data = make()
    began = time.monotonic()

    with watched_children(is_reader) as kilobytes:
        found = outcome(data)

    seconds = time.monotonic() - began
    assert found == expected
    assert seconds <= 12.5
    assert max(kilobytes, default=0) <= 768 * 1024


def test_memory_of_the_process_is_seen() -> None:
    with watched_children(is_reader) as kilobytes:
        outcome(FILES["two hundred daily series since 2000"][0]())

    assert max(kilobytes) > 10 * 1024


def test_every_refusal_has_its_sentence() -> None:
    outcomes = {expected for _, expected in FILES.values() if not isinstance(expected, tuple)}

    assert outcomes <= FILE_FAULTS.keys()
    assert set(FAILURES) == set(ReadingFailure)
