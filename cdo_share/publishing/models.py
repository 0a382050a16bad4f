"""Rows of releases and of the visits in force.

Two visits in force of one person never overlap, even across groupements: the migration
adds an exclusion constraint (PostgreSQL) or triggers (SQLite), see overlap.py.
"""

import uuid
from datetime import date, datetime, time
from enum import StrEnum

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


class VisitState(StrEnum):
    """What became of a visit."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    """Who made a visit fall away."""

    RELEASE = "release"
    MEMBER = "member"
    CDO = "cdo"
    COORDINATOR = "coordinator"


class Change(StrEnum):
    """What a release did to one visit."""

    ADDED = "added"
    MOVED = "moved"
    KEPT = "kept"
    REMOVED = "removed"


class Release(Model):
    """A plan that binds: numbered within its groupement, never changed afterwards."""

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "number"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "plan_id"], ["plan.groupement_id", "plan.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    plan_id: Mapped[int]
    number: Mapped[int]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]

    visits: Mapped[list["ReleaseVisit"]] = relationship(
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="ReleaseVisit.day, ReleaseVisit.slot, ReleaseVisit.engagement_id",
    )


class ReleaseVisit(Model):
    """One visit as a release fixed it, with what changed since the visits then in force.

    A removed visit keeps the place it had; `was_*` say where a moved one stood. What the
    demand was called and where it took place are copied: a release reads the same for ever.
    `has_lapsed`: a time agreed for the visit did not outlast the change.
    """

    __tablename__ = "release_visit"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), primary_key=True)
    visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    change: Mapped[Change] = mapped_column(text_enum(Change))
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    is_on_site: Mapped[bool]
    title: Mapped[str] = mapped_column(String(120))
    skill: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    slot: Mapped[int]
    length: Mapped[int]
    was_engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    was_day: Mapped[date | None]
    was_slot: Mapped[int | None]
    was_length: Mapped[int | None]
    has_lapsed: Mapped[bool] = mapped_column(default=False)


class Visit(Model):
    """A visit in force: what calendars show. Its id survives reruns and releases.

    `sequence` and `last_modified_at` rise at each visible change and only then.
    `title` and `skill` are those of the demand at publication. `agreed_start` and `agreed_end`, by
    the local clock, are what a CDO on forfait-jours set with the member within the half-day.
    """

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "demand_id"], ["demand.groupement_id", "demand.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        ForeignKeyConstraint(
            ["groupement_id", "release_id"], ["release.groupement_id", "release.id"]
        ),
        CheckConstraint("starts_at < ends_at", name="ordered"),
        CheckConstraint(
            "(state = 'cancelled') = (cancelled_by IS NOT NULL)", name="cancelled_by_somebody"
        ),
        CheckConstraint(
            "(agreed_start IS NULL) = (agreed_end IS NULL) AND agreed_start < agreed_end",
            name="agreed_end",
        ),
        Index("ix_visit_person_start", "person_id", "starts_at"),
        Index("ix_visit_member_day", "member_id", "day"),
        Index("ix_visit_engagement_day", "engagement_id", "day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id"))
    release_id: Mapped[int]
    demand_id: Mapped[int]
    member_id: Mapped[int]
    engagement_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    is_on_site: Mapped[bool]
    title: Mapped[str] = mapped_column(String(120))
    skill: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    slot: Mapped[int]
    length: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[VisitState] = mapped_column(text_enum(VisitState), default=VisitState.PLANNED)
    cancelled_by: Mapped[CancelledBy | None] = mapped_column(text_enum(CancelledBy))
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_modified_at: Mapped[datetime]
    agreed_start: Mapped[time | None]
    agreed_end: Mapped[time | None]


class Cancellation(Model):
    """A visit that a person cancelled: who, when, and whether its time is still asked for.

    Such a visit never comes back, whatever is published later. `is_replaced`: the time goes back
    to what the demand asks for; otherwise the demand asks for that much less. `is_owed`: it came
    within the CDO's days of notice, who did not consent, so that its time stays due to them.
    """

    __tablename__ = "visit_cancellation"
    __table_args__ = (
        UniqueConstraint("visit_id"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        CheckConstraint("cancelled_by <> 'release'", name="cancelled_by_a_person"),
        Index("ix_visit_cancellation_period", "groupement_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int]
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))
    length: Mapped[int]
    cancelled_by: Mapped[CancelledBy] = mapped_column(text_enum(CancelledBy))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cancelled_at: Mapped[datetime]
    is_replaced: Mapped[bool]
    is_owed: Mapped[bool] = mapped_column(default=False)
