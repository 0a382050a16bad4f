"""Whether a worker is there: it touches a file, the pages look at its age."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cdo_share.settings import Settings

SILENT_AFTER_SECONDS = 20


def _heartbeat(settings: Settings) -> Path:
    return settings.data_dir / "worker-heartbeat"


def show_worker(settings: Settings) -> None:
    """Leave a trace that a worker is alive now."""
    _heartbeat(settings).touch()


def worker_seen_at(settings: Settings) -> datetime | None:
    """Return when a worker was last alive, or None when there never was one."""
    try:
        changed = _heartbeat(settings).stat().st_mtime
    except FileNotFoundError:
        return None
    return datetime.fromtimestamp(changed, UTC)


def is_worker_running(settings: Settings, now: datetime) -> bool:
    """Return whether a worker was alive a moment ago; a page warns when none is."""
    seen_at = worker_seen_at(settings)
    return seen_at is not None and now - seen_at < timedelta(seconds=SILENT_AFTER_SECONDS)
