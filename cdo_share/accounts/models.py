"""Rows of the tenant, its members and the people; a person is global, a role is not."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class Regime(StrEnum):
    """Legal regime of a CDO's work in one groupement."""

    FORFAIT_JOURS = "forfait_jours"
    PART_TIME = "part_time"
    HOURS = "hours"
    VOLUNTEER = "volunteer"


class Sector(StrEnum):
    """The line of business of a member, coarse enough to compare firms without naming one."""

    CRAFT = "craft"
    SHOP = "shop"
    FOOD = "food"
    LODGING = "lodging"
    BUILDING = "building"
    INDUSTRY = "industry"
    FARMING = "farming"
    CARE = "care"
    SERVICES = "services"


class RoleKind(StrEnum):
    """What a person may act as."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    CDO = "cdo"


class Groupement(Model):
    """The tenant: an association of firms that shares CDOs.

    `halfday_price_cents`: what a member pays for a half-day, in euro cents without VAT; None while
    the groupement has not said it.
    """

    __tablename__ = "groupement"
    __table_args__ = (CheckConstraint("halfday_price_cents >= 0", name="halfday_price_cents"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    contact_email: Mapped[str] = mapped_column(String(254))
    halfday_price_cents: Mapped[int | None]
    created_at: Mapped[datetime]


class Person(Model):
    """A human being who may log in; the same row in every groupement.

    `last_login_at`: when they last logged in; None before the first time. `known_to_id`: the one
    groupement that entered somebody by their address and has no answer yet; such a row holds what
    was typed there, never logs in, and says nothing of an account with the same address.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index(
            "uq_person_account_email",
            "email",
            unique=True,
            sqlite_where=text("known_to_id IS NULL"),
            postgresql_where=text("known_to_id IS NULL"),
        ),
        Index("uq_person_known_to_email", "known_to_id", "email", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    known_to_id: Mapped[int | None] = mapped_column(ForeignKey("groupement.id"))
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(30), default="")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]

    @property
    def has_account(self) -> bool:
        """Return whether they may log in: not closed, and more than an address somebody entered."""
        return self.is_active and self.known_to_id is None


class Site(Model):
    """A place where visits happen or from which a CDO sets out."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("groupement_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    commune: Mapped[str] = mapped_column(String(80))
    insee: Mapped[str] = mapped_column(String(5))
    lat: Mapped[float]
    lon: Mapped[float]


class Member(Model):
    """A firm that belongs to the groupement (adhérent); `siret` is empty while nobody knows it."""

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "slug"),
        ForeignKeyConstraint(["groupement_id", "site_id"], ["site.groupement_id", "site.id"]),
        Index(
            "uq_member_siret",
            "groupement_id",
            "siret",
            unique=True,
            sqlite_where=text("siret <> ''"),
            postgresql_where=text("siret <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    siret: Mapped[str] = mapped_column(String(14), default="")
    trade: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[Sector | None] = mapped_column(text_enum(Sector))
    headcount: Mapped[int] = mapped_column(default=0)
    site_id: Mapped[int]
    is_active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    site: Mapped[Site] = relationship(lazy="raise_on_sql", viewonly=True)

    __mapper_args__ = {"version_id_col": version}


class MemberConflict(Model):
    """Two members who must not share a CDO; the lower id comes first."""

    __tablename__ = "member_conflict"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "first_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(["groupement_id", "second_id"], ["member.groupement_id", "member.id"]),
        CheckConstraint("first_id < second_id", name="ordered"),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    first_id: Mapped[int] = mapped_column(primary_key=True)
    second_id: Mapped[int] = mapped_column(primary_key=True)


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


class Role(Model):
    """What a person may act as: coordinator of a groupement, voice of a member, or a CDO."""

    __tablename__ = "role"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("(kind = 'member') = (member_id IS NOT NULL)", name="member_named"),
        CheckConstraint("(kind = 'cdo') = (engagement_id IS NOT NULL)", name="cdo_named"),
        UniqueConstraint("person_id", "groupement_id", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    kind: Mapped[RoleKind] = mapped_column(text_enum(RoleKind))
    member_id: Mapped[int | None]
    engagement_id: Mapped[int | None]
    # Null differs from null in a unique constraint; this column does not.
    subject_id: Mapped[int] = mapped_column(
        Computed("coalesce(member_id, engagement_id, 0)", persisted=True)
    )
    created_at: Mapped[datetime]

    groupement: Mapped[Groupement] = relationship(lazy="raise_on_sql", viewonly=True)
    person: Mapped[Person] = relationship(lazy="raise_on_sql", viewonly=True)
    member: Mapped[Member | None] = relationship(lazy="raise_on_sql", viewonly=True)
    engagement: Mapped[Engagement | None] = relationship(lazy="raise_on_sql", viewonly=True)


class Invitation(Model):
    """An offer of one role to one address; of the secret in its link only the hash is kept.

    It is accepted or declined, once.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[RoleKind] = mapped_column(text_enum(RoleKind))
    member_id: Mapped[int | None]
    engagement_id: Mapped[int | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    groupement: Mapped[Groupement] = relationship(lazy="raise_on_sql", viewonly=True)


class AccessToken(Model):
    """The right of a program to act in one role through the API; of its secret only the hash.

    `scopes` lists what it may do, such as "demands:read". It always ends.
    """

    __tablename__ = "access_token"
    __table_args__ = (CheckConstraint("created_at < expires_at", name="ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    last_characters: Mapped[str] = mapped_column(String(4))
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    role: Mapped[Role] = relationship(lazy="raise_on_sql", viewonly=True)


class PasswordReset(Model):
    """A link to choose a new password; of the secret in it only the hash is kept.

    `used_at` is set as well when a newer link or a new password ends this one.
    """

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LoginSession(Model):
    """A browser's session, kept on the server so that it can be ended; of its id only the hash."""

    __tablename__ = "login_session"

    id_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", viewonly=True)
