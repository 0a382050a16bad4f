"""Fixtures of the calendars' tests."""

from tests.calendars.tools import (
    client_programs,
    client_python,
    libical_python,
    php,
    thunderbird,
)
from tests.publishing.conftest import own_engine
from tests.web.conftest import site

__all__ = [
    "client_programs",
    "client_python",
    "libical_python",
    "own_engine",
    "php",
    "site",
    "thunderbird",
]
