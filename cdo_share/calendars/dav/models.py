"""Rows of two-way calendars: who may log in from which device, and what devices hold of us."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model


class DavPrincipal(Model):
    """The name under which devices know a person: random, so that it tells nothing."""

    __tablename__ = "dav_principal"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)


class DavPassword(Model):
    """The right of one device to log in as a person; only the hash of the password is kept."""

    __tablename__ = "dav_password"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    password_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    last_client: Mapped[str | None] = mapped_column(String(200))


class DavCollection(Model):
    """One calendar of a person as devices hold it.

    `revision` counts its changes; `nonce` tells it from one that had its name before. Changes up
    to `forgotten_revision` can no longer be told. `source_sha256` says from which bytes of the
    feed a calendar of visits was last brought up to date; null for one that devices write.
    """

    __tablename__ = "dav_collection"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint("0 <= forgotten_revision AND forgotten_revision <= revision", name="told"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(default=0)
    forgotten_revision: Mapped[int] = mapped_column(default=0)
    source_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class DavItem(Model):
    """One entry of a calendar, or what is left of it so that devices learn that it is gone.

    `sealed` is what a device sent, byte by byte, encrypted; null for a visit, whose bytes are
    those of the feed. `starts_at` and `ends_at` enclose all of it; `ends_at` is null when it
    repeats. `read_until` is the last day for which it blocks time; null when all of it does.
    """

    __tablename__ = "dav_item"
    __table_args__ = (
        UniqueConstraint("collection_id", "name"),
        UniqueConstraint("collection_id", "revision"),
        UniqueConstraint("collection_id", "uid_sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("dav_collection.id"))
    name: Mapped[str] = mapped_column(String(200))
    uid_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    etag: Mapped[str] = mapped_column(String(64))  # SHA-256 of the bytes, hexadecimal
    size_bytes: Mapped[int]
    revision: Mapped[int]
    is_deleted: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    is_recurring: Mapped[bool] = mapped_column(default=False)
    read_until: Mapped[date | None]


class DavProperty(Model):
    """What a device remembers about a calendar: its colour, its place in the list, its name.

    `name` is {namespace}name.
    """

    __tablename__ = "dav_property"

    collection_id: Mapped[int] = mapped_column(ForeignKey("dav_collection.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
