"""What people may act as, who is invited to, and which programs act for them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.accounts.models.engagements import Engagement
from cdo_share.accounts.models.groupements import Groupement, Person
from cdo_share.accounts.models.members import Member
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class RoleKind(StrEnum):
    """What a person may act as."""

    COORDINATOR = "coordinator"
    MEMBER = "member"
    CDO = "cdo"


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
