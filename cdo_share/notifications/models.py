"""Rows of what people have not been told of yet: how they last knew a visit that has changed."""

import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model


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
