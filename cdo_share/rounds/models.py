"""Rows of a groupement's periods and of its closed days (public holidays)."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.grid import GRIDS, Grid, GridKind
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class PeriodState(StrEnum):
    """Whether demands may still change; availability may at any time."""

    OPEN = "open"
    LOCKED = "locked"


class Period(Model):
    """A stretch of weeks that is planned at once; both ends are included."""

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

    @property
    def grid(self) -> Grid:
        """Return the slots of every day of the period."""
        return GRIDS[self.grid_kind]


class ClosedDay(Model):
    """A day on which the whole groupement rests, usually a public holiday."""

    __tablename__ = "closed_day"

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
