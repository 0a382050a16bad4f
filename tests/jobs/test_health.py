"""Whether a worker is there."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdo_share.jobs.health import (
    SILENT_AFTER_SECONDS,
    is_worker_running,
    show_worker,
    worker_seen_at,
)
from cdo_share.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of an installation that needs no database."""
    return Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="k" * 32)


def test_worker_that_never_was_is_not_running(settings: Settings, now: datetime) -> None:
    assert worker_seen_at(settings) is None
    assert not is_worker_running(settings, now)


def test_worker_is_running_until_it_was_silent_too_long(settings: Settings) -> None:
    show_worker(settings)
    seen_at = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
    stamp = seen_at.timestamp()
    os.utime(settings.data_dir / "worker-heartbeat", (stamp, stamp))

    assert worker_seen_at(settings) == seen_at
    assert is_worker_running(settings, seen_at + timedelta(seconds=SILENT_AFTER_SECONDS - 1))
    assert not is_worker_running(settings, seen_at + timedelta(seconds=SILENT_AFTER_SECONDS))
