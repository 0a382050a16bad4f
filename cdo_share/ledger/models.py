"""Rows of the ledger: what a coordinator set right by hand, and how strongly the past counts.

All else is computed from demands, visits and releases, so that nothing can drift apart.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cdo_share.accounts.models import Person
from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class AdjustmentReason(StrEnum):
    """Why a coordinator set a ledger right; a category, so that nothing personal is written."""

    ARRIVAL = "arrival"
    ABSENCE = "absence"
    MISTAKE = "mistake"
    OUTSIDE = "outside"
    BOARD = "board"


class LedgerAdjustment(Model):
    """Half-days that a coordinator added to, or took from, what one member or CDO had in a period.

    Rows are only ever added: a wrong one is put right by its opposite. `once_key` tells the sending
    of a form that made it.
    """

    __tablename__ = "ledger_adjustment"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
        ForeignKeyConstraint(["groupement_id", "member_id"], ["member.groupement_id", "member.id"]),
        ForeignKeyConstraint(
            ["groupement_id", "engagement_id"], ["engagement.groupement_id", "engagement.id"]
        ),
        CheckConstraint("(member_id IS NULL) <> (engagement_id IS NULL)", name="one_subject"),
        CheckConstraint("halfdays BETWEEN -60 AND 60 AND halfdays <> 0", name="halfdays"),
        Index("uq_ledger_adjustment_once_key", "groupement_id", "once_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int] = mapped_column(index=True)
    member_id: Mapped[int | None] = mapped_column(index=True)
    engagement_id: Mapped[int | None] = mapped_column(index=True)
    halfdays: Mapped[int]
    reason: Mapped[AdjustmentReason] = mapped_column(text_enum(AdjustmentReason))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    noted_at: Mapped[datetime]
    once_key: Mapped[str | None] = mapped_column(String(64))

    noted_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", viewonly=True)


class LedgerRules(Model):
    """The settings of a groupement's ledger; without a row those of `rules.Rules` hold."""

    __tablename__ = "ledger_rules"
    __table_args__ = (
        CheckConstraint("keep_percent BETWEEN 0 AND 100", name="keep_percent"),
        CheckConstraint("cap_percent BETWEEN 0 AND 50", name="cap_percent"),
    )

    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), primary_key=True)
    keep_percent: Mapped[int]
    cap_percent: Mapped[int]
    is_weighing: Mapped[bool]
