"""The table of docs/feeds.md names a test for every point, and every test it names exists."""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "tests/calendars",
    "tests/web/feeds",
    "tests/notifications",
    "tests/cli",
    "tests/invited",
)


def rows(page: str) -> list[tuple[int, list[str]]]:
    """Return the points of the table with the tests that they name."""
    found = re.findall(r"^\| (\d+) (.*)\|$", page, re.MULTILINE)
    return [(int(point), re.findall(r"`(\w+\.py)::(\w+)`", rest)) for point, rest in found]


def missing(page: str) -> list[str]:
    """Return the tests named on the page that nobody wrote."""
    texts: defaultdict[str, str] = defaultdict(str)  # two folders may have a file of one name
    for folder in FOLDERS:
        for path in (ROOT / folder).glob("*.py"):
            texts[path.name] += path.read_text()
    return [
        f"{file}::{test}"
        for _, tests in rows(page)
        for file, test in tests
        if f"def {test}(" not in texts[file]
    ]


PAGE = (ROOT / "docs" / "feeds.md").read_text()


def test_page_has_a_test_for_every_point_of_feeds() -> None:
    assert [point for point, tests in rows(PAGE) if tests] == [
        *range(1, 33),
        35,
        *range(38, 41),
        54,
    ]


def test_page_names_tests_that_exist() -> None:
    assert missing(PAGE) == []


def test_page_that_names_a_test_nobody_wrote_is_noticed() -> None:
    assert missing("| 1 x | `test_ics.py::test_nothing` |") == ["test_ics.py::test_nothing"]
