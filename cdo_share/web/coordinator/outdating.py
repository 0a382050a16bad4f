"""Answers that are older than what is in force: their pages say so, with the way to a new one."""

from cdo_share.planning.models import Run
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import latest_release
from cdo_share.web.extensions import db


def newer_release(run: Run | None) -> Release | None:
    """Return the release in force if it was published after a run had read its data."""
    if run is None:
        return None
    release = latest_release(db.session, run.groupement_id, run.period_id)
    read_at = run.started_at or run.queued_at
    return release if release is not None and release.published_at > read_at else None
