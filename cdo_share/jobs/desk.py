"""What a worker has at hand while it works, and the seconds it counts."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session, sessionmaker

from cdo_share.jobs.children import WarmChild
from cdo_share.planning.lease import LEASE_SECONDS, LOST_AFTER_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The seconds a worker counts; tests count shorter ones.

    A child may take 1.5 times its limit and `grace_seconds` more, then it is killed; told to
    keep the best plan, it may take `explain_seconds` to say what the plan leaves unmet.
    """

    lease_seconds: int = LEASE_SECONDS
    lost_after_seconds: int = LOST_AFTER_SECONDS
    renew_seconds: float = 1.0
    poll_seconds: float = 0.1
    start_seconds: float = 120.0
    grace_seconds: float = 20.0
    cancel_seconds: float = 2.0
    explain_seconds: float = 2.0
    sweep_seconds: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The worker's sessions, its child, the way back to the queue, and the call to go home."""

    sessions: sessionmaker[Session]
    child: WarmChild
    send: Callable[[int], None]
    timing: Timing = Timing()
    stopping: threading.Event = field(default_factory=threading.Event)
    solver_threads: int = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that this worker owns, by its token."""

    run_id: int
    token: str
