"""What the site knows of the workers: how to send them a run, and whether one is alive."""

from flask import current_app

from cdo_share.core.clock import utc_now
from cdo_share.jobs.health import is_worker_running as is_alive
from cdo_share.jobs.queue import enqueue, make_queue
from cdo_share.planning.models import RunKind
from cdo_share.settings import Settings


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def send_run(run_id: int, kind: RunKind = RunKind.SEARCH) -> None:
    """Put a committed run into its queue; a lost message is sent again by the worker's sweeper."""
    queue = make_queue(_settings(), kind)
    try:
        enqueue(queue, run_id)
    finally:
        queue.close()


def is_worker_running() -> bool:
    """Return whether a worker was alive a moment ago."""
    return is_alive(_settings(), utc_now())
