"""Feeds under any course of events: what happens, who polls, and what must always hold."""

import pytest

for _name in ("devices", "feed_machine", "reading", "watching"):
    pytest.register_assert_rewrite(f"{__name__}.{_name}")
