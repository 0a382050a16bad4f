"""What a page says of a run on its way: the phase in words, how far, the best plan so far; pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from cdo_share.planning.models import Run, RunState, StopRequest
from cdo_share.web.coordinator.runs.listing import spent_seconds
from cdo_share.web.formats import seconds_text

ALMOST = 99


@dataclass(frozen=True, slots=True)
class RunLook:
    """Sentences for a run; `percent` is None while it cannot be known."""

    phase: str
    percent: int | None
    elapsed: str


def look_at_run(run: Run, *, now: datetime, before: int = 0) -> RunLook:
    """Return what to say of a run now; `before`: how many must end first."""
    seconds = spent_seconds(run, now)
    event: dict[str, Any] = run.progress[-1] if run.progress else {}
    return RunLook(
        phase=_phase(run, event, before),
        percent=_percent(run, seconds),
        elapsed=_elapsed(run, seconds),
    )


def spent_text(run: Run, now: datetime) -> str:
    """Return how long a run that ended has searched, and whether somebody stopped it."""
    spent = seconds_text(spent_seconds(run, now))
    if run.stop_request is None:
        return spent
    return str(gettext("%(spent)s, stopped by hand", spent=spent))


def _percent(run: Run, seconds: int) -> int | None:
    if run.state is not RunState.RUNNING:
        return None
    return min(ALMOST, 100 * seconds // run.time_limit_seconds)


def _elapsed(run: Run, seconds: int) -> str:
    """Return how long it has searched, and how long it still may."""
    if run.state is RunState.QUEUED:
        return ""
    limit, spent = run.time_limit_seconds, min(seconds, run.time_limit_seconds)
    texts = {"spent": seconds_text(spent), "limit": seconds_text(limit)}
    text = str(gettext("%(spent)s of %(limit)s", **texts))
    if run.state is not RunState.RUNNING or run.stop_request or spent == limit:
        return text
    left = gettext("still %(left)s", left=seconds_text(limit - spent))
    return f"{text} · {left}"


def _waiting(before: int) -> str:
    if not before:
        return str(gettext("Waiting for its turn: it is the next."))
    return str(
        ngettext(
            "Waiting for its turn: %(num)d allocation comes first.",
            "Waiting for its turn: %(num)d allocations come first.",
            before,
        )
    )


def _phase(run: Run, event: dict[str, Any], before: int) -> str:
    if run.state is RunState.QUEUED:
        return _waiting(before)
    if run.stop_request is StopRequest.CANCEL:
        return str(gettext("Stopping …"))
    if run.stop_request is StopRequest.KEEP_BEST:
        return str(gettext("Writing down the best plan found …"))
    phases = {
        "greedy": gettext("Making a first plan."),
        "allocate": gettext("Sharing out the time between members and CDOs."),
        "calendars": gettext("Finding a day for every visit."),
        "improve": gettext("A plan stands; looking for a better one."),
        "repair": gettext("A plan stands; looking for a better one."),
        "done": gettext("Checking the plan."),
    }
    return str(phases.get(event.get("phase", ""), gettext("Reading demands and availabilities.")))
