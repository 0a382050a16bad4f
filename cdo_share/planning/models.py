"""Rows of a run (the truth about a job) and of the plan it found; plans never change."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


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


class Run(Model):
    """One request to allocate a period, and all that is known of its execution.

    The queue carries only the id. A worker owns the run while `token` is the one it drew
    and `lease_until` lies ahead; a result with another token is refused (fencing).
    `instance` and `versions` are stored when the worker starts, so that the run can be
    repeated exactly. A run that is done may still have a `failure`: its search broke down after it
    had found the plan.
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
    versions: Mapped[dict[str, Any] | None]
    failure: Mapped[str | None] = mapped_column(String(60))  # a stable code, see failures.py
    failure_detail: Mapped[str | None] = mapped_column(String(500))
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    plan: Mapped["Plan | None"] = relationship(
        lazy="raise_on_sql", viewonly=True, uselist=False, back_populates="run"
    )


class Plan(Model):
    """A candidate: what one run found, with its cost by part and the proven bound. Frozen.

    `gap` = (cost − bound) / (cost of serving nobody − bound), 0 is proven best.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("run_id"),
        ForeignKeyConstraint(["groupement_id", "run_id"], ["run.groupement_id", "run.id"]),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        CheckConstraint("bound <= cost", name="bound_below_cost"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    run_id: Mapped[int]
    cost: Mapped[int]
    parts: Mapped[dict[str, Any]]
    bound: Mapped[int]
    bound_kind: Mapped[str] = mapped_column(String(40))
    gap: Mapped[float]
    statistics: Mapped[dict[str, Any]]  # the judge's figures
    unmet: Mapped[list[Any]]  # per demand served in part: demand id, slots, reason, remedy
    created_at: Mapped[datetime]

    run: Mapped[Run] = relationship(lazy="raise_on_sql", viewonly=True, back_populates="plan")
    visits: Mapped[list["PlanVisit"]] = relationship(
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="PlanVisit.day, PlanVisit.slot, PlanVisit.engagement_id",
    )


class PlanVisit(Model):
    """One visit of a plan; `visit_id` is kept when a rerun keeps or moves the same visit.

    Which visits of a demand on site are remote instead is decided when the plan is stored.
    """

    __tablename__ = "plan_visit"

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), index=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    day: Mapped[date]
    slot: Mapped[int]
    length: Mapped[int]
    is_on_site: Mapped[bool] = mapped_column(default=True)
