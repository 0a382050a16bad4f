"""Rows of imports begun: what a file said, kept until somebody confirms or a day has passed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model
from cdo_share.core.types import text_enum


class TableKind(StrEnum):
    """What a table lists, one a row."""

    MEMBERS = "members"
    CDOS = "cdos"
    DEMANDS = "demands"


class ImportDraft(Model):
    """A table that was read and not imported yet, as text.

    `columns` holds [key, letter, heading] of each known column, `rows` the line in the file and
    the cells in the order of the columns, `notes` what was understood otherwise than written.
    """

    __tablename__ = "import_draft"
    __table_args__ = (
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    period_id: Mapped[int | None]
    kind: Mapped[TableKind] = mapped_column(text_enum(TableKind))
    file_name: Mapped[str] = mapped_column(String(120))
    columns: Mapped[list[Any]]
    rows: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
