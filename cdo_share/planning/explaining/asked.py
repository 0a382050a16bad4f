"""The questions that were asked about a plan, and whether one was asked already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.planning.models import Plan, Run, RunKind, RunQuestion, RunState
from cdo_share.planning.question import Question, question_about, read_question
from cdo_share.planning.service import request_run

# An answer that failed or was cancelled is asked for again.
_LASTING = (RunState.QUEUED, RunState.RUNNING, RunState.DONE)
SECONDS = {RunKind.WHY_NOT: 5, RunKind.PRICES: 60, RunKind.REPAIR: 3}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a plan: its run, the wish, and how the answer begins once there is one.

    `status` is that of `solver.why_not`; `difference` what the wish costs in points, where that
    is known.
    """

    run_id: int
    state: RunState
    asked_at: datetime
    wish: Mapping[str, Any]
    status: str | None
    difference: int | None


def list_asked(session: Session, plan: Plan) -> list[Asked]:
    """Return the “why not” questions asked about a plan, the newest first."""
    statement = (
        select(
            Run.id,
            Run.state,
            Run.queued_at,
            RunQuestion.wish,
            Run.outcome["status"].as_string(),
            Run.outcome["difference"].as_integer(),
        )
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(
            Run.groupement_id == plan.groupement_id,
            Run.kind == RunKind.WHY_NOT,
            RunQuestion.basis_plan_id == plan.id,
        )
        .order_by(Run.id.desc())
    )
    return [Asked(*row) for row in session.execute(statement)]


def get_asked(session: Session, plan: Plan, run_id: int, kind: RunKind) -> Run:
    """Return a run of this kind that is about the plan, with its own plan; raises NotFound."""
    run: Run | None = session.scalar(_about(plan, kind).where(Run.id == run_id))
    if run is None:
        raise NotFound(N_("There is no such question about this plan."))
    return run


def find_latest(session: Session, plan: Plan, kind: RunKind) -> Run | None:
    """Return the newest run of this kind that is about the plan."""
    return session.scalars(_about(plan, kind).order_by(Run.id.desc()).limit(1)).first()


def _about(plan: Plan, kind: RunKind) -> Select[Any]:
    return (
        select(Run)
        .join(RunQuestion, RunQuestion.run_id == Run.id)
        .where(
            Run.groupement_id == plan.groupement_id,
            Run.kind == kind,
            RunQuestion.basis_plan_id == plan.id,
        )
        .options(joinedload(Run.plan))
    )


def ask(  # noqa: PLR0913 (who asks what of which plan)
    session: Session,
    plan: Plan,
    kind: RunKind,
    question: Question,
    *,
    person_id: int,
    now: datetime,
    name: str = "",
) -> tuple[Run, bool]:
    """Return the run that answers a question about a plan, and whether it is a new one.

    The edge sends a new one to the queue after the commit. Raises Conflict when too many wait.
    """
    found: Sequence[Run] = session.scalars(_about(plan, kind).where(Run.state.in_(_LASTING))).all()
    for run in found:
        if read_question(session, run.id) == question:
            return run, False
    run = request_run(
        session,
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        requested_by_id=person_id,
        time_limit_seconds=SECONDS[kind],
        fairness=plan.run.fairness,
        kind=kind,
        name=name,
        question=question,
        is_trial=True,
        now=now,
    )
    return run, True


def basis_question(
    session: Session, plan: Plan, edits: Sequence[Any], keeps: Sequence[Any]
) -> Question:
    """Return the question of a plan that starts from this one with some edits more.

    What was asked of this plan (its rules, its edits, its visits to keep) stays asked.
    """
    asked = question_about(session, plan)
    kept = [dict(visit) for visit in read_question(session, plan.run_id).keeps]
    return replace(
        asked,
        edits=[*asked.edits, *edits],
        keeps=kept + [visit for visit in keeps if visit not in kept],
    )
