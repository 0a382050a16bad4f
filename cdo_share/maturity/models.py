"""Rows of the questionnaires that members filled in, and of the one that each is filling in.

Each one that is finished is kept, so that progress shows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model


class Assessment(Model):
    """One filling-in of the questionnaire by one member.

    `answers` holds 0 to 3 by code of the question, `scores` 0 to 100 by code of the dimension;
    `overall` is their mean, 0 to 100.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        CheckConstraint("overall BETWEEN 0 AND 100", name="overall"),
        Index("ix_assessment_member", "member_id", "taken_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    member_id: Mapped[int]
    answers: Mapped[dict[str, Any]]
    scores: Mapped[dict[str, Any]]
    overall: Mapped[int]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime]


class AssessmentDraft(Model):
    """The questionnaire as far as a member has come, so that it can be left and taken up again."""

    __tablename__ = "assessment_draft"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
    )

    member_id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    answers: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
