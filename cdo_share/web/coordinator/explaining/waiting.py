"""What a page shows of a run that it waits for, or that ended without an answer."""

from typing import Any

from cdo_share.core.clock import utc_now
from cdo_share.planning.failures import failure_message
from cdo_share.planning.models import Run, RunState
from cdo_share.web.coordinator.runs.clash_words import clashes_of_run
from cdo_share.web.coordinator.runs.progress import look_at_run
from cdo_share.web.languages import translate
from cdo_share.web.work import is_worker_running


def run_view(run: Run) -> dict[str, Any]:
    """Return a run for a template: itself, its progress in words, why it failed."""
    return {
        "run": run,
        "look": look_at_run(run, now=utc_now()),
        "has_worker": is_worker_running(),
        "under_way": run.state in (RunState.QUEUED, RunState.RUNNING),
        "failure": translate(failure_message(run.failure)) if run.failure else "",
        "clashes": clashes_of_run(run),
    }
