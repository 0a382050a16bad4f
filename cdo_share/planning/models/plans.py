"""Rows of the plan that a run found; plans never change."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model
from cdo_share.planning.models.runs import Run

# Kinds of bounds that hold whatever is asked, or of a question for which nobody looked.
NO_BOUND = frozenset({"none", "trivial"})


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

    @property
    def is_bounded(self) -> bool:
        """Say whether anything is proven of how much better a plan could be."""
        return not self.gap or self.bound_kind not in NO_BOUND


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
