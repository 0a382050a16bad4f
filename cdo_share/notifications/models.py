"""Rows of what people know of visits: changes they were not told of yet, invitations they got."""

import uuid
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class UntoldChange(Model):
    """A visit that is not as a person knows it; goes when a letter about it has left.

    `was_*` is the visit as the person knows it, all null for one they know nothing of. `mail_id`
    is the letter that waits with it.
    """

    __tablename__ = "untold_change"
    __table_args__ = (
        UniqueConstraint("person_id", "visit_id"),
        CheckConstraint("(was_day IS NULL) = (was_engagement_id IS NULL)", name="known_or_not"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    noted_at: Mapped[datetime]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id"), index=True)
    was_engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id"))
    was_day: Mapped[date | None]
    was_slot: Mapped[int | None]
    was_length: Mapped[int | None]
    was_is_on_site: Mapped[bool | None]
    was_agreed_start: Mapped[time | None]
    was_agreed_end: Mapped[time | None]
    was_site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))


class Answer(StrEnum):
    """What somebody answered to the invitation to a visit; it never changes a plan by itself."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    OTHER_DATE = "other_date"  # a counter-proposal: it is told, and never applied


class VisitInvitation(Model):
    """A visit in somebody's own calendar, put there by invitations to this address.

    `sequence` is the number of the last message that may have reached them, `sent_at` when;
    None before the first. `answer` is to that message or to one since `asked_sequence`, the first
    that showed the visit at this moment, sent at `asked_at` (None in rows of an earlier version: it
    was the last); a message that tells something new takes it away. Rows are never removed: their
    number is the key to the address for answers. `is_settled`: the coordinator has seen it.
    `taken_answers` are the last that were taken, each its DTSTAMP as the sender's clock had it, in
    seconds, and what it said: delivered again they change nothing. `unreadable_at`: when something
    came since that is an answer by all signs and cannot be read.

    `email` is where the last message went, `former_emails` where earlier ones did; `wording` marks
    how the visit reads there (see `calendars.invitations.wording_of`), `given_up_wording` how it
    was to read by the last message that no server took. `wished_*` is what came with “another
    date”, by the clock of the groupement; the times are None for a whole day.
    """

    __tablename__ = "visit_invitation"
    __table_args__ = (
        UniqueConstraint("person_id", "visit_id"),
        CheckConstraint("(sequence IS NULL) = (sent_at IS NULL)", name="sent_or_not"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_or_not"),
        CheckConstraint(
            "wished_day IS NOT NULL OR (wished_start IS NULL AND wished_end IS NULL)",
            name="wished_end",
        ),
        CheckConstraint("(asked_sequence IS NULL) = (asked_at IS NULL)", name="asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    sequence: Mapped[int | None]
    sent_at: Mapped[datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[Answer | None] = mapped_column(text_enum(Answer))
    answered_at: Mapped[datetime | None]
    is_settled: Mapped[bool] = mapped_column(default=False)
    wording: Mapped[str | None] = mapped_column(String(64))
    former_emails: Mapped[list[Any]] = mapped_column(default=list)
    wished_day: Mapped[date | None]
    wished_start: Mapped[time | None]
    wished_end: Mapped[time | None]
    asked_sequence: Mapped[int | None]
    asked_at: Mapped[datetime | None]
    taken_answers: Mapped[list[Any]] = mapped_column(default=list)
    given_up_wording: Mapped[str | None] = mapped_column(String(64))
    unreadable_at: Mapped[datetime | None]
