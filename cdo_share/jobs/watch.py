"""Watching the child while it solves one run: renew the lease, pass on stops, keep time."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from cdo_share.core.clock import utc_now
from cdo_share.core.orm import error_words, transaction
from cdo_share.jobs.children import ChildGone
from cdo_share.jobs.desk import Claim, Desk
from cdo_share.planning.failures import Failure
from cdo_share.planning.lease import PROGRESS_KEPT, extend_lease
from cdo_share.planning.models import StopRequest

log = structlog.get_logger()


class Outcome(Enum):
    """How the child's work on a run ended."""

    ANSWERED = "answered"
    FAILED = "failed"
    CRASHED = "crashed"
    CANCELLED = "cancelled"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome with the child's answer, or with what went wrong."""

    outcome: Outcome
    answer: Mapping[str, Any] | None = None
    failure: Failure = Failure.SOLVER_CRASHED
    detail: str = ""


def _failed(message: Mapping[str, Any]) -> Ending:
    """Return the ending of a run whose child says why it has no answer."""
    failure = Failure(message["failure"])
    # A search that broke down may do better another time, as after the end of the child itself.
    crashed = failure is Failure.SOLVER_CRASHED
    outcome = Outcome.CRASHED if crashed else Outcome.FAILED
    return Ending(outcome, failure=failure, detail=message["detail"])


def _note(progress: deque[dict[str, Any]], event: dict[str, Any]) -> None:
    """Add an event; while nothing changes but time, only the first and the latest are kept."""
    last_two = list(progress)[-2:]
    if len(last_two) == 2 and all(_figures(one) == _figures(event) for one in last_two):
        progress.pop()
    progress.append(event)


def _figures(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name != "seconds"}


class Watch:
    """The watch over one request; `until_end` blocks until the child answered or was ended."""

    def __init__(self, desk: Desk, claim: Claim, request: dict[str, Any]) -> None:
        self.progress: deque[dict[str, Any]] = deque(maxlen=PROGRESS_KEPT)
        self._desk = desk
        self._claim = claim
        self._request = request
        self._child = desk.child.get()
        self._is_sent = False
        self._is_progress_new = False
        self._stop: StopRequest | None = None
        self._renewed_at = time.monotonic()
        self._deadline = self._renewed_at + desk.timing.start_seconds

    def until_end(self) -> Ending:
        """Return how it ended; raises Conflict when another worker has taken over the run."""
        try:
            if self._child.is_ready:
                self._send_request()
            while True:
                ending = self._listen() or self._keep_time() or self._renew()
                if ending is not None:
                    return ending
        except ChildGone as error:
            return self._without_child(Ending(Outcome.CRASHED, detail=str(error)))

    def _send_request(self) -> None:
        limit = self._request["options"]["time_limit_seconds"]
        self._deadline = time.monotonic() + 1.5 * limit + self._desk.timing.grace_seconds
        self._is_sent = True
        self._child.send(self._request)

    def _listen(self) -> Ending | None:
        message = self._child.receive(self._desk.timing.poll_seconds)
        if message is None:
            return None
        if not self._is_sent:
            self._send_request()
        elif message.get("kind") == "progress":
            _note(self.progress, message["event"])
            self._is_progress_new = True
        elif message.get("kind") == "answer":
            return self._unless_cancelled(Ending(Outcome.ANSWERED, answer=message))
        elif message.get("kind") == "failed":
            return self._unless_cancelled(_failed(message))
        return None

    def _keep_time(self) -> Ending | None:
        if self._desk.stopping.is_set():
            return self._without_child(Ending(Outcome.RELEASED))
        if time.monotonic() > self._deadline:
            return self._without_child(Ending(Outcome.FAILED, failure=Failure.TOO_SLOW))
        return None

    def _without_child(self, ending: Ending) -> Ending:
        self._desk.child.drop()
        return self._unless_cancelled(ending)

    def _unless_cancelled(self, ending: Ending) -> Ending:
        return Ending(Outcome.CANCELLED) if self._stop is StopRequest.CANCEL else ending

    def _renew(self) -> Ending | None:
        """Extend the lease when it is time, and pass on a stop that was asked for."""
        timing = self._desk.timing
        if time.monotonic() - self._renewed_at < timing.renew_seconds:
            return None
        self._renewed_at = time.monotonic()
        stop = self._extend_lease()
        if stop is not None and stop is not self._stop:
            self._pass_on(stop)
        return None

    def _extend_lease(self) -> StopRequest | None:
        progress = list(self.progress) if self._is_progress_new else None
        try:
            with self._desk.sessions() as session, transaction(session):
                stop = extend_lease(
                    session,
                    self._claim.run_id,
                    self._claim.token,
                    now=utc_now(),
                    lease_seconds=self._desk.timing.lease_seconds,
                    progress=progress,
                )
        except OperationalError as error:
            # A database that is away for a moment must not cost the search: the lease is long.
            log.warning("lease_not_renewed", run_id=self._claim.run_id, error=error_words(error))
            return None
        self._is_progress_new = False
        return stop

    def _pass_on(self, stop: StopRequest) -> None:
        timing = self._desk.timing
        self._stop = stop
        patience = timing.cancel_seconds if stop is StopRequest.CANCEL else timing.grace_seconds
        self._deadline = min(self._deadline, time.monotonic() + patience)
        seconds = 0 if stop is StopRequest.CANCEL else timing.explain_seconds
        self._child.send({"kind": "stop", "id": self._request["id"], "explain_seconds": seconds})
