"""Rows of the weekly pattern, of exceptions by date, and of imported busy times."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.grid import Half
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class ExceptionKind(StrEnum):
    """Why a stretch of half-days differs from the weekly pattern; never an illness."""

    LEAVE = "leave"
    TRAINING = "training"
    OTHER_WORK = "other_work"
    UNAVAILABLE = "unavailable"
    EXTRA = "extra"  # can work although the pattern says no

    @property
    def is_available(self) -> bool:
        """Return whether the stretch adds time instead of taking it away."""
        return self is ExceptionKind.EXTRA


class BusyKind(StrEnum):
    """Whether an imported time rules work out, or only makes it less welcome."""

    BUSY = "busy"
    TENTATIVE = "tentative"


class PatternHalfday(Model):
    """A half-day of every week on which the CDO can work; 0 is Monday."""

    __tablename__ = "pattern_halfday"
    __table_args__ = (CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday"),)

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(text_enum(Half), primary_key=True)


class AvailabilityException(Model):
    """A stretch of half-days that differs from the pattern; both ends are included."""

    __tablename__ = "availability_exception"
    __table_args__ = (
        CheckConstraint(
            "starts_on < ends_on OR (starts_on = ends_on AND starts_half <= ends_half)",
            name="ordered",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    kind: Mapped[ExceptionKind] = mapped_column(text_enum(ExceptionKind))
    starts_on: Mapped[date]
    starts_half: Mapped[Half] = mapped_column(text_enum(Half, "starts_half"), default=Half.AM)
    ends_on: Mapped[date]
    ends_half: Mapped[Half] = mapped_column(text_enum(Half, "ends_half"), default=Half.PM)


class ExternalCalendar(Model):
    """A calendar of the CDO's own from which busy times were read; titles are never kept."""

    __tablename__ = "external_calendar"
    __table_args__ = (UniqueConstraint("engagement_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(String(80))
    read_at: Mapped[datetime]
    skipped_events: Mapped[int] = mapped_column(default=0)

    busy_times: Mapped[list["BusyTime"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="BusyTime.starts_at"
    )


class BusyTime(Model):
    """One stretch [starts_at, ends_at) read from an external calendar."""

    __tablename__ = "busy_time"
    __table_args__ = (CheckConstraint("starts_at < ends_at", name="ordered"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("external_calendar.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[BusyKind] = mapped_column(text_enum(BusyKind))
    uid_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
