"""Which database a test of a page runs on: each on one of the two, in turn.

A page only shows what the rooms under it found, and those are tested on both.
"""

import re
from binascii import crc32
from pathlib import Path

import pytest

DATABASES = ("sqlite", "postgresql")
PAGES = Path(__file__).parent / "web"


def turn_of(name: str) -> str:
    """Return the database of a test by its name, the same in every run and for every worker."""
    of_both = re.sub("|".join(DATABASES), "", name)
    return DATABASES[crc32(of_both.encode()) % 2]


def is_spare(item: pytest.Item) -> bool:
    """Return whether this is a test of a page on the database whose turn it is not."""
    callspec = getattr(item, "callspec", None)
    database = callspec.params.get("engine") if callspec else None
    if database is None or PAGES not in item.path.parents:
        return False
    return not item.get_closest_marker("both_databases") and database != turn_of(item.nodeid)
