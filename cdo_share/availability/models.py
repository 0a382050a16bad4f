"""Rows of the weekly pattern, of exceptions by date, and of imported busy times."""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.availability.kinds import BusyKind as BusyKind  # as: other rooms take it from here
from cdo_share.availability.kinds import ReadingFailure as ReadingFailure
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


class Repeat(StrEnum):
    """How often an exception comes again; monthly means the same weekday, such as every second
    Tuesday."""

    NEVER = "never"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class CalendarState(StrEnum):
    """Whether the busy times of a calendar count, or wait for the CDO to accept them."""

    PREVIEW = "preview"
    ACTIVE = "active"


class PatternHalfday(Model):
    """A half-day of every week on which the CDO can work; 0 is Monday.

    `hours` has "1" or "0" for each of its four hours on a grid of hours; a half-day counts
    on a grid of half-days only when all four are "1".
    """

    __tablename__ = "pattern_halfday"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday"),
        CheckConstraint("length(hours) = 4 AND hours <> '0000'", name="hours"),
    )

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    half: Mapped[Half] = mapped_column(text_enum(Half), primary_key=True)
    hours: Mapped[str] = mapped_column(String(4), default="1111")


class AvailabilityException(Model):
    """A stretch of half-days that differs from the pattern; both ends are included.

    A stretch that repeats begins again until the day `repeats_until`, included.
    """

    __tablename__ = "availability_exception"
    __table_args__ = (
        CheckConstraint(
            "starts_on < ends_on OR (starts_on = ends_on AND starts_half <= ends_half)",
            name="ordered",
        ),
        CheckConstraint("(repeats = 'never') = (repeats_until IS NULL)", name="repeats_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), index=True)
    kind: Mapped[ExceptionKind] = mapped_column(text_enum(ExceptionKind))
    starts_on: Mapped[date]
    starts_half: Mapped[Half] = mapped_column(text_enum(Half, "starts_half"), default=Half.AM)
    ends_on: Mapped[date]
    ends_half: Mapped[Half] = mapped_column(text_enum(Half, "ends_half"), default=Half.PM)
    repeats: Mapped[Repeat] = mapped_column(text_enum(Repeat), default=Repeat.NEVER)
    repeats_until: Mapped[date | None]


class ExternalCalendar(Model):
    """A calendar of the CDO's own and the busy times read from it; titles are never kept.

    `read_at` is the last reading that worked: while readings fail, its busy times stay.
    `first_on` and `last_on` tell which days it covered, both included. `own_events` counts
    our own visits that came back in it and were ignored. `skipped_marks` stand for the entries
    that could not be read and that the CDO has let pass.
    """

    __tablename__ = "external_calendar"
    __table_args__ = (
        # A new version of a calendar is looked at while the last one still counts.
        Index("uq_external_calendar_name", "engagement_id", "name", "state", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    name: Mapped[str] = mapped_column(String(80))
    state: Mapped[CalendarState] = mapped_column(
        text_enum(CalendarState), default=CalendarState.ACTIVE
    )
    elsewhere_is_busy: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    skipped_events: Mapped[int] = mapped_column(default=0)
    skipped_marks: Mapped[list[Any]] = mapped_column(default=list)
    own_events: Mapped[int] = mapped_column(default=0)
    warnings: Mapped[list[Any]] = mapped_column(default=list)  # codes of the reader

    busy_times: Mapped[list["BusyTime"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="BusyTime.starts_at"
    )
    source: Mapped["CalendarAddress | None"] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", single_parent=True
    )


class CalendarAddress(Model):
    """The secret address from which a calendar is read again and again.

    The address is encrypted; only its host can be read here. There is no calendar before
    the first reading that works; `elsewhere_is_busy` is for it. `failures` counts readings
    that failed since, or that were suddenly empty in a row. `held_marks` stand for the entries
    for which the last reading waits for the CDO.
    """

    __tablename__ = "calendar_address"
    __table_args__ = (
        UniqueConstraint("engagement_id", "name"),
        UniqueConstraint("calendar_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    calendar_id: Mapped[int | None] = mapped_column(ForeignKey("external_calendar.id"))
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    host: Mapped[str] = mapped_column(String(253))
    elsewhere_is_busy: Mapped[bool] = mapped_column(default=False)
    etag: Mapped[str] = mapped_column(String(200), default="")
    last_modified: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    failure: Mapped[ReadingFailure | None] = mapped_column(text_enum(ReadingFailure))
    held_marks: Mapped[list[Any]] = mapped_column(default=list)

    @property
    def held_digest(self) -> str:
        """Return what stands for all held entries on a page, 64 hexadecimal digits."""
        return hashlib.sha256(" ".join(sorted(self.held_marks)).encode()).hexdigest()


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


class BlockedTime(Model):
    """One stretch [starts_at, ends_at) that a CDO blocked through CalDAV, from a phone.

    It is the person's and so counts in every groupement; titles stay with the sealed entry.
    `uid_sha256` says which entry it comes from.
    """

    __tablename__ = "blocked_time"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ordered"),
        Index("ix_blocked_time_person_id_uid_sha256", "person_id", "uid_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uid_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    kind: Mapped[BusyKind] = mapped_column(text_enum(BusyKind))
