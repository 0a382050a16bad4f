"""What a run is asked beyond its period, as values; and the row that keeps it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.planning.models import Plan, RunQuestion

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

    @property
    def tries_remedy(self) -> bool:
        """Say whether a repair tries out what would help one demand (its `wish`)."""
        return self.max_changes is None and "demand" in self.wish

    @property
    def keeps_to_hit(self) -> bool:
        """Say whether a repair gives visits to nobody but those who lose some."""
        return not self.wish

    def __post_init__(self) -> None:
        """Make equal what asks the same, whether it comes from a form or from a row."""
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
    return NO_QUESTION if row is None else _question_of(row)


def _question_of(row: RunQuestion) -> Question:
    return Question(
        basis_plan_id=row.basis_plan_id,
        repeats_run_id=row.repeats_run_id,
        board=row.board,
        edits=row.edits,
        keeps=row.keeps,
        max_changes=row.max_changes,
        wish=row.wish,
    )


def question_about(session: Session, plan: Plan) -> Question:
    """Return the question that starts from a plan, under the rules that it was found under.

    What the plan supposed (its edits) stays supposed. Whoever asks about a plan in force leaves
    that out: an edit writes whole values, over whatever was said since.
    """
    before = read_question(session, plan.run_id)
    return Question(basis_plan_id=plan.id, board=before.board, edits=before.edits)


def questions_of(session: Session, run_ids: Collection[int]) -> dict[int, Question]:
    """Return what those runs were asked that were asked more than their period, by run."""
    statement = select(RunQuestion).where(RunQuestion.run_id.in_(run_ids))
    return {row.run_id: _question_of(row) for row in session.scalars(statement)}


def open_for_hand(instance: Json, visits: Collection[Json] = ()) -> dict[str, Any]:
    """Return a stored question for whoever goes on from its plan by hand.

    What held for its own run only is gone: the visits that a repair had to keep, its most changes,
    pins that may have been taken away since. Pins that `visits` respect stay: then the question,
    and what is proven of it, is the same.
    """
    pins = [pin for pin in instance["pins"] if pin in visits]
    return {**instance, "pins": pins, "max_changes": None}
