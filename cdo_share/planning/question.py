"""What a run is asked beyond its period, as values; and the row that keeps it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.planning.models import RunQuestion

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """See `RunQuestion`, whose fields these are; the default asks for the period as it stands."""

    basis_plan_id: int | None = None
    repeats_run_id: int | None = None
    board: Json = field(default_factory=dict)
    edits: Sequence[Json] = ()
    keeps: Sequence[Json] = ()
    max_changes: int | None = None
    wish: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make equal questions equal, whether they were just asked or read from their rows."""
        object.__setattr__(self, "edits", tuple(self.edits))
        object.__setattr__(self, "keeps", tuple(self.keeps))


NO_QUESTION = Question()


def write_question(session: Session, run_id: int, question: Question) -> None:
    """Keep what a run is asked; nothing when it is asked for its period as it stands."""
    if question == NO_QUESTION:
        return
    session.add(
        RunQuestion(
            run_id=run_id,
            basis_plan_id=question.basis_plan_id,
            repeats_run_id=question.repeats_run_id,
            board=dict(question.board),
            edits=[dict(edit) for edit in question.edits],
            keeps=[dict(visit) for visit in question.keeps],
            max_changes=question.max_changes,
            wish=dict(question.wish),
        )
    )
    session.flush()


def read_question(session: Session, run_id: int) -> Question:
    """Return what a run is asked."""
    row = session.get(RunQuestion, run_id)
    if row is None:
        return NO_QUESTION
    return Question(
        basis_plan_id=row.basis_plan_id,
        repeats_run_id=row.repeats_run_id,
        board=row.board,
        edits=row.edits,
        keeps=row.keeps,
        max_changes=row.max_changes,
        wish=row.wish,
    )
