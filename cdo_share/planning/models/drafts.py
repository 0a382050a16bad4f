"""Rows of drafts: a plan that a coordinator changes by hand, step by step."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model


class Draft(Model):
    """Changes to a plan that are not a plan yet: the first `done` of its `steps` count.

    A step is {"act", "removed": [visit …], "added": [visit …]}, visits written as in the instance;
    those behind `done` were undone and can be redone. `version` rises with every change, so that
    two windows cannot overwrite each other.
    """

    __tablename__ = "plan_draft"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("plan_id", "person_id"),
        ForeignKeyConstraint(["groupement_id", "plan_id"], ["plan.groupement_id", "plan.id"]),
        CheckConstraint("done >= 0", name="done_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    plan_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    steps: Mapped[list[Any]] = mapped_column(default=list)
    done: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class RuleProfile(Model):
    """A choice for each rule and goal under a name, to be taken again; see `planning.board`."""

    __tablename__ = "rule_profile"
    __table_args__ = (UniqueConstraint("groupement_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    name: Mapped[str] = mapped_column(String(80))
    board: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changed_at: Mapped[datetime]


class Scenario(Model):
    """A stored "what if": edits under a name, asked again when the data have changed.

    `run_id` is the run that answered last; `fingerprint` is that of the data it was asked about.
    """

    __tablename__ = "scenario"
    __table_args__ = (
        UniqueConstraint("groupement_id", "id"),
        UniqueConstraint("period_id", "name"),
        ForeignKeyConstraint(["groupement_id", "period_id"], ["period.groupement_id", "period.id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    groupement_id: Mapped[int] = mapped_column(ForeignKey("groupement.id"))
    period_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    edits: Mapped[list[Any]] = mapped_column(default=list)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
