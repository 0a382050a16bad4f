"""Rows of a run: the truth about a job, and what was asked beyond its period."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum

if TYPE_CHECKING:
    from cdo_share.planning.models.plans import Plan


class RunState(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StopRequest(StrEnum):
    """What a person asked of a run that is on its way."""

    CANCEL = "cancel"
    KEEP_BEST = "keep_best"


class Fairness(StrEnum):
    """How a shortage is shared out."""

    POINTS = "points"
    LEXIMIN = "leximin"


class Lane(StrEnum):
    """Where a run waits for its turn: short ones never wait behind others that take longer."""

    LONG = "cdo-share"  # searches: minutes
    STUDY = "cdo-share-study"  # what-ifs, curves, prices: up to one minute
    QUICK = "cdo-share-quick"  # repairs and "why not": seconds, somebody looks on


class RunKind(StrEnum):
    """What a run is for: the first three leave a plan, the others an answer about one."""

    SEARCH = "search"  # shares out the period anew
    REPAIR = "repair"  # starts from a plan and changes as little of it as it can
    BY_HAND = "by_hand"  # nothing is searched: a coordinator arranged it, the judge priced it
    WHAT_IF = "what_if"
    WHY_NOT = "why_not"
    PRICES = "prices"
    CURVE = "curve"

    @property
    def makes_plan(self) -> bool:
        """Say whether a run of this kind ends with a plan."""
        return self in {RunKind.SEARCH, RunKind.REPAIR, RunKind.BY_HAND}

    @property
    def lane(self) -> Lane:
        """Return where runs of this kind wait."""
        lanes = {RunKind.SEARCH: Lane.LONG, RunKind.REPAIR: Lane.QUICK, RunKind.WHY_NOT: Lane.QUICK}
        return lanes.get(self, Lane.STUDY)


class Run(Model):
    """One request to allocate a period, and all that is known of its execution.

    The queue carries only the id. A worker owns the run while `token` is the one it drew
    and `lease_until` lies ahead; a result with another token is refused (fencing).
    `instance` and `versions` are stored when the worker starts, `work` when its search has ended
    (what the clock decided in it, see `solver.diary`), so that the run can be repeated exactly.
    A run that is done may still have a `failure`: its search broke down after it had found the
    plan. `outcome` is what a run without a plan found out.
    """

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        Index("ix_run_state_lease", "state", "lease_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RunKind] = mapped_column(text_enum(RunKind), default=RunKind.SEARCH)
    name: Mapped[str | None] = mapped_column(String(80))  # what the coordinator calls its plan
    state: Mapped[RunState] = mapped_column(text_enum(RunState), default=RunState.QUEUED)
    stop_request: Mapped[StopRequest | None] = mapped_column(text_enum(StopRequest))
    time_limit_seconds: Mapped[int]
    seed: Mapped[int] = mapped_column(default=1)
    fairness: Mapped[Fairness] = mapped_column(text_enum(Fairness), default=Fairness.POINTS)
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]
    progress: Mapped[list[Any]] = mapped_column(default=list)  # solver progress events, in order
    instance: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    work: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    versions: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(String(60))  # a stable code, see failures.py
    failure_detail: Mapped[str | None] = mapped_column(String(500))
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    put_away_at: Mapped[datetime | None]  # the list of allocations leaves it out since

    plan: Mapped["Plan | None"] = relationship(
        lazy="raise_on_sql", viewonly=True, uselist=False, back_populates="run"
    )
