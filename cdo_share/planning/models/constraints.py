"""Rows of constraints: what every further run of a period must respect."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class ConstraintKind(StrEnum):
    """What must stay, or must not be."""

    KEEP_VISIT = "keep_visit"  # this visit stays: CDO, day, slot, length
    KEEP_TIME = "keep_time"  # a visit of the demand stays at this time, whoever comes
    KEEP_CDO = "keep_cdo"  # only this CDO serves the demand
    KEEP_WEEKDAY = "keep_weekday"  # the demand is visited on this weekday only
    AVOID_DEMAND = "avoid_demand"  # no visit of the demand on this day, or in these slots of it
    AVOID_CDO = (
        "avoid_cdo"  # the CDO does not work on this day or in these slots of it, or for this demand
    )


class ConstraintSource(StrEnum):
    """Who wanted it."""

    COORDINATOR = "coordinator"
    ANSWER = "answer"  # a member or CDO asked for it when a plan was proposed
    BOOKING = "booking"  # a visit booked between rounds


class Constraint(Model):
    """One thing that the runs of a period respect from now on; see `planning.constraints`.

    Which columns are filled follows from the kind: `engagement_id`, `day`, `slot` and `length` of a
    visit that stays; `slot` and `length` null: the whole day.
    """

    __tablename__ = "planning_constraint"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 4", name="weekday"),
        CheckConstraint("slot IS NULL OR slot >= 0", name="slot"),
        CheckConstraint("(slot IS NULL) = (length IS NULL)", name="stretch"),
        CheckConstraint("length IS NULL OR length >= 1", name="length"),
        CheckConstraint(
            "demand_id IS NOT NULL OR engagement_id IS NOT NULL", name="about_somebody"
        ),
        Index("ix_planning_constraint_period", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int]
    kind: Mapped[ConstraintKind] = mapped_column(text_enum(ConstraintKind))
    source: Mapped[ConstraintSource] = mapped_column(
        text_enum(ConstraintSource), default=ConstraintSource.COORDINATOR
    )
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    day: Mapped[date | None]
    weekday: Mapped[int | None]
    slot: Mapped[int | None]
    length: Mapped[int | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
