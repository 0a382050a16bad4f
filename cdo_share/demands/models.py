"""Rows of a demand, of the half-days it prefers or rules out, and of the CDOs it declines; of
demands begun and not sent; of the weeks in which a firm is closed."""

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

from cdo_share.accounts.models import Engagement, Member
from cdo_share.core.grid import Half
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum
from cdo_share.rounds.models import Period


class Cadence(StrEnum):
    """How often a visit is wished."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    ONCE = "once"


class AmountUnit(StrEnum):
    """The unit in which the member said how long a visit is."""

    HOURS = "hours"
    HALF_DAYS = "half_days"


class Place(StrEnum):
    """Where the visits happen."""

    ON_SITE = "on_site"
    REMOTE = "remote"


class Urgency(StrEnum):
    """How much the demand weighs when time is short."""

    NORMAL = "normal"
    SOON = "soon"
    URGENT = "urgent"


class UrgencyReason(StrEnum):
    """Why a demand cannot take its turn."""

    STANDSTILL = "standstill"
    LEGAL_DATE = "legal_date"
    SECURITY = "security"
    SEASON = "season"
    FUNDING = "funding"


class DemandState(StrEnum):
    """Whether the demand takes part in the next allocation."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Wish(StrEnum):
    """What a member says of one half-day of the week."""

    PREFERRED = "preferred"
    IMPOSSIBLE = "impossible"


class DeclineReason(StrEnum):
    """Why a member would rather not have a CDO; the CDO may read it on an access request."""

    CONFLICT_OF_INTEREST = "conflict_of_interest"
    PAST_DISAGREEMENT = "past_disagreement"
    OTHER_EXPECTATIONS = "other_expectations"


class Demand(Model):
    """One demand of one member for one period.

    A regular cadence asks for `visits_per_window` visits of `visit_slots` slots in every
    week, fortnight or month of [earliest_on, latest_on]; cadence `once` asks for
    `requested_slots` in all within that stretch. Slots are those of the period's grid.
    `visit_amount` and `visit_unit` keep what the member typed. Of visits on site,
    `remote_visits` may be remote instead. `guaranteed_slots` is what the agreement promises,
    written down by the coordinator; it may be more than is asked. `once_key` tells the sending of a
    form that made it, so that a second tap does not make a second one.
    """

    __tablename__ = "demand"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "previous_engagement_id"],
            ["engagement.groupement_id", "engagement.id"],
        ),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint("earliest_on <= latest_on", name="ordered"),
        CheckConstraint("requested_slots > 0 AND visit_slots > 0", name="positive"),
        CheckConstraint("visits_per_window BETWEEN 1 AND 5", name="visits_per_window"),
        CheckConstraint("max_cdos BETWEEN 1 AND 2", name="max_cdos"),
        CheckConstraint(
            "remote_visits = 0 OR (remote_visits > 0 AND place = 'on_site')", name="remote_visits"
        ),
        CheckConstraint("guaranteed_slots >= 0", name="guaranteed_slots"),
        CheckConstraint("urgency_reason IS NULL OR urgency <> 'normal'", name="urgency_reason"),
        Index("uq_demand_once_key", "member_id", "once_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    skill: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    cadence: Mapped[Cadence] = mapped_column(text_enum(Cadence))
    visit_amount: Mapped[int]
    visit_unit: Mapped[AmountUnit] = mapped_column(text_enum(AmountUnit))
    visit_slots: Mapped[int]
    visits_per_window: Mapped[int] = mapped_column(default=1)
    requested_slots: Mapped[int]
    guaranteed_slots: Mapped[int] = mapped_column(default=0)
    earliest_on: Mapped[date]
    latest_on: Mapped[date]
    place: Mapped[Place] = mapped_column(text_enum(Place))
    remote_visits: Mapped[int] = mapped_column(default=0)
    urgency: Mapped[Urgency] = mapped_column(text_enum(Urgency), default=Urgency.NORMAL)
    urgency_reason: Mapped[UrgencyReason | None] = mapped_column(text_enum(UrgencyReason))
    same_moment: Mapped[bool] = mapped_column(default=False)
    max_cdos: Mapped[int] = mapped_column(default=1)
    previous_engagement_id: Mapped[int | None]
    state: Mapped[DemandState] = mapped_column(
        text_enum(DemandState), default=DemandState.SUBMITTED
    )
    once_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise_on_sql", viewonly=True)
    period: Mapped[Period] = relationship(lazy="raise_on_sql", viewonly=True)
    halfdays: Mapped[list["DemandHalfday"]] = relationship(
        lazy="raise_on_sql",
        cascade="all, delete-orphan",
        order_by="DemandHalfday.weekday, DemandHalfday.half",
    )
    declined: Mapped[list["DeclinedCdo"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="DeclinedCdo.engagement_id"
    )

    __mapper_args__ = {"version_id_col": version}


class DemandHalfday(Model):
    """A half-day of the week that a demand prefers or rules out; 0 is Monday."""

    __tablename__ = "demand_halfday"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday"),)

    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(text_enum(Half), primary_key=True)
    wish: Mapped[Wish] = mapped_column(text_enum(Wish))


class DeclinedCdo(Model):
    """A CDO whom the member would rather not have for this demand, with a category of reason."""

    __tablename__ = "declined_cdo"

    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    reason: Mapped[DeclineReason] = mapped_column(text_enum(DeclineReason))

    engagement: Mapped[Engagement] = relationship(lazy="raise_on_sql", viewonly=True)


class DemandDraft(Model):
    """A demand begun and put aside: the form's answers as they stand, right or not."""

    __tablename__ = "demand_draft"
    __table_args__ = (
        Index("uq_demand_draft_once_key", "member_id", "once_key", unique=True),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int] = mapped_column(index=True)
    answers: Mapped[dict[str, Any]]
    once_key: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}


class MemberClosure(Model):
    """A stretch of days on which a firm is closed and nobody visits it; both ends are included."""

    __tablename__ = "member_closure"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        CheckConstraint("starts_on <= ends_on", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    member_id: Mapped[int] = mapped_column(index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
