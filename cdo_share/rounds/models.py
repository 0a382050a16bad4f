"""Rows of a groupement's periods, of who has answered in their rounds, and of its closed days."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.grid import GRIDS, Grid, GridKind
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class PeriodState(StrEnum):
    """Whether demands may still change; availability may at any time."""

    OPEN = "open"
    LOCKED = "locked"


class Period(Model):
    """A stretch of weeks that is planned at once; both ends are included.

    `closes_on` is the last day on which its round collects answers, as members are told; the
    coordinator closes it by hand, so that nobody is cut off in the middle of a sentence.
    """

    __tablename__ = "period"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "name"),
        CheckConstraint("starts_on <= ends_on", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    grid_kind: Mapped[GridKind] = mapped_column(text_enum(GridKind))
    state: Mapped[PeriodState] = mapped_column(text_enum(PeriodState), default=PeriodState.OPEN)
    opened_at: Mapped[datetime | None]
    closes_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def grid(self) -> Grid:
        """Return the slots of every day of the period."""
        return GRIDS[self.grid_kind]


class MemberAnswer(Model):
    """A member who said that they need nothing in a period; a demand is an answer by itself."""

    __tablename__ = "member_answer"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class CdoAnswer(Model):
    """A CDO who said that their availability is right for a period."""

    __tablename__ = "cdo_answer"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(primary_key=True)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class Reminder(Model):
    """A person, or an invited address, reminded of a round; the keys keep it to one mail a round.

    Of the address only a hash is kept: who accepts their invitation is the same one. `reminded_at`
    is when the mail leaves, which at night is the morning after.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        Index("uq_reminder_person", "period_id", "person_id", unique=True),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(primary_key=True)
    address_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_at: Mapped[datetime]


class ClosedDay(Model):
    """A day on which the whole groupement rests, usually a public holiday."""

    __tablename__ = "closed_day"

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
