"""Fixtures of the mails' tests."""

from collections.abc import Iterator

import pytest

from tests.notifications.post_office import PostOffice, open_post_office
from tests.publishing.conftest import own_engine

__all__ = ["own_engine"]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """Return an open post office."""
    with open_post_office() as office:
        yield office
