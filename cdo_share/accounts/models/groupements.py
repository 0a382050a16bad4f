"""Groupements and people, and how people log in."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.core.orm import Model


class Groupement(Model):
    """The tenant: an association of firms that shares CDOs.

    `halfday_price_cents`: what a member pays for a half-day, in euro cents without VAT; None while
    the groupement has not said it. `cancel_notice_days`: how many days ahead a member should cancel
    a visit; None without a rule. `hold_hours`: how long a half-day that a member books is held.
    `allows_free_time`: whether CDOs may put their free half-days on a page with a secret address.
    """

    __tablename__ = "groupement"
    __table_args__ = (
        CheckConstraint("halfday_price_cents >= 0", name="halfday_price_cents"),
        CheckConstraint("cancel_notice_days BETWEEN 0 AND 60", name="cancel_notice_days"),
        CheckConstraint("hold_hours BETWEEN 1 AND 240", name="hold_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    contact_email: Mapped[str] = mapped_column(String(254))
    halfday_price_cents: Mapped[int | None]
    cancel_notice_days: Mapped[int | None]
    hold_hours: Mapped[int] = mapped_column(default=48)
    allows_free_time: Mapped[bool] = mapped_column(default=False)
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
