"""A groupement with runs, and children that answer as a test wants."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker, undefer

from cdo_share.core.grid import GridKind
from cdo_share.core.orm import transaction
from cdo_share.planning.lease import claim_run
from cdo_share.planning.models import Plan, Run
from cdo_share.planning.queries import get_plan
from cdo_share.planning.service import request_run
from tests.factories import a_demand, a_groupement, a_member, a_period, an_engagement

ROOT = Path(__file__).parents[2]

# A child for tests: reads requests, calls `solve`, which the test writes. `stopped` holds the ids
# of requests to end early; `good(request)` is a true answer: the plan that serves nobody.
PREAMBLE = """
import json, os, sys, threading, time
from bench.check_plan import check
stopped = set()
requests = []
arrived = threading.Semaphore(0)

def read():
    for line in sys.stdin:
        message = json.loads(line)
        if message["kind"] == "stop":
            stopped.add(message["id"])
        else:
            requests.append(message)
            arrived.release()
    os._exit(0)

def say(request, kind, **values):
    print(json.dumps({"kind": kind, "id": request["id"], **values}), flush=True)

def good(request, visits=()):
    instance = request["instance"]
    plan = {"format": "cdo-timeshare-plan/1", "instance": instance["name"], "visits": list(visits)}
    cost = check(instance, plan)["cost"]
    return dict(plan=plan, cost=cost, bound=0, bound_kind="none", gap=1.0, unmet=[], versions={})

def main():
    threading.Thread(target=read, daemon=True).start()
    print(json.dumps({"kind": "ready"}), flush=True)
    while True:
        arrived.acquire()
        solve(requests.pop(0))
"""


@dataclass
class Office:
    """A groupement, its period, and the ids sent to a queue that only remembers them."""

    sessions: sessionmaker[Session]
    groupement_id: int
    period_id: int
    sent: list[int] = field(default_factory=list)

    def ask(self, *, seconds: int = 5, **asked: Any) -> int:
        """Commit a queued run and return its id."""
        with self.sessions() as session, transaction(session):
            run = request_run(
                session,
                groupement_id=self.groupement_id,
                period_id=self.period_id,
                requested_by_id=None,
                time_limit_seconds=seconds,
                now=present(),
                **asked,
            )
            return run.id

    def change(self, run_id: int, **values: Any) -> None:
        """Set columns of a run."""
        with self.sessions() as session, transaction(session):
            run = session.get_one(Run, run_id)
            for name, value in values.items():
                setattr(run, name, value)

    def claim(self, run_id: int) -> str | None:
        """Take a run as another worker would; return its token."""
        with self.sessions() as session, transaction(session):
            return claim_run(session, run_id, now=present())

    def run(self, run_id: int) -> Run:
        """Return a run as it is stored now."""
        with self.sessions() as session:
            return session.scalars(
                select(Run).where(Run.id == run_id).options(undefer(Run.instance))
            ).one()

    def plans(self) -> list[Plan]:
        """Return all plans as they are stored now, with their visits."""
        with self.sessions() as session:
            ids = session.scalars(select(Plan.id).order_by(Plan.id)).all()
            return [get_plan(session, self.groupement_id, plan_id) for plan_id in ids]


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def present() -> datetime:
    """Return the present instant."""
    return datetime.now(UTC)


def an_office(
    sessions: sessionmaker[Session], *, grid_kind: GridKind = GridKind.HALF_DAY
) -> Office:
    """Commit a groupement of two CDOs and three members with a demand each."""
    with sessions() as session, transaction(session):
        groupement = a_groupement(session)
        period = a_period(session, groupement, grid_kind=grid_kind)
        per_half = period.grid.slots_per_half
        for _ in range(2):
            an_engagement(session, groupement, period_cap_halfdays=5)
        for _ in range(3):
            a_demand(
                session,
                a_member(session, groupement),
                period,
                visit_slots=per_half,
                requested_slots=4 * per_half,
            )
        return Office(sessions, groupement.id, period.id)


def fake_command(folder: Path, script: str) -> tuple[str, ...]:
    """Return the command of a child that runs the script; it must define `solve(request)`."""
    path = folder / "fake_child.py"
    path_line = f"import sys; sys.path.insert(0, {str(ROOT)!r})"
    path.write_text(f"{path_line}\n{PREAMBLE}\n{dedent(script)}\nmain()\n")
    return (sys.executable, str(path))
