"""Rows of feeds (whose calendar, which bytes) and of their tokens (which device may read)."""

from datetime import datetime
from enum import StrEnum

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


class FeedOwner(StrEnum):
    """Whose calendar a feed is."""

    CDO = "cdo"
    MEMBER = "member"
    GROUPEMENT = "groupement"


class DetailLevel(StrEnum):
    """How much a feed tells."""

    FULL = "full"
    BUSY = "busy"


class Ending(StrEnum):
    """Why a secret address no longer works."""

    TAKEN_BACK = "taken_back"  # by whoever made it
    REPLACED = "replaced"  # by a new address for the same device or page
    LOST = "lost"  # its person no longer may: account closed, role or engagement ended


class HalfdayEvents(StrEnum):
    """How calendars show a half-day of a CDO on forfait-jours; times set with the member win."""

    DAY = "day"  # a day without clock times, with the half-day in its title
    TIMED = "timed"  # from when until when half-days last there, said not to be imposed


class FeedSettings(Model):
    """What a groupement decided about its calendars; without such a row the usual things hold.

    `blocks_members`: whether a visit makes members and the groupement look busy, as it does CDOs.
    """

    __tablename__ = "feed_settings"

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    halfdays: Mapped[HalfdayEvents] = mapped_column(text_enum(HalfdayEvents))
    blocks_members: Mapped[bool]


class FeedFacts(Model):
    """What a groupement's feeds said beside its visits when they were last rendered, as a hash."""

    __tablename__ = "feed_facts"

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    facts_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))


class Feed(Model):
    """The stored calendar of one owner at one level of detail; rendered at publication."""

    __tablename__ = "feed"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("groupement_id", "owner", "subject_id", "detail"),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("(owner = 'member') = (member_id IS NOT NULL)", name="member_named"),
        CheckConstraint("(owner = 'cdo') = (engagement_id IS NOT NULL)", name="cdo_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    owner: Mapped[FeedOwner] = mapped_column(text_enum(FeedOwner))
    member_id: Mapped[int | None]
    engagement_id: Mapped[int | None]
    subject_id: Mapped[int] = mapped_column(
        Computed("coalesce(member_id, engagement_id, 0)", persisted=True)
    )
    detail: Mapped[DetailLevel] = mapped_column(text_enum(DetailLevel))
    slug: Mapped[str] = mapped_column(String(80))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    etag: Mapped[str] = mapped_column(String(64))  # SHA-256 of the bytes, hexadecimal
    last_modified_at: Mapped[datetime]


class FeedToken(Model):
    """The right of one device to read one feed; only the hash of the secret is kept.

    `ended_by` says why it was revoked; None for one revoked before that was noted.
    """

    __tablename__ = "feed_token"
    __table_args__ = (
        CheckConstraint("ended_by IS NULL OR revoked_at IS NOT NULL", name="ended_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    last_characters: Mapped[str] = mapped_column(String(4))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    ended_by: Mapped[Ending | None] = mapped_column(text_enum(Ending))
    last_read_at: Mapped[datetime | None]
    last_client: Mapped[str | None] = mapped_column(String(200))

    feed: Mapped[Feed] = relationship(lazy="raise_on_sql", viewonly=True)


class InvitedPerson(Model):
    """Somebody who gets visits of a groupement as invitations by mail, and so has no link there."""

    __tablename__ = "invited_person"

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    chosen_at: Mapped[datetime]


class FreeTimePage(Model):
    """A CDO's page of free half-days, open to whoever has its address; one at most at a time.

    Of the secret in the address only the hash is kept.
    """

    __tablename__ = "free_time_page"
    __table_args__ = (
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("(ended_by IS NULL) = (revoked_at IS NULL)", name="ended"),
        Index(
            "uq_free_time_page_open",
            "engagement_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    engagement_id: Mapped[int]
    token_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    ended_by: Mapped[Ending | None] = mapped_column(text_enum(Ending))
