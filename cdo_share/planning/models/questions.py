"""Rows that say what a run is asked beyond its period: rules, edits, visits to keep, a basis."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cdo_share.core.orm import Model


class RunQuestion(Model):
    """What one run is asked; a run without such a row is asked for its period as it stands.

    `basis_plan_id`: the plan that a repair or an answer is about. `repeats_run_id`: the stored
    question of that run is asked again, word for word. `board`: the coordinator's choice for each
    rule and goal, see `planning.board`. `edits`: changes as in `cdo-timeshare-edits/1`. `keeps`:
    visits that must be in the plan, written as in the instance. `wish`: what "why not" asks about;
    of a repair that tries a remedy, the demand that it is for; of another, whether it `fills_gaps`
    around changes by hand, or `gives_time` that came free to anybody; else it keeps to what is hit.
    """

    __tablename__ = "run_question"
    __table_args__ = (
        CheckConstraint("max_changes IS NULL OR max_changes >= 0", name="max_changes_positive"),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    basis_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    repeats_run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    board: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edits: Mapped[list[Any]] = mapped_column(default=list)
    keeps: Mapped[list[Any]] = mapped_column(default=list)
    max_changes: Mapped[int | None]
    wish: Mapped[dict[str, Any]] = mapped_column(default=dict)
