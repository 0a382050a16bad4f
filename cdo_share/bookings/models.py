"""Rows of half-days that members book between rounds.

Two held bookings of one person never overlap, nor do a held booking and a visit in force, even
across groupements: the database refuses it, see overlap.py.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum
from cdo_share.demands.models import Place


class BookingState(StrEnum):
    """Where a booking stands; only a held one keeps its time free from others."""

    HELD = "held"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Booking(Model):
    """A stretch of a CDO's time that a member booked; held until `held_until`.

    Confirmed, it is a demand (`demand_id`) and then a visit in force (`visit_id`). `person_id` is
    that of the CDO: their time is the same in every groupement.
    """

    __tablename__ = "booking"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("starts_at < ends_at", name="ordered"),
        CheckConstraint("level BETWEEN 1 AND 3", name="level"),
        CheckConstraint(
            "(state = 'confirmed') = (demand_id IS NOT NULL)",
            name="confirmed_is_a_demand",
        ),
        Index("ix_booking_state_until", "state", "held_until"),
        Index("ix_booking_person_start", "person_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    period_id: Mapped[int]
    member_id: Mapped[int]
    engagement_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(120))
    skill: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    place: Mapped[Place] = mapped_column(text_enum(Place))
    day: Mapped[date]
    slot: Mapped[int]
    length: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[BookingState] = mapped_column(text_enum(BookingState), default=BookingState.HELD)
    held_until: Mapped[datetime]
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    demand_id: Mapped[int | None] = mapped_column(ForeignKey("demand.id"))
    visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
    created_at: Mapped[datetime]
