"""Fixtures of the calendars' tests."""

from tests.publishing.conftest import own_engine

__all__ = ["own_engine"]
