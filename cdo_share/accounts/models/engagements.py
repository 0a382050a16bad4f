"""CDOs: the engagement of a person by a groupement, its skills and conflicts."""

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.accounts.models.groupements import Person
from cdo_share.accounts.models.members import Site
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class Regime(StrEnum):
    """Legal regime of a CDO's work in one groupement."""

    FORFAIT_JOURS = "forfait_jours"
    PART_TIME = "part_time"
    HOURS = "hours"
    VOLUNTEER = "volunteer"


class Engagement(Model):
    """A person's work as CDO for one groupement: regime, base, caps in half-days.

    Caps count half-days: per day, per civil week, per period; `average_weeks` and
    `average_halfdays` bound any run of that many weeks (both null: no such bound).
    `outside_hours`: what they work a week as an employee elsewhere; legal caps hold for the sum.
    """

    __tablename__ = "engagement"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "slug"),
        UniqueConstraint("groupement_id", "person_id"),
        ForeignKeyConstraint(["groupement_id", "base_id"], ["site.groupement_id", "site.id"]),
        CheckConstraint("day_cap_halfdays BETWEEN 1 AND 2", name="day_cap"),
        CheckConstraint("week_cap_halfdays BETWEEN 0 AND 14", name="week_cap"),
        CheckConstraint("period_cap_halfdays >= 0", name="period_cap"),
        CheckConstraint(
            "(average_weeks IS NULL) = (average_halfdays IS NULL)", name="average_both"
        ),
        CheckConstraint("outside_hours BETWEEN 0 AND 48", name="outside_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    slug: Mapped[str] = mapped_column(String(60))
    regime: Mapped[Regime] = mapped_column(text_enum(Regime))
    base_id: Mapped[int]
    day_cap_halfdays: Mapped[int] = mapped_column(default=2)
    week_cap_halfdays: Mapped[int]
    period_cap_halfdays: Mapped[int]
    average_weeks: Mapped[int | None]
    average_halfdays: Mapped[int | None]
    max_km: Mapped[int] = mapped_column(default=60)
    max_members: Mapped[int] = mapped_column(default=8)
    max_sites_per_day: Mapped[int] = mapped_column(default=2)
    works_remotely: Mapped[bool] = mapped_column(default=True)
    outside_hours: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", viewonly=True)
    base: Mapped[Site] = relationship(lazy="raise_on_sql", viewonly=True)
    skills: Mapped[list["EngagementSkill"]] = relationship(
        lazy="raise_on_sql", cascade="all, delete-orphan", order_by="EngagementSkill.skill"
    )

    __mapper_args__ = {"version_id_col": version}


class EngagementConflict(Model):
    """A member whom a CDO must not serve, for a conflict of interest that the CDO declared."""

    __tablename__ = "engagement_conflict"
    __table_args__ = (
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    engagement_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)


class EngagementSkill(Model):
    """A skill of a CDO at a level from 1 (basics) to 3 (expert)."""

    __tablename__ = "engagement_skill"
    __table_args__ = (CheckConstraint("level BETWEEN 1 AND 3", name="level"),)

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(String(20), primary_key=True)
    level: Mapped[int]
