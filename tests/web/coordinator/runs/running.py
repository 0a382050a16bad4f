"""A run that is being worked at."""

from datetime import timedelta

from sqlalchemy.orm import Session

from cdo_share.core.clock import utc_now
from cdo_share.planning.models import Run, RunState
from tests.factories import a_run
from tests.publishing.world import World


def a_running_run(session: Session, world: World, **values: object) -> Run:
    """Return a run that began 30 seconds ago and has 60."""
    run: Run = a_run(
        session,
        world.period,
        state=RunState.RUNNING,
        time_limit_seconds=60,
        started_at=utc_now() - timedelta(seconds=30),
        **values,
    )
    session.commit()
    return run
